"""Lights are set here and nowhere else: for one task when something happened, for all of them each night."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import structlog
from django.db import transaction

from kernel.calendars.queries import WorkingCalendar, month_dues

from ..lights import Facts, Light, Profile, Rules, light_of
from ..models import LightChange, Milestone, Plan, Task
from ..queries.facts import NOW, facts_on

BATCH = 2000
IN_ONE_UPDATE = 800
FACTS = NOW[1:]
PROFILE = 4
log = structlog.get_logger(__name__)
Alike = dict[tuple[Any, ...], list[int]]
Steps = tuple[tuple[date, int], ...]


class Judge:
    """What the lights of one plan on one day share: thresholds, the schedule of reports, the working days."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.on = on
        self.rules: Rules = plan.rule.rules()
        first, last = date(plan.first_year, 1, 1), date(plan.last_year, 12, 31)
        self._days = WorkingCalendar.load(first - timedelta(days=60), last)
        self.dues = tuple(month_dues(first, last, plan.rule.report_day, self._days))
        self._near: dict[date, date] = {}

    def light(self, known: tuple[Any, ...], milestones: Steps) -> Light:
        """The light of what is known of a task, in the order of `Facts`."""
        status, start_on, due_on, progress, profile, owed_from, sign_due_on = known
        near = self.near_from(due_on)
        facts = Facts(status, start_on, due_on, progress, profile, owed_from, sign_due_on, near, milestones)
        return light_of(facts, self.rules, self.dues, self.on)

    def near_from(self, due_on: date) -> date:
        """The first day on which `due_on` is near, by the plan's working days."""
        if due_on not in self._near:
            self._near[due_on] = self._days.add(due_on, -self.rules.near_days)
        return self._near[due_on]


def relight_plan(plan: Plan, *, on: date, today: date, broken: list[Exception] | None = None) -> int:
    """Set the lights of all the plan's tasks as at `on`; returns how many turned. Running it twice changes nothing.

    For a day gone by, the lights first go back to what they were at its beginning: its story is told anew.
    """
    if on < today:
        _go_back(plan, on)
    return relight_rows(plan, Task.objects.filter(plan=plan), on, today=today, broken=broken)


@transaction.atomic
def relight_rows(
    plan: Plan, tasks: Any, on: date, *, today: date, broken: list[Exception] | None = None
) -> int:  # fmt: skip
    """The sweep: read the facts once, judge tasks that are alike together, write only what differs, light by light.

    Facts that cannot be judged are logged and stop no others; the error is added to `broken`, or raised without it.
    """
    judge, turned = Judge(plan, on), list[LightChange]()
    for known, old, steps, pks in _alike(tasks, facts_on(tasks, on, today=today)):
        try:
            light = judge.light(known, steps)
        except Exception as error:
            if broken is None:
                raise
            log.exception("light_not_set", plan=plan.pk, tasks=pks[:20], on=str(on))
            broken.append(error)
            continue
        figures = json.dumps(light.params, sort_keys=True)
        if (str(light.colour), str(light.rule), figures, light.changes_on) == old:
            continue
        written = _write(light, pks, known if on >= today else None)
        if light.colour != old[0]:
            turned += [_change(pk, old[0], light, on) for pk in written]
    LightChange.objects.bulk_create(turned, batch_size=BATCH)
    return len(turned)


def _write(light: Light, pks: list[int], known: tuple[Any, ...] | None) -> list[int]:
    """Write the light of these tasks, and return those that it was written to.

    With `known`, only where the facts are still those: whoever has changed a task meanwhile has set its light too.
    """
    written = []
    for start in range(0, len(pks), IN_ONE_UPDATE):
        some = pks[start : start + IN_ONE_UPDATE]
        unchanged = Task.objects.filter(pk__in=some, **dict(zip(FACTS, known, strict=True)) if known else {})
        count = unchanged.update(
            light=light.colour, light_rule=light.rule, light_params=light.params, light_changes_on=light.changes_on
        )
        written += some if count == len(some) else list(unchanged.values_list("pk", flat=True))
    return written


def _go_back(plan: Plan, on: date) -> None:
    """Take back what turned on `on` or later, to the light before it."""
    later = LightChange.objects.filter(task__plan=plan, on__gte=on)
    first: dict[int, str] = {}
    for task, before in later.order_by("on", "pk").values_list("task", "before"):
        first.setdefault(task, before)
    for colour in set(first.values()):
        pks = [task for task, before in first.items() if before == colour]
        for start in range(0, len(pks), IN_ONE_UPDATE):
            Task.objects.filter(pk__in=pks[start : start + IN_ONE_UPDATE]).update(light=colour)
    later.delete()


def _alike(tasks: Any, rows: Any) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...], Steps, list[int]]]:
    """(facts, present light, milestones, tasks): thousands of tasks share their facts, so these are judged once.

    A task with milestones of its own stands alone.
    """
    groups: Alike = defaultdict(list)
    for row in rows.iterator(BATCH):
        groups[row[1:]].append(row[0])
    stepped = any(key[PROFILE] == Profile.MILESTONES for key in groups)
    milestones = _milestones(tasks) if stepped else {}
    for key, pks in groups.items():
        colour, rule, figures, changes_on = key[-4:]
        known, old = key[:-4], (colour, rule, json.dumps(json.loads(figures), sort_keys=True), changes_on)
        alone = [pk for pk in pks if pk in milestones] if key[PROFILE] == Profile.MILESTONES else []
        yield from ((known, old, milestones[pk], [pk]) for pk in alone)
        if len(alone) < len(pks):
            yield known, old, (), [pk for pk in pks if pk not in milestones] if alone else pks


def _milestones(tasks: Any) -> dict[int, Steps]:
    rows = Milestone.objects.filter(task__in=tasks.filter(profile=Profile.MILESTONES).values("pk"))
    steps: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for task, due_on, share in rows.order_by("task", "due_on", "pk").values_list("task", "due_on", "share"):
        steps[task].append((due_on, share))
    return {task: tuple(days) for task, days in steps.items()}


def _change(pk: int, before: str, light: Light, on: date) -> LightChange:
    return LightChange(task_id=pk, on=on, before=before, after=light.colour, rule=light.rule, params=light.params)
