"""Lights are set here and nowhere else: for one task when something happened, for all of them each night."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from kernel.calendars.queries import WorkingCalendar, month_dues

from ..lights import Facts, Light, Rules, light_of
from ..models import LightChange, Milestone, Plan, Task
from ..queries.facts import facts_on

BATCH = 2000
WRITTEN = ("light", "light_rule", "light_params", "light_changes_on")
Steps = dict[int, tuple[tuple[date, int], ...]]


class Judge:
    """What the lights of one plan on one day share: thresholds, the schedule of reports, the working days."""

    def __init__(self, plan: Plan, on: date) -> None:
        self.on = on
        self.rules: Rules = plan.rule.rules()
        first, last = date(plan.first_year, 1, 1), date(plan.last_year, 12, 31)
        self._days = WorkingCalendar.load(first - timedelta(days=60), last)
        self.dues = tuple(month_dues(first, last, plan.rule.report_day, self._days))
        self._near: dict[date, date] = {}
        self._seen: dict[Facts, Light] = {}

    def light(self, facts: Facts) -> Light:
        """The light of these facts; equal facts are judged once."""
        facts = replace(facts, near_from=self.near_from(facts.due_on))
        light = self._seen.get(facts)
        if light is None:
            light = self._seen[facts] = light_of(facts, self.rules, self.dues, self.on)
        return light

    def near_from(self, due_on: date) -> date:
        """The first day on which `due_on` is near, by the plan's working days."""
        if due_on not in self._near:
            self._near[due_on] = self._days.add(due_on, -self.rules.near_days)
        return self._near[due_on]


@transaction.atomic
def relight(task: Task, *, today: date) -> Task:
    """Set the light of one task after something happened to it; the change is kept if its colour turned."""
    plan = Plan.objects.select_related("rule").get(pk=task.plan_id)
    relight_rows(plan, Task.objects.filter(pk=task.pk), today, today=today)
    task.refresh_from_db(fields=["light", "light_rule", "light_params", "light_changes_on"])
    return task


def relight_plan(plan: Plan, *, on: date, today: date) -> int:
    """Set the lights of all the plan's tasks as at `on`; returns how many turned. Running it twice changes nothing."""
    return relight_rows(plan, Task.objects.filter(plan=plan), on, today=today)


def relight_rows(plan: Plan, tasks: Any, on: date, *, today: date) -> int:
    """The sweep: read the facts once, judge in memory, write only what differs, in batches."""
    judge, turned = Judge(plan, on), 0
    for batch in _batches(_differing(judge, facts_on(tasks, on, today=today), _milestones(tasks))):
        with transaction.atomic():
            Task.objects.bulk_update([task for task, _before in batch], list(WRITTEN), batch_size=BATCH)
            changes = [_change(task, before, on) for task, before in batch if task.light != before]
            LightChange.objects.bulk_create(changes, batch_size=BATCH)
        turned += len(changes)
    return turned


def _differing(judge: Judge, facts: Any, milestones: Steps) -> Iterator[tuple[Task, str]]:
    for row in facts.iterator(BATCH):
        pk, old = row[0], row[-4:]
        light = judge.light(Facts(*row[1:-4], None, milestones.get(pk, ())))  # type: ignore[call-arg]
        new = (str(light.colour), str(light.rule), light.params, light.changes_on)
        if new != old:
            yield Task(pk=pk, light=new[0], light_rule=new[1], light_params=new[2], light_changes_on=new[3]), old[0]


def _milestones(tasks: Any) -> Steps:
    rows = Milestone.objects.filter(Q(task__in=tasks.values("pk"))).values_list("task", "due_on", "share")
    steps: dict[int, list[tuple[date, int]]] = {}
    for task, due_on, share in rows.order_by("task", "due_on", "pk"):
        steps.setdefault(task, []).append((due_on, share))
    return {task: tuple(days) for task, days in steps.items()}


def _change(task: Task, before: str, on: date) -> LightChange:
    return LightChange(
        task=task, on=on, before=before, after=task.light, rule=task.light_rule, params=task.light_params
    )


def _batches(rows: Iterable[tuple[Task, str]]) -> Iterator[list[tuple[Task, str]]]:
    batch: list[tuple[Task, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
