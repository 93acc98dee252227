"""The facts of tasks as at a day: today's are columns, a past day's come from the accepted reports."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateField, F, Field, IntegerField, Min, OuterRef, Q, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from kernel.activity.models import AuditEntry

from ..models import ProgressReport, Task
from ..workflow import ReportStatus

# The order of `lights.Facts`; the light as it stands comes last.
NOW = ("pk", "status", "start_on", "due_on", "progress", "profile", "owed_from", "sign_due_on")
THEN = (
    "pk", "status_then", "start_on_then", "due_on_then", "progress_then", "profile", "owed_then", "sign_due_on_then",
)  # fmt: skip
# The figures are read as text: parsing the JSON of 100,000 rows costs more than reading them, and most are alike.
LIGHT = ("light", "light_rule", "params_text", "light_changes_on")


def facts_on(tasks: Any, on: date, *, today: date) -> Any:
    """One tuple a task: pk, the facts of the day `on` in the order of `Facts`, and its present light.

    The third part of the light is the JSON text of its figures.
    """
    rows = tasks.order_by().annotate(params_text=Cast("light_params", TextField()))
    return rows.values_list(*NOW, *LIGHT) if on >= today else _as_at(rows, on).values_list(*THEN, *LIGHT)


def _as_at(rows: Any, on: date) -> Any:
    """What was known at the end of the day `on`: the progress last accepted by then, the first report owed by then.

    Status, year and dates are those that the first step or edit after that day found.
    """
    entries = AuditEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Task), object_id=OuterRef("pk")
    ).order_by("at", "pk")
    later = entries.filter(at__gte=_end_of(on))
    found = {f"{name}_then": _before_edits(later, name, DateField()) for name in ("start_on", "due_on", "sign_due_on")}
    rows = rows.annotate(
        year_then=_before_edits(later, "year", IntegerField()),
        status_then=Coalesce(Subquery(later.exclude(source="").values("source")[:1]), F("status")),
        **found,
    )
    rebased = entries.filter(at__lt=_end_of(on), step="roll_over", after__has_key="progress").reverse()
    return rows.annotate(
        progress_then=Coalesce(_accepted(on), _kept(rebased, "after", "progress", IntegerField()), 0),
        owed_then=_owed(on),
    )


def _accepted(on: date) -> Subquery:
    reports = ProgressReport.objects.filter(
        task=OuterRef("pk"), status=ReportStatus.ACCEPTED, decided_on__lte=on, period__year__gte=OuterRef("year_then")
    )
    return Subquery(reports.order_by("-period").values("progress")[:1])


def _owed(on: date) -> Subquery:
    given = Q(submitted_on__lte=on) | Q(status=ReportStatus.WAIVED)
    # Seen from a report, not from the task: this query stands inside the one on reports.
    of_its_task = ProgressReport.objects.filter(given, task=OuterRef("task"))
    last_given = of_its_task.order_by("-period").values("period")[:1]
    owed = ProgressReport.objects.filter(task=OuterRef("pk")).exclude(given)
    owed = owed.filter(period__gt=Coalesce(Subquery(last_given), date(1, 1, 1)))
    return Subquery(owed.order_by().values("task").annotate(first=Min("due_on")).values("first")[:1])


def _before_edits(later: Any, name: str, kind: Field) -> Coalesce:
    """What the first of these entries to change the field found in it."""
    return Coalesce(_kept(later, "before", name, kind), F(name))


def _kept(entries: Any, side: str, name: str, kind: Field) -> Subquery:
    """The value of a field in the first of the entries that name it on this side."""
    naming = entries.filter(**{f"{side}__has_key": name})
    return Subquery(naming.annotate(kept=Cast(KeyTextTransform(name, side), kind)).values("kept")[:1])


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
