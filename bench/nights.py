"""The work of the night: lights against the plain scan of the same columns, readings against the plain GROUP BY."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection

from coordination.services.lights import relight_plan
from coordination.services.rollup import write_readings

from .data import TODAY, City
from .timing import compare, say

SCAN = """
SELECT id, status, start_on, due_on, progress, profile, owed_from, sign_due_on,
       light, light_rule, light_params, light_changes_on
FROM coordination_task WHERE plan_id = %s"""
STEPS = """
SELECT m.task_id, m.due_on, m.share FROM coordination_milestone m JOIN coordination_task t ON t.id = m.task_id
WHERE t.profile = 'milestones' AND t.plan_id = %s ORDER BY m.task_id, m.due_on"""
COUNT_LIGHTS = "SELECT {0}, light, count(*) FROM coordination_task WHERE plan_id = %s GROUP BY {0}, light"
COUNT_REPORTS = """
SELECT t.{0}, r.status, count(*) FROM coordination_progressreport r JOIN coordination_task t ON t.id = r.task_id
WHERE t.plan_id = %s AND r.period = '2026-09-01' GROUP BY t.{0}, r.status"""
DIMENSIONS = ("measure_id", "lead_id")
AGAINST_SCAN = 5.0


def measure(city: City) -> Iterator[dict[str, Any]]:
    plan, again = city.plan, city.plan.pk
    say("setting all lights once")
    relight_plan(plan, on=TODAY, today=TODAY)
    scan = partial(run, [SCAN, STEPS], again)
    tonight = partial(relight_plan, plan, on=TODAY, today=TODAY)
    yield compare("lights recomputed, against the plain scan", tonight, scan, rounds=5, goal=AGAINST_SCAN)
    nights = iter(range(1, 10))

    def next_night() -> None:
        day = TODAY + timedelta(days=next(nights))
        relight_plan(plan, on=day, today=day)

    yield compare("the next night's lights, with what turned written (information)", next_night, scan, rounds=2)
    groups = [text.format(field) for text in (COUNT_LIGHTS, COUNT_REPORTS) for field in DIMENSIONS]
    readings = partial(write_readings, plan, TODAY)
    yield compare("readings, against the plain GROUP BY (information)", readings, partial(run, groups, again), rounds=5)


def run(texts: list[str], plan: int) -> None:
    """Read every row, as plainly as the driver gives them."""
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(text, [plan])
            cursor.fetchall()
