"""Lights are set here and nowhere else: for one task when something happened, for all of them each night."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from kernel.calendars.queries import WorkingCalendar, month_dues

from ..lights import Facts, Light, Profile, Rules, light_of
from ..models import LightChange, Milestone, Plan, Task
from ..queries.facts import facts_on

BATCH = 2000
IN_ONE_UPDATE = 800
PROFILE = 4
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


def relight_plan(plan: Plan, *, on: date, today: date) -> int:
    """Set the lights of all the plan's tasks as at `on`; returns how many turned. Running it twice changes nothing."""
    return relight_rows(plan, Task.objects.filter(plan=plan), on, today=today)


@transaction.atomic
def relight_rows(plan: Plan, tasks: Any, on: date, *, today: date) -> int:
    """The sweep: read the facts once, judge tasks that are alike together, write only what differs, light by light."""
    judge, turned = Judge(plan, on), []
    written: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for known, old, steps, pks in _alike(tasks, facts_on(tasks, on, today=today)):
        light = judge.light(known, steps)
        figures = json.dumps(light.params, sort_keys=True)
        new = (str(light.colour), str(light.rule), figures, light.changes_on)
        if new != old:
            written[new] += pks
        if new[0] != old[0]:
            turned += [_change(pk, old[0], light, on) for pk in pks]
    for (colour, rule, figures, changes_on), pks in written.items():
        for start in range(0, len(pks), IN_ONE_UPDATE):
            Task.objects.filter(pk__in=pks[start : start + IN_ONE_UPDATE]).update(
                light=colour, light_rule=rule, light_params=json.loads(figures), light_changes_on=changes_on
            )
    LightChange.objects.bulk_create(turned, batch_size=BATCH)
    return len(turned)


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
