"""The nightly roll-up: reports made, lights set, figures written; a missed day is made up, twice changes nothing."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils.module_loading import import_string

from ..models import Indicator, Plan, Reading
from ..workflow import PlanStatus
from .lights import relight_plan
from .schedule import ensure_reports

# An indicator source: (plan, day) -> rows of (indicator code, measure id, department id, value).
Figure = tuple[str, int | None, int | None, Decimal | int]
Source = Callable[[Plan, date], Iterable[Figure]]
FURTHEST_BACK = timedelta(days=40)
log = structlog.get_logger(__name__)


class ClockBehind(Exception):
    """There are readings of a later day: the clock was set back, or ran ahead when they were written."""


def roll_up(*, today: date) -> dict[str, int]:
    """Roll up each plan in force for every day since the last one done; returns counts of days, lights and readings.

    What fails is logged and stops nothing else; an ExceptionGroup at the end names all of it.
    """
    counts, broken = {"days": 0, "lights": 0, "readings": 0}, list[Exception]()
    for key in Plan.objects.filter(status=PlanStatus.ACTIVE).values_list("pk", flat=True):
        try:
            while _roll_up_a_day(key, today, counts, broken) != today:
                pass
        except Exception as error:
            log.exception("plan_not_rolled_up", plan=key, today=str(today))
            broken.append(error)
    if broken:
        raise ExceptionGroup("not everything could be rolled up", broken)
    return counts


def _roll_up_a_day(key: int, today: date, counts: dict[str, int], broken: list[Exception]) -> date:
    """Roll up the first day that is missing, while no other run can; returns the day."""
    with transaction.atomic():
        plan = Plan.objects.select_related("rule").select_for_update(of=("self",)).get(pk=key)
        day = missing_days(plan, today)[0]
        ensure_reports(plan, today=day)
        counts["lights"] += relight_plan(plan, on=day, today=today, broken=broken)
        counts["readings"] += write_readings(plan, day, broken=broken)
    counts["days"] += 1
    return day


def missing_days(plan: Plan, today: date) -> list[date]:
    """The days without readings up to today, today always included: its figures are those of its last run.

    ClockBehind when there are readings of days to come, for a day's figures are not overwritten by an older day's.
    """
    kept = Reading.objects.filter(plan=plan).aggregate(last=Max("on", filter=Q(on__lt=today)), ahead=Max("on"))
    if kept["ahead"] and today < kept["ahead"] <= today + FURTHEST_BACK:
        raise ClockBehind(f"{plan}: readings of {kept['ahead']} are there, and today is {today}")
    last, first = kept["last"], max(plan.confirmed_on or today, today - FURTHEST_BACK)
    start = max(last + timedelta(days=1), first) if last else first
    return [start + timedelta(days=n) for n in range((today - start).days)] + [today]


def write_readings(plan: Plan, on: date, *, broken: list[Exception] | None = None) -> int:
    """Count by every source of INDICATOR_SOURCES and write the day's Readings, replacing those of an earlier run.

    A source that fails is logged and stops no other; its error is added to `broken`, or raised when that is not given.
    """
    indicators, rows = dict(Indicator.objects.values_list("code", "pk")), list[Reading]()
    for path in settings.INDICATOR_SOURCES.values():
        try:
            with transaction.atomic():
                rows += _count(path, indicators, plan, on)
        except Exception as error:
            if broken is None:
                raise
            log.exception("indicator_source_failed", source=path, plan=plan.pk, on=str(on))
            broken.append(error)
    Reading.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["key"], update_fields=["value"]
    )
    return len(rows)


def _count(path: str, indicators: dict[str, int], plan: Plan, on: date) -> list[Reading]:
    return [
        Reading(
            indicator_id=indicators[code], plan=plan, measure_id=measure, department_id=department, on=on, value=value,
            key=f"{code}:{plan.pk}:{measure or '-'}:{department or '-'}:{on:%Y%m%d}",
        )
        for code, measure, department, value in import_string(path)(plan, on)
    ]  # fmt: skip
