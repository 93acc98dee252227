"""What stands beside a report: last month, what was accepted before, its place among those that wait."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, F, OuterRef, Q, QuerySet, Subquery

from kernel.accounts.models import User
from kernel.activity.models import AuditEntry
from kernel.common.prepared import Hole, Prepared

from ..lights import Facts, expected
from ..models import Plan, ProgressReport, ReportedValue
from ..workflow import ReportStatus


@dataclass(frozen=True, slots=True)
class Beside:
    """What a month is compared with; figures are told by target."""

    last: ProgressReport | None = None
    last_values: dict[int, ReportedValue] = field(default_factory=dict)
    accepted_values: dict[int, ReportedValue] = field(default_factory=dict)
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report stands in the queue: how many wait, the how-manieth it is, and its neighbours."""

    count: int
    number: int
    previous: int | None
    next: int | None


def beside(report: ProgressReport, today: date) -> Beside:
    """Last month's report and its figures, the latest accepted ones, and the progress that today's date asks for."""
    earlier = report.task.reports.filter(period__lt=report.period)
    last = earlier.exclude(done="").select_related("task").order_by("-period").first()
    accepted = ReportedValue.objects.filter(report__in=earlier.filter(status=ReportStatus.ACCEPTED))
    latest = {row.target_id: row for row in accepted.select_related("report").order_by("report__period")}
    values = {row.target_id: row for row in last.values.all()} if last else {}
    return Beside(last, values, latest, asked_on(report, today))


def asked_on(report: ProgressReport, today: date) -> int:
    """The progress in percent that the task's time asks for by today."""
    task = report.task
    steps = tuple(task.milestones.order_by("due_on").values_list("due_on", "share"))
    facts = Facts(task.status, task.start_on, task.due_on, task.progress, task.profile, milestones=steps)
    return round(expected(facts, today))


def place_of(report: ProgressReport, user: User) -> Place:
    """Its place among the reports that this person may review, also after it has left the queue."""
    rows = ProgressReport.objects.visible_to(user).waiting()
    came = report.submitted_on
    before = rows.filter(Q(submitted_on__lt=came) | Q(submitted_on=came, pk__lt=report.pk))
    after = rows.filter(Q(submitted_on__gt=came) | Q(submitted_on=came, pk__gt=report.pk))
    return Place(
        count=rows.count(),
        number=before.count() + 1,
        previous=before.values_list("pk", flat=True).last(),
        next=after.values_list("pk", flat=True).first(),
    )


def already_taken(report: ProgressReport, step: str, version: int, user: User) -> bool:
    """Whether this very step was taken by this person on the version they saw: the second click of two."""
    last = AuditEntry.objects.of(report).first()
    return last is not None and (last.step, last.actor_id, report.version) == (step, user.pk, version + 1)


def with_last_words(rows: QuerySet[ProgressReport]) -> QuerySet[Any]:
    """Each report with `last_done`, the text of the month before it, to tell a copied one."""
    earlier = ProgressReport.objects.filter(task=OuterRef("task"), period__lt=OuterRef("period")).exclude(done="")
    return rows.annotate(last_done=Subquery(earlier.order_by("-period").values("done")[:1]))


def average_progress(rows: QuerySet[ProgressReport]) -> int | None:
    """The mean of what these reports say, in percent; None when none says anything."""
    mean = rows.order_by().aggregate(mean=Avg(F("progress")))["mean"]
    return None if mean is None else round(mean)


def months_of(rows: QuerySet[ProgressReport]) -> list[date]:
    """The months that these reports tell of, the latest first."""
    return list(rows.order_by("-period").values_list("period", flat=True).distinct())


def undo_time(plan: int) -> timedelta:
    """How long a decision on a report of this plan can be taken back."""
    return timedelta(seconds=_UNDO.rows(plan=plan)[0][0])


_UNDO = Prepared(lambda: Plan.objects.filter(pk=Hole("plan")).order_by().values_list("rule__undo_seconds"))
