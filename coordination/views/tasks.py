"""A task's page: how it stands, what it asks of whom, its months, files and history."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.calendars.queries import WorkingCalendar

from ..lights import Facts, expected
from ..models import Task
from ..models.tasks import LIVE
from ..queries.record import holder_of, months_of, share_of, targets_of
from .evidence import evidence_of
from .shared import history_entries
from .task_acts import acts_of

VIEW = "coordination.view_task"
REACH = timedelta(days=1100)
EVENTS_A_PAGE, REPORTS_SHOWN, TURNS_SHOWN = 10, 5, 4


@login_required
@permission_required(VIEW, raise_exception=True)
@require_GET
def task_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one task, and what this person can do with it now."""
    user, today = person(request), timezone.localdate()
    rows = Task.objects.visible_to(user).select_related("lead", "plan", "action", "measure__pillar", "responsible")
    task = get_object_or_404(rows, pk=pk)
    events = Paginator(history_entries(history_of(task)), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "task": task, "today": today, "evidence": evidence_of(task, user), "events": events,
        "duties": task.duties.select_related("department"), "turns": task.light_changes.all()[:TURNS_SHOWN],
        "source_url": f"{reverse('coordination:plan-policy', args=[task.plan_id])}?action={task.action_id}"
                      f"#s-{task.action_id}",
        **_standing(task, user, today), **_goals(task, today),
    }  # fmt: skip
    return render(request, "coordination/tasks/page.html", context)


def _standing(task: Task, user: Any, today: date) -> dict[str, Any]:
    """The head of the record and its months."""
    reports = list(task.reports.select_related("submitted_by").order_by("-period"))
    days = WorkingCalendar.load(today - REACH, today + REACH)
    holder = holder_of(task, reports)
    by = days.between(today, holder.by) if holder.by else None
    acts = acts_of(task, reports, user)
    begun = [(row, row.state_on(today)) for row in reports if row.period <= today]
    return {
        "holder": holder, "holder_days": by, "acts": acts.main, "more": acts.more,
        "days": days.between(today, task.due_on) if task.status in LIVE else None,
        "closed": "" if days.is_working(task.due_on) else _("closed day"),
        "months": months_of(task, reports, today), "reports": begun[:REPORTS_SHOWN],
        "reports_url": f"{reverse('coordination:report-list')}?task={task.pk}" if len(begun) > REPORTS_SHOWN else "",
        "objection": task.objection_kind if task.objection_kind_id else None,
    }  # fmt: skip


def _goals(task: Task, today: date) -> dict[str, Any]:
    """What it is measured by."""
    steps = list(task.milestones.all())
    facts = Facts(
        task.status, task.start_on, task.due_on, task.progress, task.profile,
        milestones=tuple((step.due_on, step.share) for step in steps),
    )  # fmt: skip
    goals = list(task.goals.all())
    return {
        "expected": round(expected(facts, today)),
        "milestones": _reached(steps, task.progress, today),
        "goal": next((goal for goal in goals if goal.year == task.year), None),
        "past_goals": [goal for goal in goals if goal.year != task.year],
        "targets": [(target, share_of(target)) for target in targets_of(task)],
    }


def _reached(steps: list[Any], progress: int, today: date) -> list[dict[str, Any]]:
    """The milestones as the timeline part takes them: reached when the accepted progress covers their shares."""
    stages, asked, now = [], 0, False
    for step in steps:
        asked += step.share
        if progress >= asked:
            state = "done"
        elif step.due_on < today:
            state = "late"
        else:
            state, now = ("next", now) if now else ("now", True)
        stages.append({"label": step.title, "state": state, "on": step.due_on, "note": f"{step.share}%"})
    return stages
