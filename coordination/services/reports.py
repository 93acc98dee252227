"""The monthly report: written and submitted by the lead bureau, accepted or returned by the office."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity import clock
from kernel.activity.models import AuditEntry
from kernel.activity.services import advance, hold, keep, notify, require, withdraw
from kernel.calendars.queries import add_working_days
from kernel.common.errors import Invalid, NotPermitted, StepRefused

from ..models import ProgressReport, ReportedValue, Task
from ..queries.people import liaisons_of
from ..queries.reports import undo_time
from ..workflow import REPORT_PROGRESS, ReportStatus, TaskStatus
from .settling import settle
from .tasks import require_lead

WRITTEN = frozenset({"progress", "done", "problems", "next_step", "judgement"})
WRITABLE = (ReportStatus.OPEN, ReportStatus.RETURNED)
DECISIONS = {"accept": "report_accepted", "return": "report_returned"}  # step: the verb its message is told by


@transaction.atomic
def save_report(
    report: ProgressReport, *, actor: User, values: Mapping[int, Decimal | None] | None = None, **changes: Any
) -> ProgressReport:
    """Keep what the liaison has typed so far. `values` are target ids with their figures; None takes a figure back."""
    require(actor, REPORT_PROGRESS)
    require_lead(report.task, actor)
    if report.status not in WRITABLE:
        raise StepRefused(_("A report that is %(status)s cannot be changed.") % {"status": report.get_status_display()})
    unknown = set(changes) - WRITTEN
    if unknown:
        raise Invalid(fields={name: [_("This cannot be changed here.")] for name in sorted(unknown)})
    _check_progress(changes.get("progress"))
    moved = {name: value for name, value in changes.items() if getattr(report, name) != value}
    if moved or values:
        report = keep(report, **moved)
    if values:
        _keep_values(report, values)
    return report


@transaction.atomic
def submit_report(report: ProgressReport, *, actor: User, today: date) -> ProgressReport:
    """Hand the month's report to the office; Invalid (400) lists everything that is missing at once."""
    task = _hold_task(report)
    require_lead(task, actor)
    require_complete(report, today=today)
    report = advance(report, "submit", actor=actor, submitted_on=today, submitted_by=actor)
    return _settle(report, task, today)


@transaction.atomic
def withdraw_report(report: ProgressReport, *, actor: User, today: date) -> ProgressReport:
    """Take a report back before the office has looked at it."""
    task = _hold_task(report)
    require_lead(task, actor)
    report = advance(report, "withdraw", actor=actor, submitted_on=None, submitted_by=None)
    return _settle(report, task, today)


@transaction.atomic
def accept_report(
    report: ProgressReport, *, actor: User, today: date, judgement: str = "", note: str = ""
) -> ProgressReport:
    """Accept the report: only now does the task's progress move, unless a later month has been accepted or the goal
    has been rebased since.
    """
    task = _hold_task(report)
    report = advance(
        report, "accept", actor=actor, note=note, decided_on=today, decision_note=note,
        office_judgement=judgement or report.judgement,
    )  # fmt: skip
    later = task.reports.filter(status=ReportStatus.ACCEPTED, period__gt=report.period)
    if report.period.year >= task.year and not later.exists():
        _move(task, report.progress or 0)
    _tell(report, task, "report_accepted", progress=report.progress or 0)
    return _settle(report, task, today)


@transaction.atomic
def return_report(
    report: ProgressReport, *, actor: User, note: str, today: date, judgement: str = "", due_on: date | None = None
) -> ProgressReport:
    """Send the report back with the reason and the day by which it is to be corrected.

    Without `due_on` that day is the rule's; Invalid (400) for a day that is over.
    """
    if due_on is not None and due_on < today:
        raise Invalid(fields={"due_on": [_("This day is over.")]})
    task = _hold_task(report)
    due_on = due_on or resubmit_by(report, today)
    report = advance(
        report, "return", actor=actor, note=note, decided_on=today, decision_note=note,
        due_on=due_on, submitted_on=None, office_judgement=judgement,
    )  # fmt: skip
    _tell(report, task, "report_returned", note=note.strip().rstrip("。."), due=str(report.due_on))
    return _settle(report, task, today)


def resubmit_by(report: ProgressReport, today: date) -> date:
    """The day by which a report returned today is to be corrected; never before its own due day."""
    return max(add_working_days(today, report.task.plan.rule.resubmit_days), report.due_on)


@transaction.atomic
def reconsider_report(report: ProgressReport, *, actor: User, now: datetime, today: date) -> ProgressReport:
    """Take one's own decision back: report, progress and light are as before it, and the bureau never hears of it.

    NotPermitted (403) for somebody else's decision; StepRefused (409) when the rule's `undo_seconds` are over or the
    task has gone on; StaleVersion (412) when the report was written since.
    """
    decision = AuditEntry.objects.of(report).filter(step__in=DECISIONS).first()
    told = f"{DECISIONS.get(decision.step if decision else '')}:{report.pk}:{report.version}"
    task = _hold_task(report)
    report = advance(report, "reconsider", actor=actor, **_as_before(decision))
    _require_undoable(report, task, decision, actor, now)
    if not withdraw(told, now=now):
        raise StepRefused(_("The bureau has been told already; this decision stands."))
    if report.period.year >= task.year:
        _move(task, _accepted_progress(task))
    return _settle(report, task, today)


def _check_progress(progress: int | None) -> None:
    if progress is not None and not 0 <= progress <= 100:
        raise Invalid(fields={"progress": [_("Progress lies between 0 and 100.")]})


def require_complete(report: ProgressReport, *, today: date) -> None:
    """Invalid (400) with all that the report lacks for the office; StepRefused (409) while its task is at rest."""
    if report.task.status != TaskStatus.ACTIVE:
        raise StepRefused(
            _("The task is %(status)s; sign for it first.") % {"status": report.task.get_status_display()}
        )
    wrong: dict[str, list[str]] = {}
    if report.period > today:
        wrong["period"] = [_("This month has not begun yet.")]
    if report.progress is None:
        wrong["progress"] = [_("Say how far the task is, in percent.")]
    if not report.judgement:
        wrong["judgement"] = [_("Give your own judgement.")]
    if not report.done.strip():
        wrong["done"] = [_("Say what was done this month.")]
    if report.progress is not None and report.progress < report.task.progress and not report.problems.strip():
        wrong["problems"] = [
            _("Progress below the last accepted %(n)d %% needs an explanation.") % {"n": report.task.progress}
        ]
    if wrong:
        raise Invalid(fields=wrong)


def _keep_values(report: ProgressReport, values: Mapping[int, Decimal | None]) -> None:
    own = set(report.task.targets.values_list("pk", flat=True))
    strange = sorted(set(values) - own)
    if strange:
        raise Invalid(fields={"values": [_("Target %(id)d is not one of this task's.") % {"id": pk} for pk in strange]})
    emptied = [pk for pk, value in values.items() if value is None]
    if emptied:
        ReportedValue.objects.filter(report=report, target__in=emptied).delete()
    ReportedValue.objects.bulk_create(
        [ReportedValue(report=report, target_id=pk, value=value) for pk, value in values.items() if value is not None],
        update_conflicts=True, unique_fields=["report", "target"], update_fields=["value"],
    )  # fmt: skip


def _hold_task(report: ProgressReport) -> Task:
    """The report's task, locked before the report as in every step of a task, so that the two never wait in a ring."""
    report.task = hold(Task, report.task_id)
    return report.task


def _move(task: Task, progress: int) -> None:
    """Progress is not a status: it follows the accepted report, while the task is held."""
    Task.objects.filter(pk=task.pk).update(progress=progress)
    task.progress = progress


def _accepted_progress(task: Task) -> int:
    """What the latest accepted report of the task's year says, or what the year began with."""
    accepted = (
        task.reports.filter(status=ReportStatus.ACCEPTED, period__year__gte=task.year).order_by("-period").first()
    )
    if accepted is not None:
        return accepted.progress or 0
    begun = AuditEntry.objects.of(task).filter(step="roll_over").first()
    return int(begun.after.get("progress") or 0) if begun else 0


def _as_before(decision: AuditEntry | None) -> dict[str, Any]:
    """The report's fields as they were before the decision."""
    fields = decision.before if decision else {}
    return {name: _field(name).to_python(value) for name, value in fields.items()}


def _field(name: str) -> Any:
    return ProgressReport._meta.get_field(name)


def _require_undoable(
    report: ProgressReport, task: Task, decision: AuditEntry | None, actor: User, now: datetime
) -> None:
    if decision is None or decision.actor_id != actor.pk:
        raise NotPermitted(_("Only who decided can take the decision back."))
    if now > decision.at + undo_time(task.plan_id):
        raise StepRefused(_("The time to take this decision back is over."))
    since = AuditEntry.objects.filter(pk__gt=decision.pk).exclude(step="reconsider")
    if (since & AuditEntry.objects.of(report)).exists() or (since & AuditEntry.objects.of(task)).exists():
        raise StepRefused(_("Something has happened since; this decision stands."))


def _settle(report: ProgressReport, task: Task, today: date) -> ProgressReport:
    """After each step: what the task owes next, and its light."""
    report.task = settle(task, today=today)
    return report


def _tell(report: ProgressReport, task: Task, verb: str, **params: Any) -> None:
    key = f"{verb}:{report.pk}:{report.version}"
    words = {"task": str(task), "period": f"{report.period:%Y-%m}", **params}
    final = clock.now() + undo_time(task.plan_id)
    notify(liaisons_of(task.lead_id), verb, about=report, dedupe_key=key, not_before=final, **words)
