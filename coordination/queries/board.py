"""How a plan stands: lights now by measure and bureau, reports of the month, what turned, what lies ahead.

Counts of the plan and its measures are common knowledge among those who work on it; a bureau's own figures are for
those whose scope covers it, as with Readings. The rows behind a count are scoped by `visible_to` wherever they open.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from kernel.accounts.models import Department, User

from ..lights import Colour
from ..models import LightChange, Measure, Plan, ProgressReport, Reading, ReportState, Target, Task
from ..models.reports import OWED, state_condition
from ..models.tasks import LIVE
from ..workflow import ReportStatus, TaskStatus

COLOURS = (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.GREY)
BAD = {Colour.RED: 2, Colour.YELLOW: 1, Colour.GREEN: 0, Colour.GREY: 0}
TREND_DAYS = 400
TREND_POINTS = 24


@dataclass(slots=True)
class Standing:
    """Counts of tasks: by colour, not signed for in time, past their deadline."""

    lights: Counter[str] = field(default_factory=Counter)
    unsigned: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.lights.total()

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(colour, how many), the worst first."""
        return [(str(colour), self.lights[colour]) for colour in COLOURS]

    def add(self, light: str, count: int, unsigned: int, overdue: int) -> None:
        self.lights[light] += count
        self.unsigned += unsigned
        self.overdue += overdue


@dataclass(slots=True)
class Now:
    """The plan's tasks as they stand: all of them, by measure, by lead department."""

    all: Standing = field(default_factory=Standing)
    by_measure: dict[int, Standing] = field(default_factory=lambda: defaultdict(Standing))
    by_lead: dict[int, Standing] = field(default_factory=lambda: defaultdict(Standing))


@dataclass(slots=True)
class Reports:
    """Counts of reports: those of the month by state, the overdue of all months, how many of the month came in time."""

    states: Counter[str] = field(default_factory=Counter)
    overdue: int = 0
    asked: int = 0
    in_time: int = 0

    @property
    def rate(self) -> int | None:
        """Percent of the month's reports, of those whose day has come or that are in, handed in by their day."""
        return 100 * self.in_time // self.asked if self.asked else None

    def add(self, row: Mapping[str, Any]) -> None:
        self.states.update({str(state): row[state] for state in ReportState})
        self.overdue += row["late_of_all"]
        self.asked += row["asked"]
        self.in_time += row["in_time"]


def now(plan: Plan, today: date) -> Now:
    """One grouped query for any number of tasks; cancelled ones are left out."""
    tasks = Task.objects.filter(plan=plan).exclude(status=TaskStatus.CANCELLED).order_by()
    rows = tasks.values_list("measure", "lead", "light").annotate(
        Count("pk"),
        unsigned=Count("pk", filter=Q(status=TaskStatus.ISSUED, sign_due_on__lt=today)),
        overdue=Count("pk", filter=Q(status__in=LIVE, due_on__lt=today)),
    )
    result = Now()
    for measure, lead, *figures in rows:
        for standing in (result.all, result.by_measure[measure], result.by_lead[lead]):
            standing.add(*figures)
    return result


def lights_of(plans: Iterable[int]) -> dict[int, Standing]:
    """The lights of several plans. One query."""
    tasks = Task.objects.filter(plan__in=list(plans)).exclude(status=TaskStatus.CANCELLED).order_by()
    found: dict[int, Standing] = defaultdict(Standing)
    for plan, light, count in tasks.values_list("plan", "light").annotate(Count("pk")):
        found[plan].lights[light] += count
    return found


def reports(plan: Plan, today: date) -> tuple[Reports, dict[int, Reports]]:
    """The reports of the month of `today`, in all and by lead department. One grouped query."""
    month = Q(period=today.replace(day=1))
    late = Q(status__in=OWED, due_on__lt=today)
    said = month & ~Q(status=ReportStatus.WAIVED) & (Q(due_on__lt=today) | ~Q(status__in=OWED))
    counts: dict[str, Count] = {
        str(state): Count("pk", filter=month & state_condition(state, today)) for state in ReportState
    }
    rows: Any = ProgressReport.objects.filter(month | late, task__plan=plan).order_by().values("task__lead")
    whole, by_lead = Reports(), defaultdict[int, Reports](Reports)
    for row in rows.annotate(
        **counts,
        late_of_all=Count("pk", filter=late),
        asked=Count("pk", filter=said),
        in_time=Count("pk", filter=said & Q(submitted_on__lte=F("due_on"))),
    ):
        whole.add(row)
        by_lead[row["task__lead"]].add(row)
    return whole, by_lead


def bureaus_seen(user: User, found: Iterable[int]) -> list[Department]:
    """The departments among `found` whose own figures the person may see, in protocol order."""
    rows = Department.objects.filter(pk__in=set(found))
    return list(rows if user.scope.everything else rows.filter(pk__in=user.scope.departments))


def measures_of(plan: Plan) -> list[Measure]:
    return list(Measure.objects.filter(pillar__plan=plan).select_related("pillar"))


def end_of_last_month(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


def turned(plan: Plan, since: date) -> Any:
    """The tasks whose colour is not the one they had at the end of `since`; `before` is the colour of that day."""
    changes = LightChange.objects.filter(task=OuterRef("pk"), on__gt=since).order_by("on", "pk")
    tasks = Task.objects.filter(plan=plan).exclude(status=TaskStatus.CANCELLED)
    rows = tasks.filter(Exists(changes)).annotate(before=Subquery(changes.values("before")[:1]))
    return rows.exclude(before=F("light"))


def turned_worse(rows: Any) -> Any:
    return rows.filter(_turn(worse=True))


def turned_better(rows: Any) -> Any:
    return rows.filter(_turn(worse=False))


def _turn(*, worse: bool) -> Q:
    """Grey is no judgement: to come from it or go to it is worse or better only against yellow and red."""
    condition = Q(pk__in=[])
    for before in COLOURS:
        after = [c for c in COLOURS if (BAD[c] > BAD[before] if worse else BAD[c] < BAD[before])]
        condition |= Q(before=before, light__in=after)
    return condition


def count_turned(plan: Plan, since: date) -> tuple[int, int]:
    """How many tasks of the whole plan turned worse and better since that day. One query."""
    counts = turned(plan, since).aggregate(
        worse=Count("pk", filter=_turn(worse=True)), better=Count("pk", filter=_turn(worse=False))
    )
    return counts["worse"], counts["better"]


def trend(plan: Plan, today: date) -> dict[str, list[tuple[date, int]]]:
    """Red and yellow tasks of the plan by day, thinned to TREND_POINTS; the last reading always stays. One query."""
    rows = Reading.objects.filter(
        plan=plan, measure=None, department=None, indicator__code__in=("tasks-red", "tasks-yellow"),
        on__gt=today - timedelta(days=TREND_DAYS), on__lte=today,
    ).order_by("on")  # fmt: skip
    lines: dict[str, list[tuple[date, int]]] = {"red": [], "yellow": []}
    for code, on, value in rows.values_list("indicator__code", "on", "value"):
        lines[code.removeprefix("tasks-")].append((on, int(value)))
    return {colour: list(_thinned(points)) for colour, points in lines.items()}


def _thinned(points: list[tuple[date, int]]) -> Iterator[tuple[date, int]]:
    step = max(1, -(-len(points) // TREND_POINTS))
    yield from points[::-1][::step][::-1]


def targets_by_year(plan: Plan) -> list[tuple[int | None, int]]:
    """(year, how many figures fall due in it); None is for those that recur or name no date. One query."""
    rows = Target.objects.filter(task__plan=plan).exclude(task__status=TaskStatus.CANCELLED).order_by()
    counts = dict(rows.values_list("by__year").annotate(Count("pk")))
    dated = sorted((year, count) for year, count in counts.items() if year is not None)
    return [*dated, *([(None, counts[None])] if counts.get(None) else [])]
