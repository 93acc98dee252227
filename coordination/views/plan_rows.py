"""What the pages of the plan share: who may open them, how a plan is found, where a number leads."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from kernel.activity.services import require
from kernel.calendars.queries import WorkingCalendar

from ..models import Plan
from ..models.tasks import LIVE
from ..workflow import MANAGE, TaskStatus

View = Callable[..., HttpResponse]


def reads_plans(view: View) -> View:
    """For people whose group may read plans; others are sent to sign in, or told that it is not theirs (403)."""
    return login_required(permission_required("coordination.view_plan", raise_exception=True)(view))


def visible_plan(request: HttpRequest, pk: int) -> Plan:
    """The plan with its text and rule, if this person may see it (404)."""
    rows: Any = Plan.objects.select_related("policy", "rule")
    plan: Plan = get_object_or_404(rows.visible_to(request.user), pk=pk)
    return plan


def managed_plan(request: HttpRequest, pk: int) -> Plan:
    """The same, for those who draft and confirm plans (403)."""
    plan = visible_plan(request, pk)
    require(request.user, MANAGE)  # type: ignore[arg-type]
    return plan


def with_days_left(rows: Iterable[Any], today: date, day: str = "due_on") -> list[Any]:
    """The rows, each with `days`: working days left to its `day`; None of no day, or a task that is over. One query."""
    listed = list(rows)
    dues = [due for row in listed if (due := getattr(row, day))]
    calendar = WorkingCalendar.load(min([today, *dues]), max([today, *dues]))
    for row in listed:
        due, over = getattr(row, day), getattr(row, "status", LIVE[0]) not in LIVE
        row.days = None if due is None or over else calendar.between(today, due)
    return listed


def task_rows(plan: Plan, **filters: Any) -> str:
    """The list of the plan's tasks that a number was counted from; cancelled ones are counted nowhere."""
    if not {"status", "unsigned", "action"} & set(filters):
        filters["status"] = [status for status in TaskStatus.values if status != TaskStatus.CANCELLED]
    return _rows("coordination:task-list", plan, filters)


def report_rows(plan: Plan, **filters: Any) -> str:
    """The list of the plan's reports that a number was counted from."""
    return _rows("coordination:report-list", plan, filters)


def _rows(name: str, plan: Plan, filters: dict[str, Any]) -> str:
    return f"{reverse(name)}?{urlencode({'plan': plan.pk, **filters}, doseq=True)}"
