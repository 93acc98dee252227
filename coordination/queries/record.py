"""What a task's page shows of it: who has to act now, its months, its targets with what was last accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from ..models import ProgressReport, ReportedValue, ReportState, Target, Task
from ..models.reports import OWED
from ..workflow import ReportStatus, TaskStatus

FULL = 100


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the task before them, what they have to do, and by which day."""

    who: str
    what: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the task's year: its report, if one is asked for, and what it is today."""

    first: date
    report: ProgressReport | None = None
    state: str = ""
    label: str = ""


def holder_of(task: Task, reports: Iterable[ProgressReport]) -> Holder:
    """Whose move it is; at rest it is nobody's."""
    lead, office = str(task.lead), _("the campaign office")
    if task.status == TaskStatus.ACTIVE:
        return _working(task, list(reports), lead, office)
    still = {
        TaskStatus.ISSUED: Holder(lead, _("to sign for it or object"), task.sign_due_on),
        TaskStatus.OBJECTED: Holder(office, _("to decide the objection")),
        TaskStatus.SUSPENDED: Holder(office, _("to let it go on in its time")),
    }
    return still.get(TaskStatus(task.status), Holder(_("nobody"), _("nothing is left to do")))


def months_of(task: Task, reports: Iterable[ProgressReport], today: date) -> list[Month]:
    """The twelve months of the task's year in order."""
    by_period = {row.period: row for row in reports}
    return [_month(date(task.year, n, 1), by_period, today) for n in range(1, 13)]


def targets_of(task: Task) -> QuerySet[Target, Any]:
    """The figures it promises; `last_reported` is the last accepted figure, None before the first."""
    accepted = ReportedValue.objects.filter(target=OuterRef("pk"), report__status=ReportStatus.ACCEPTED)
    last = accepted.order_by("-report__period").values("value")[:1]
    return Target.objects.filter(task=task).annotate(last_reported=Subquery(last)).order_by("by", "pk")


def share_of(target: Any) -> int | None:
    """How much of a target is reached, in whole percent and at most 100; None where that says nothing."""
    if target.kind in (Target.Kind.GROWTH, Target.Kind.REDUCTION) or target.last_reported is None or not target.value:
        return None
    return min(int(target.last_reported * FULL / Decimal(target.value)), FULL)


def _working(task: Task, reports: list[ProgressReport], lead: str, office: str) -> Holder:
    """Of a task in progress: the office's while a report or completion waits for it, else the lead's."""
    waiting = next((row for row in reports if row.status == ReportStatus.SUBMITTED), None)
    if waiting is not None:
        return Holder(office, _("to review the report of %(month)s") % {"month": f"{waiting.period:%Y-%m}"})
    if task.progress >= FULL:
        return Holder(office, _("to confirm completion"))
    owed = min((row for row in reports if row.status in OWED), key=lambda row: row.period, default=None)
    if owed is None:
        return Holder(lead, _("to carry it out"))
    return Holder(lead, _("to report on %(month)s") % {"month": f"{owed.period:%Y-%m}"}, owed.due_on)


def _month(first: date, by_period: dict[date, ProgressReport], today: date) -> Month:
    report = by_period.get(first)
    if report is None:
        return Month(first)
    state = ReportState(report.state_on(today))
    return Month(first, report, str(state), str(state.label))
