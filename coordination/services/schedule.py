"""Progress reports are made from the plan's schedule, a month ahead, and each task knows the next one it owes."""

from datetime import date, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kernel.calendars.queries import WorkingCalendar, month_dues

from ..models import Plan, ProgressReport, Task
from ..workflow import ReportStatus, TaskStatus

REPORTING = (TaskStatus.ISSUED, TaskStatus.OBJECTED, TaskStatus.ACTIVE)


def ensure_reports(plan: Plan, *, today: date, tasks: QuerySet[Task] | None = None) -> int:
    """Make the reports of each live task up to next month's, where they are missing; returns how many were made.

    A task owes reports for the months of its present goal, from the month it was issued in; one that is overdue goes
    on owing them, month by month, until it is completed. `tasks` are those of the plan to look at, all by default.
    """
    tasks = Task.objects.filter(plan=plan) if tasks is None else tasks
    first, horizon = date(plan.first_year, 1, 1), (today.replace(day=1) + timedelta(days=62)).replace(day=1)
    last = min(horizon - timedelta(days=1), date(plan.last_year, 12, 31))
    issued = max(first, (plan.confirmed_on or first).replace(day=1))
    made = 0
    for due in month_dues(issued, last, plan.rule.report_day, WorkingCalendar.load(first, last)):
        made += _make_month(tasks, due, today)
    refresh_owed(tasks)
    return made


def _make_month(tasks: QuerySet[Task], due: date, today: date) -> int:
    period = due.replace(day=1)
    month_end = (period + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    there = ProgressReport.objects.filter(task=OuterRef("pk"), period=period)
    asked = Q(due_on__gte=period)
    if period <= today:
        asked |= Q(due_on__lt=today)
    live = tasks.filter(asked, status__in=REPORTING, start_on__lte=month_end)
    missing = live.filter(~Exists(there)).values_list("pk", flat=True)
    rows = [ProgressReport(task_id=pk, period=period, due_on=due) for pk in missing]
    ProgressReport.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    return len(rows)


def refresh_owed(tasks: QuerySet[Task]) -> None:
    """Set each task's `owed_from`: the due date of the first report after the last one it handed in. One statement."""
    owing = [ReportStatus.OPEN, ReportStatus.RETURNED]
    # Seen from a report, not from the task: this query stands inside the one on reports.
    given = ProgressReport.objects.filter(task=OuterRef("task")).exclude(status__in=owing)
    last_given = given.order_by("-period").values("period")[:1]
    owed = ProgressReport.objects.filter(
        Q(period__gt=Coalesce(Subquery(last_given), date(1, 1, 1))), task=OuterRef("pk"), status__in=owing
    )
    first = owed.order_by().values("task").annotate(first=Min("due_on")).values("first")[:1]
    tasks.update(owed_from=Subquery(first))
