"""The facts of tasks as at a day: today's are columns, a past day's come from the accepted reports."""

from datetime import date
from typing import Any

from django.db.models import Case, F, Min, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from ..models import ProgressReport
from ..workflow import ReportStatus, TaskStatus

# The order of `lights.Facts`; the light as it stands comes last.
NOW = ("pk", "status", "start_on", "due_on", "progress", "profile", "owed_from", "sign_due_on")
THEN = ("pk", "status_then", "start_on", "due_on", "progress_then", "profile", "owed_then", "sign_due_on")
# The figures are read as text: parsing the JSON of 100,000 rows costs more than reading them, and most are alike.
LIGHT = ("light", "light_rule", "params_text", "light_changes_on")


def facts_on(tasks: Any, on: date, *, today: date) -> Any:
    """One tuple a task: pk, the facts of the day `on` in the order of `Facts`, and its present light.

    The third part of the light is the JSON text of its figures.
    """
    rows = tasks.order_by().annotate(params_text=Cast("light_params", TextField()))
    return rows.values_list(*NOW, *LIGHT) if on >= today else _as_at(rows, on).values_list(*THEN, *LIGHT)


def _as_at(rows: Any, on: date) -> Any:
    """What was known at the end of the day `on`: the progress last accepted by then, the first report owed by then."""
    reports = ProgressReport.objects.filter(task=OuterRef("pk"))
    accepted = reports.filter(status=ReportStatus.ACCEPTED, decided_on__lte=on, period__year__gte=OuterRef("year"))
    given = Q(submitted_on__lte=on) | Q(status=ReportStatus.WAIVED)
    # Seen from a report, not from the task: this query stands inside the one on reports.
    of_its_task = ProgressReport.objects.filter(given, task=OuterRef("task"))
    last_given = of_its_task.order_by("-period").values("period")[:1]
    owed = reports.exclude(given).filter(Q(period__gt=Coalesce(Subquery(last_given), date(1, 1, 1))))
    running = {TaskStatus.COMPLETED: "completed_on", TaskStatus.SUSPENDED: "suspended_on"}
    whens = [
        When(status=status, **{f"{field}__gt": on}, then=Value(TaskStatus.ACTIVE)) for status, field in running.items()
    ]
    return rows.annotate(
        status_then=Case(*whens, default=F("status")),
        progress_then=Coalesce(Subquery(accepted.order_by("-period").values("progress")[:1]), 0),
        owed_then=Subquery(owed.order_by().values("task").annotate(first=Min("due_on")).values("first")[:1]),
    )
