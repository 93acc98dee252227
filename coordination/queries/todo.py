"""What waits for a person: signatures, reports, reviews and decisions, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Plan, ProgressReport, Task
from ..models.reports import OWED
from ..workflow import MANAGE, REPORT_PROGRESS, REVIEW, SIGN, SUPERVISE, PlanStatus, ReportStatus, TaskStatus

MOST = 200
REACH = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: `days` are working days left, negative when late, None without a day."""

    url: str
    title: str
    why: str
    source: str
    act: str
    due_on: date | None = None
    days: int | None = None
    light: str = ""


def waiting_for(user: User, today: date) -> list[Todo]:
    """What this person can do now; a constant number of queries, at most MOST of each kind."""
    days = WorkingCalendar.load(today - REACH, today + REACH)
    rows = [_dated(item, days, today) for item in _all(user, today)]
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or today, row.title))


def _all(user: User, today: date) -> Iterator[Todo]:
    own = list(user.scope.departments)
    if user.has_perm(SIGN):
        yield from _to_sign(Task.objects.filter(lead__in=own, status=TaskStatus.ISSUED))
    if user.has_perm(REPORT_PROGRESS):
        yield from _to_report(own, today)
    if user.has_perm(REVIEW):
        yield from _to_review()
    if user.has_perm(SUPERVISE):
        yield from _to_decide()
    if user.has_perm(MANAGE):
        yield from _to_confirm()


def _to_sign(tasks: models.QuerySet[Task]) -> Iterator[Todo]:
    for task in tasks.order_by("sign_due_on")[:MOST]:
        yield _of_task(task, _("Sign for it or object"), _("Sign for"), task.sign_due_on)


def _to_report(own: list[int], today: date) -> Iterator[Todo]:
    owed = ProgressReport.objects.filter(
        task__lead__in=own, task__status=TaskStatus.ACTIVE, status__in=OWED, period__lte=today
    )
    for report in owed.select_related("task").order_by("due_on")[:MOST]:
        returned = report.status == ReportStatus.RETURNED
        why = _("Returned: %(note)s") % {"note": report.decision_note} if returned else _("Write the month's report")
        yield _of_report(report, why, _("Write the report"))


def _to_review() -> Iterator[Todo]:
    waiting = ProgressReport.objects.filter(status=ReportStatus.SUBMITTED).select_related("task__lead")
    for report in waiting.order_by("submitted_on", "task__lead__protocol_order")[:MOST]:
        yield _of_report(report, _("%(lead)s has handed it in") % {"lead": report.task.lead}, _("Review the report"))


def _to_decide() -> Iterator[Todo]:
    objected = Task.objects.filter(status=TaskStatus.OBJECTED).select_related("lead")
    for task in objected[:MOST]:
        yield _of_task(task, _("%(lead)s objects") % {"lead": task.lead}, _("Decide"), task.sign_due_on)
    finished = Task.objects.filter(status=TaskStatus.ACTIVE, progress=100).select_related("lead")
    for task in finished[:MOST]:
        yield _of_task(task, _("Accepted at 100 %: confirm completion"), _("Confirm"), task.due_on)


def _to_confirm() -> Iterator[Todo]:
    for plan in Plan.objects.filter(status=PlanStatus.DRAFT)[:MOST]:
        url = reverse("coordination:plan-review", args=[plan.pk])
        yield Todo(url=url, title=plan.name, why=_("A draft to be reviewed and confirmed"), source="", act=_("Review"))


def _of_task(task: Task, why: str, act: str, due_on: date | None) -> Todo:
    url = reverse("coordination:task", args=[task.pk])
    return Todo(url=url, title=task.title, why=why, source=task.number, act=act, due_on=due_on, light=task.light)


def _of_report(report: ProgressReport, why: str, act: str) -> Todo:
    title = _("%(month)s report: %(task)s") % {"month": f"{report.period:%Y-%m}", "task": report.task.title}
    url = reverse("coordination:report", args=[report.pk])
    return Todo(
        url=url, title=title, why=why, source=report.task.number, act=act, due_on=report.due_on, light=report.task.light
    )


def _dated(item: Todo, days: WorkingCalendar, today: date) -> Todo:
    left: Any = days.between(today, item.due_on) if item.due_on else None
    return Todo(item.url, item.title, item.why, item.source, item.act, item.due_on, left, item.light)
