"""What is done with a task: signed for or objected to, supervised, changed, carried over into the next year."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import Department, User
from kernel.accounts.services import initials_of
from kernel.activity.services import advance, amend, keep, notify, record, require
from kernel.calendars.queries import add_working_days
from kernel.common.errors import DomainError, Invalid, NotPermitted
from kernel.dictionaries.models import Entry

from ..models import AnnualGoal, Duty, Milestone, ProgressReport, Task
from ..queries.people import may_act_for, office
from ..workflow import SUPERVISE, ReportStatus, TaskStatus
from .issuing import announce
from .schedule import ensure_reports
from .settling import settle

DONE = 100


class NotDone(DomainError):
    """The task has not reached what completion asks for."""

    code = "not_done"


@transaction.atomic
def sign_task(task: Task, *, actor: User, today: date) -> Task:
    """The lead bureau takes the task on."""
    require_lead(task, actor)
    task = advance(task, "sign", actor=actor, signed_on=today)
    return settle(task, today=today)


@transaction.atomic
def object_to_task(task: Task, *, actor: User, kind: str, note: str, today: date) -> Task:
    """The lead bureau says why it should not have this task as it is; the office decides."""
    require_lead(task, actor)
    entry = Entry.objects.of("objection-kind", today).filter(code=kind).first()
    if entry is None:
        raise Invalid(fields={"kind": [_("Choose one of the kinds of objection.")]})
    task = advance(task, "object", actor=actor, note=note, objection_kind=entry)
    key = f"task_objected:{task.pk}:{task.version}"
    department = str(task.lead)
    notify(office(), "task_objected", about=task, dedupe_key=key, task=str(task), department=department, note=note)
    return settle(task, today=today)


@transaction.atomic
def reissue_task(
    task: Task, *, actor: User, note: str, today: date, lead: Department | None = None, due_on: date | None = None
) -> Task:
    """The office decides an objection: the task goes out again, as it was or with another lead or deadline."""
    changes: dict[str, Any] = {"objection_kind": None, "sign_due_on": add_working_days(today, task.plan.rule.sign_days)}
    if lead is not None:
        changes["lead"] = lead
    if due_on is not None:
        changes["due_on"] = _checked_deadline(task, task.start_on, due_on)
    task = advance(task, "reissue", actor=actor, note=note, **changes)
    _sync_goal(task)
    announce([task], "task_reissued", due=task.sign_due_on, note=note)
    return settle(task, today=today)


@transaction.atomic
def complete_task(task: Task, *, actor: User, today: date, note: str = "") -> Task:
    """The office confirms that the standard is met: progress accepted at 100 %, and nothing waiting for review."""
    if task.progress < DONE:
        raise NotDone(_("Accepted progress is %(n)d %%; completion needs 100 %%.") % {"n": task.progress})
    if task.reports.filter(status=ReportStatus.SUBMITTED).exists():
        raise NotDone(_("A report still waits for review."))
    task = advance(task, "complete", actor=actor, note=note, completed_on=today)
    return _rest(task, actor, _("The task is completed."), today)


@transaction.atomic
def suspend_task(task: Task, *, actor: User, note: str, today: date) -> Task:
    """The office stops the clock of a task; reports not yet written are waived."""
    task = advance(task, "suspend", actor=actor, note=note, suspended_on=today)
    return _rest(task, actor, note, today)


@transaction.atomic
def cancel_task(task: Task, *, actor: User, note: str, today: date) -> Task:
    """The office takes a task out of the plan; its history stays."""
    task = advance(task, "cancel", actor=actor, note=note)
    return _rest(task, actor, note, today)


@transaction.atomic
def resume_task(task: Task, *, actor: User, note: str, today: date) -> Task:
    """The clock runs again, and the coming reports are asked for."""
    return _wake(advance(task, "resume", actor=actor, note=note, suspended_on=None), actor, note, today)


@transaction.atomic
def reopen_task(task: Task, *, actor: User, note: str, today: date) -> Task:
    """Completion was confirmed wrongly."""
    return _wake(advance(task, "reopen", actor=actor, note=note, completed_on=None), actor, note, today)


EDITABLE = frozenset(
    {"title", "content", "standard", "lead_duty", "responsible", "profile", "start_on", "due_on"}
)  # fmt: skip


@transaction.atomic
def edit_task(task: Task, *, actor: User, today: date, note: str = "", **changes: Any) -> Task:
    """The office changes what the task says; a moved deadline needs a reason."""
    unknown = set(changes) - EDITABLE
    if unknown:
        raise Invalid(fields={name: [_("This cannot be changed here.")] for name in sorted(unknown)})
    start_on, due_on = changes.get("start_on", task.start_on), changes.get("due_on", task.due_on)
    _checked_deadline(task, start_on, due_on)
    if due_on != task.due_on and not note.strip():
        raise Invalid(fields={"note": [_("A moved deadline needs a reason.")]})
    if "title" in changes:
        changes["initials"] = initials_of(changes["title"])
    task = amend(task, actor=actor, permission=SUPERVISE, note=note, **changes)
    _sync_goal(task)
    return settle(task, today=today)


@transaction.atomic
def set_duties(task: Task, duties: dict[Department, str], *, actor: User) -> Task:
    """Name the co-operating departments, each with its own line of duty."""
    require(actor, SUPERVISE)
    wrong = {
        f"duties/{n}/department": [_("The lead cannot co-operate with itself.")]
        for n, department in enumerate(duties)
        if department.pk == task.lead_id
    }
    if wrong:
        raise Invalid(fields=wrong)
    task = keep(task)
    before = [str(row) for row in task.duties.select_related("department")]
    task.duties.all().delete()
    Duty.objects.bulk_create(Duty(task=task, department=d, duty=text) for d, text in duties.items())
    after = [str(row) for row in task.duties.select_related("department")]
    record(task, "set_duties", actor=actor, before={"duties": before}, after={"duties": after})
    return task


@transaction.atomic
def set_milestones(task: Task, steps: list[tuple[str, date, int]], *, actor: User, today: date) -> Task:
    """Lay down (title, day, share) of each milestone; shares add up to 100, days lie in the task's time."""
    require(actor, SUPERVISE)
    _check_milestones(task, steps)
    task = keep(task)
    before = [f"{row.due_on} {row.title} {row.share}" for row in task.milestones.all()]
    task.milestones.all().delete()
    Milestone.objects.bulk_create(Milestone(task=task, title=t, due_on=d, share=s) for t, d, s in steps)
    record(
        task,
        "set_milestones",
        actor=actor,
        before={"milestones": before},
        after={"milestones": [f"{d} {t} {s}" for t, d, s in steps]},
    )
    return settle(task, today=today)


@transaction.atomic
def roll_over_task(
    task: Task, *, actor: User, goal: str, due_on: date, explanation: str, today: date, start_on: date | None = None,
    progress: int = 0,
) -> Task:  # fmt: skip
    """Carry a task into its next year: same number and history, a rebased goal and progress, and why."""
    year = task.year + 1
    if year > task.plan.last_year:
        raise Invalid(fields={"year": [_("The plan ends with %(year)d.") % {"year": task.plan.last_year}]})
    if not explanation.strip() or not goal.strip():
        missing = {"explanation": explanation, "goal": goal}
        raise Invalid(fields={name: [_("This is needed.")] for name, text in missing.items() if not text.strip()})
    if task.status not in (TaskStatus.ACTIVE, TaskStatus.COMPLETED):
        raise NotDone(_("Only a task in progress or completed goes on into the next year."))
    start_on = start_on or date(year, 1, 1)
    if start_on.year != year or due_on.year != year or due_on < start_on:
        raise Invalid(fields={"due_on": [_("Start and deadline lie in %(year)d.") % {"year": year}]})
    AnnualGoal.objects.filter(task=task, year=task.year).update(closing_progress=task.progress)
    AnnualGoal.objects.create(
        task=task, year=year, goal=goal, start_on=start_on, due_on=due_on, explanation=explanation
    )
    if task.status == TaskStatus.COMPLETED:
        task = advance(task, "reopen", actor=actor, note=explanation, completed_on=None)
    task = amend(
        task, actor=actor, permission=SUPERVISE, note=explanation, step="roll_over", year=year, start_on=start_on,
        due_on=due_on, progress=progress,
    )  # fmt: skip
    ensure_reports(task.plan, today=today, tasks=Task.objects.filter(pk=task.pk))
    return settle(_fresh(task), today=today)


def require_lead(task: Task, actor: User) -> None:
    """NotPermitted (403) unless the actor sits in the lead department, or above it within their scope."""
    if not may_act_for(actor, task.lead_id):
        raise NotPermitted(_("Only %(lead)s, which leads the task, may do this.") % {"lead": task.lead})


def _checked_deadline(task: Task, start_on: date, due_on: date) -> date:
    if due_on < start_on:
        raise Invalid(fields={"due_on": [_("The deadline lies before the start.")]})
    if not task.plan.first_year <= start_on.year <= due_on.year <= task.plan.last_year:
        raise Invalid(fields={"due_on": [_("The dates lie outside the years of the plan.")]})
    return due_on


def _check_milestones(task: Task, steps: list[tuple[str, date, int]]) -> None:
    """Invalid (400) says all that is wrong at once, each at its row."""
    outside = _("A milestone lies between start and deadline of the task.")
    wrong = {
        f"milestones/{n}/due_on": [outside]
        for n, (_title, day, _share) in enumerate(steps)
        if not task.start_on <= day <= task.due_on
    }
    total = sum(share for _title, _day, share in steps)
    if steps and total != DONE:
        wrong["milestones"] = [_("The shares add up to %(n)d; they must add up to 100.") % {"n": total}]
    if wrong:
        raise Invalid(fields=wrong)


def _sync_goal(task: Task) -> None:
    AnnualGoal.objects.filter(task=task, year=task.year).update(start_on=task.start_on, due_on=task.due_on)


def _rest(task: Task, actor: User | None, note: str, today: date) -> Task:
    """Reports that nobody has written yet are waived while a task rests."""
    for report in task.reports.filter(status__in=[ReportStatus.OPEN, ReportStatus.RETURNED]):
        advance(report, "waive", actor=actor, note=note)
    return settle(_fresh(task), today=today)


def _wake(task: Task, actor: User | None, note: str, today: date) -> Task:
    for report in ProgressReport.objects.filter(task=task, status=ReportStatus.WAIVED, due_on__gte=today):
        advance(report, "restore", actor=actor, note=note)
    ensure_reports(task.plan, today=today, tasks=Task.objects.filter(pk=task.pk))
    return settle(_fresh(task), today=today)


def _fresh(task: Task) -> Task:
    task.refresh_from_db()
    return task
