"""What waits for a person: signatures, reports, reviews and decisions, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..lights import Colour
from ..models import Plan, ProgressReport, Task
from ..models.reports import OWED
from ..workflow import MANAGE, REPORT_PROGRESS, REVIEW, SIGN, SUPERVISE, PlanStatus, ReportStatus, TaskStatus

MOST = 200
REACH = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: `days` are working days left, negative when late, None without a day.

    `kind` is what is asked, `since` the day from which it has waited where no day is set for it, `waited` the working
    days since then.
    """

    kind: str
    url: str
    title: str
    why: str
    source: str
    act: str
    due_on: date | None = None
    days: int | None = None
    light: str = ""
    since: date | None = None
    waited: int | None = None


def waiting_for(user: User, today: date) -> list[Todo]:
    """What this person can do now; a constant number of queries, at most MOST of each kind."""
    days = WorkingCalendar.load(today - REACH, today + REACH)
    rows = [_dated(item, days, today) for item in _all(user, today)]
    return sorted(rows, key=lambda row: (row.due_on or row.since or today, row.title))


def how_many(user: User, today: date) -> int:
    """How many rows `waiting_for` has."""
    return sum(1 for _row in _all(user, today))


def kinds() -> dict[str, str]:
    """What may be asked of somebody, as the tabs of the workbench call it."""
    return {
        "sign": _("To sign for"),
        "write": _("Reports to write"),
        "review": _("Reports to review"),
        "decide": _("To decide"),
        "draft": _("Drafts"),
        "firm": _("For your enterprise"),
        "watch": _("To keep an eye on"),
        "calendar": _("Working calendar"),
    }


def _all(user: User, today: date) -> Iterator[Todo]:
    own = list(user.scope.departments)
    if user.has_perm(SIGN):
        yield from _to_sign(Task.objects.filter(lead__in=own, status=TaskStatus.ISSUED))
    if user.has_perm(REPORT_PROGRESS):
        yield from _to_report(own, today)
    elif own and user.has_perm("coordination.view_task"):
        yield from _to_watch(own)
    if user.has_perm(REVIEW):
        yield from _to_review()
    if user.has_perm(SUPERVISE):
        yield from _to_decide()
    if user.has_perm(MANAGE):
        yield from _to_confirm()


def _to_sign(tasks: models.QuerySet[Task]) -> Iterator[Todo]:
    for task in tasks.order_by("sign_due_on")[:MOST]:
        yield _of_task("sign", task, _("Sign for it or object"), _("Sign for"), due_on=task.sign_due_on, step="sign")


def _to_report(own: list[int], today: date) -> Iterator[Todo]:
    owed = ProgressReport.objects.filter(
        task__lead__in=own, task__status=TaskStatus.ACTIVE, status__in=OWED, period__lte=today
    )
    for report in owed.select_related("task").order_by("due_on")[:MOST]:
        returned = report.status == ReportStatus.RETURNED
        why = _("Returned: %(note)s") % {"note": report.decision_note} if returned else _("Write the month's report")
        yield _of_report("write", report, why, _("Write the report"), due_on=report.due_on)


def _to_watch(own: list[int]) -> Iterator[Todo]:
    """Who only reads sees which of the department's tasks are red or nobody has signed for."""
    rows = Task.objects.filter(lead__in=own, status__in=[TaskStatus.ACTIVE, TaskStatus.ISSUED])
    unsigned = models.Q(status=TaskStatus.ISSUED)
    for task in rows.filter(models.Q(light=Colour.RED) | unsigned).order_by("due_on")[:MOST]:
        issued = task.status == TaskStatus.ISSUED
        why = _("Not signed for yet") if issued else task.light_reason
        yield _of_task("watch", task, why, _("Look"), due_on=task.sign_due_on if issued else task.due_on)


def _to_review() -> Iterator[Todo]:
    waiting = ProgressReport.objects.filter(status=ReportStatus.SUBMITTED).select_related("task__lead")
    for report in waiting.order_by("submitted_on", "task__lead__protocol_order")[:MOST]:
        why = _("%(lead)s has handed it in") % {"lead": report.task.lead}
        yield _of_report("review", report, why, _("Review the report"), since=report.submitted_on)


def _to_decide() -> Iterator[Todo]:
    objected = Task.objects.filter(status=TaskStatus.OBJECTED).select_related("lead", "objection_kind")
    for task in objected[:MOST]:
        words = {"lead": task.lead, "kind": task.objection_kind}
        why = _("%(lead)s objects: %(kind)s") % words
        yield _of_task("decide", task, why, _("Decide"), due_on=task.sign_due_on, step="reissue")
    finished = Task.objects.filter(status=TaskStatus.ACTIVE, progress=100).select_related("lead")
    for task in finished[:MOST]:
        why = _("Accepted at 100 %: confirm completion")
        yield _of_task("decide", task, why, _("Confirm"), due_on=task.due_on, step="complete")


def _to_confirm() -> Iterator[Todo]:
    for plan in Plan.objects.filter(status=PlanStatus.DRAFT)[:MOST]:
        url, why = reverse("coordination:plan-review", args=[plan.pk]), _("A draft to be reviewed and confirmed")
        since = plan.created_at.date()
        yield Todo("draft", url, plan.name, why, "", _("Review"), since=since)


def _of_task(kind: str, task: Task, why: str, act: str, *, due_on: date | None, step: str = "") -> Todo:
    """A step is one click away: its page says what will happen."""
    url = reverse("coordination:task", args=[task.pk])
    if step:
        url = reverse("coordination:task-step", args=[task.pk, step])
    return Todo(kind, url, task.title, why, task.number, act, due_on=due_on, light=task.light)


def _of_report(
    kind: str, report: ProgressReport, why: str, act: str, *, due_on: date | None = None, since: date | None = None
) -> Todo:
    title = _("%(month)s report: %(task)s") % {"month": f"{report.period:%Y-%m}", "task": report.task.title}
    url = reverse("coordination:report", args=[report.pk])
    return Todo(
        kind, url, title, why, report.task.number, act, due_on=due_on, since=since, light=report.task.light
    )  # fmt: skip


def _dated(item: Todo, days: WorkingCalendar, today: date) -> Todo:
    left = days.between(today, item.due_on) if item.due_on else None
    waited = days.between(item.since, today) if item.since and not item.due_on else None
    return replace(item, days=left, waited=waited)
