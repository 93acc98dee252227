"""The nightly roll-up: reports made, lights set, figures written; a missed day is made up, twice changes nothing."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from ..models import Indicator, Plan, Reading
from ..workflow import PlanStatus
from .lights import relight_plan
from .schedule import ensure_reports

# An indicator source: (plan, day) -> rows of (indicator code, measure id, department id, value).
Figure = tuple[str, int | None, int | None, Decimal | int]
Source = Callable[[Plan, date], Iterable[Figure]]
FURTHEST_BACK = timedelta(days=40)


def roll_up(*, today: date) -> dict[str, int]:
    """Roll up each plan in force for every day since the last one done; returns counts of days, lights and readings."""
    counts = {"days": 0, "lights": 0, "readings": 0}
    for plan in Plan.objects.filter(status=PlanStatus.ACTIVE).select_related("rule"):
        for day in missing_days(plan, today):
            with transaction.atomic():
                ensure_reports(plan, today=day)
                counts["lights"] += relight_plan(plan, on=day, today=today)
                counts["readings"] += write_readings(plan, day)
            counts["days"] += 1
    return counts


def missing_days(plan: Plan, today: date) -> list[date]:
    """The days without readings up to today, today always included: its figures are those of its last run."""
    last = Reading.objects.filter(plan=plan, on__lt=today).aggregate(last=Max("on"))["last"]
    first = max(plan.confirmed_on or today, today - FURTHEST_BACK)
    start = max(last + timedelta(days=1), first) if last else first
    return [start + timedelta(days=n) for n in range((today - start).days)] + [today]


def write_readings(plan: Plan, on: date) -> int:
    """Count by every source of INDICATOR_SOURCES and write the day's Readings, replacing those of an earlier run."""
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    rows = [
        Reading(
            indicator_id=indicators[code], plan=plan, measure_id=measure, department_id=department, on=on, value=value,
            key=f"{code}:{plan.pk}:{measure or '-'}:{department or '-'}:{on:%Y%m%d}",
        )
        for path in settings.INDICATOR_SOURCES.values()
        for code, measure, department, value in import_string(path)(plan, on)
    ]  # fmt: skip
    Reading.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["key"], update_fields=["value"]
    )
    return len(rows)
