"""The plan's pages: all plans, one plan, its bureaus, what turned, its targets."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from ..models import Plan, ReportedValue, ReportState, Target, Task
from ..models.tasks import LIVE
from ..queries import board
from ..queries.coverage import coverage_of, sentences_of
from ..workflow import MANAGE, PlanStatus, ReportStatus, TaskStatus
from .plan_figures import late_rows, light_cells, measure_groups, report_cells
from .plan_rows import reads_plans, report_rows, task_rows, visible_plan, with_days_left

ROWS_A_PAGE = 50
TURNED_SHOWN = 5


@reads_plans
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """Every plan the person may see; with none, what to do next."""
    rows: Any = Plan.objects.select_related("policy")
    page = Paginator(rows.visible_to(request.user), ROWS_A_PAGE).get_page(request.GET.get("page"))
    lights = board.lights_of(plan.pk for plan in page)
    listed = [(plan, lights[plan.pk]) for plan in page]
    context = {"page": page, "listed": listed, "manages": request.user.has_perm(MANAGE)}
    return render(request, "coordination/plans/list.html", context)


@reads_plans
@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """How the plan stands today; every number opens its rows."""
    row, today, user = visible_plan(request, pk), timezone.localdate(), request.user
    now, (month, by_lead) = board.now(row, today), board.reports(row, today)
    bureaus = board.bureaus_seen(user, {*now.by_lead, *by_lead})  # type: ignore[arg-type]
    context = {
        "plan": row,
        "today": today,
        "manages": user.has_perm(MANAGE),
        "draft": row.status == PlanStatus.DRAFT,
        "now": now.all,
        "lights": light_cells(row, now.all),
        "groups": measure_groups(row, board.measures_of(row), now),
        "coverage": coverage_of(sentences_of(row)),
        "month": month,
        "states": report_cells(row, month, today),
        "late": late_rows(row, bureaus, now, by_lead, today),
        "late_all": {"unsigned": now.all.unsigned, "reports": month.overdue, "tasks": now.all.overdue},
        "targets": board.targets_by_year(row),
        **_links(row, today),
        **_turned(row, today, user),
        **_trend(row, today),
        **_mine(row, user, now.all.total),
    }
    return render(request, "coordination/plans/plan.html", context)


@reads_plans
@require_GET
def plan_bureaus(request: HttpRequest, pk: int) -> HttpResponse:
    """Bureaus in protocol order by lights, signatures and reports; one's own only, where one's scope says so."""
    row, today, user = visible_plan(request, pk), timezone.localdate(), request.user
    now, (month, by_lead) = board.now(row, today), board.reports(row, today)
    bureaus = board.bureaus_seen(user, {*now.by_lead, *by_lead})  # type: ignore[arg-type]
    rows = [
        {
            "bureau": bureau,
            "url": task_rows(row, lead=bureau.pk),
            "standing": now.by_lead[bureau.pk],
            "lights": light_cells(row, now.by_lead[bureau.pk], lead=bureau.pk),
            "reports": by_lead[bureau.pk],
            "states": _matrix_states(row, by_lead[bureau.pk], today, lead=bureau.pk),
            "unsigned_url": task_rows(row, lead=bureau.pk, unsigned="true"),
        }
        for bureau in bureaus
    ]
    context = {
        "plan": row, "today": today, "rows": rows, "all": now.all, "month": month, "everything": user.scope.everything,  # type: ignore[union-attr]
        "lights": light_cells(row, now.all), "states": _matrix_states(row, month, today), **_links(row, today),
    }  # fmt: skip
    return render(request, "coordination/plans/bureaus.html", context)


@reads_plans
@require_GET
def plan_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The tasks whose light turned since the end of last month: worse, or better with ?way=better."""
    row, today = visible_plan(request, pk), timezone.localdate()
    since, better = board.end_of_last_month(today), request.GET.get("way") == "better"
    choose = board.turned_better if better else board.turned_worse
    tasks = choose(board.turned(row, since)).visible_to(request.user).select_related("lead")
    context = {
        "plan": row,
        "since": since,
        "better": better,
        "counts": board.count_turned(row, since),
        "page": Paginator(tasks, ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "coordination/plans/changes.html", context)


@reads_plans
@require_GET
def plan_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures the plan promises by a year, each with its task and what was last reported of it."""
    row, year = visible_plan(request, pk), request.GET.get("year", "")
    accepted = ReportedValue.objects.filter(target=OuterRef("pk"), report__status=ReportStatus.ACCEPTED)
    rows = Target.objects.filter(task__plan=row, task__in=Task.objects.visible_to(request.user))
    rows = rows.exclude(task__status=TaskStatus.CANCELLED).select_related("task__lead")
    rows = rows.filter(by__year=int(year)) if year.isdecimal() and len(year) == 4 else rows
    rows = rows.filter(by=None) if year == "none" else rows
    last = accepted.order_by("-report__period").values("value")[:1]
    page = Paginator(rows.annotate(last_reported=Subquery(last)).order_by("task__number", "pk"), ROWS_A_PAGE)
    context = {"plan": row, "year": year, "years": board.targets_by_year(row)}
    context["page"] = shown = page.get_page(request.GET.get("page"))
    shown.object_list = with_days_left(shown.object_list, timezone.localdate(), "by")
    return render(request, "coordination/plans/targets.html", context)


def _links(plan: Plan, today: date) -> dict[str, str]:
    """Where the plan's own numbers lead."""
    yesterday = date.fromordinal(today.toordinal() - 1)
    return {
        "all_url": task_rows(plan),
        "unsigned_url": task_rows(plan, unsigned="true"),
        "overdue_url": task_rows(plan, status=[str(s) for s in LIVE], due_on__lte=yesterday),
        "reports_url": report_rows(plan, state=ReportState.OVERDUE),
        "month_url": report_rows(plan, period=today.replace(day=1)),
    }


def _turned(plan: Plan, today: date, user: Any) -> dict[str, Any]:
    since = board.end_of_last_month(today)
    worse, better = board.count_turned(plan, since)
    rows = board.turned(plan, since).visible_to(user).select_related("lead")
    url = reverse("coordination:plan-changes", args=[plan.pk])
    return {
        "since": since,
        "worse": {"count": worse, "rows": list(board.turned_worse(rows)[:TURNED_SHOWN]), "url": url},
        "better": {"count": better, "rows": list(board.turned_better(rows)[:TURNED_SHOWN]), "url": f"{url}?way=better"},
    }


def _trend(plan: Plan, today: date) -> dict[str, Any]:
    lines = board.trend(plan, today)
    days = [on for on, _count in lines["red"]]
    values = {colour: [count for _on, count in points] for colour, points in lines.items()}
    return {"trend": values if len(days) > 1 else None, "trend_from": days[0] if days else None}


def _mine(plan: Plan, user: Any, total: int) -> dict[str, int | None]:
    """How many of the plan's tasks the person can open, where that is not all of them."""
    if user.scope.everything:
        return {"mine": None}
    return {"mine": Task.objects.visible_to(user).filter(plan=plan).exclude(status=TaskStatus.CANCELLED).count()}


def _matrix_states(plan: Plan, reports: board.Reports, today: date, **filters: Any) -> list[dict[str, Any]]:
    """Reports overdue (of all months), and of this month due, handed in and accepted."""
    month = {"period": today.replace(day=1), **filters}
    states = [
        (ReportState.OVERDUE, reports.overdue, filters),
        (ReportState.DUE, reports.states[ReportState.DUE], month),
        (ReportState.SUBMITTED, reports.states[ReportState.SUBMITTED], month),
        (ReportState.ACCEPTED, reports.states[ReportState.ACCEPTED], month),
    ]
    return [
        {
            "state": str(state),
            "label": state.label,
            "count": count,
            "url": report_rows(plan, state=state, **query),
        }
        for state, count, query in states
    ]
