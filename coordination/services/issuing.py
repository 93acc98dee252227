"""Tasks are made from actions, numbered by pillar and measure, and laid before their lead bureau."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kernel.accounts.models import Department, User
from kernel.accounts.services import initials_of
from kernel.activity.services import notify, record
from kernel.calendars.queries import add_working_days

from ..lights import Colour
from ..models import Action, AnnualGoal, Duty, Plan, Target, Task
from ..queries.people import liaisons_by_department
from .lights import relight_rows
from .schedule import ensure_reports

TITLE_LENGTH = 60


def issue_tasks(plan: Plan, actions: QuerySet[Action], *, actor: User | None, today: date) -> list[Task]:
    """One task for each action, issued today, with the year's goal, duties of partners, targets and first reports."""
    drafted = list(actions.select_related("measure__pillar", "lead").prefetch_related("partners", "targets"))
    sign_due_on = add_working_days(today, plan.rule.sign_days)
    tasks = Task.objects.bulk_create(_tasks(plan, drafted, today, sign_due_on))
    AnnualGoal.objects.bulk_create(
        AnnualGoal(task=task, year=task.year, goal=task.content, start_on=task.start_on, due_on=task.due_on)
        for task in tasks
    )
    Duty.objects.bulk_create(
        Duty(task=task, department=partner)
        for task, action in zip(tasks, drafted, strict=True)
        for partner in action.partners.all()
    )
    _hang_targets(tasks, drafted)
    for task in tasks:
        record(task, "issue", actor=actor, target=task.status)
    relight_rows(plan, Task.objects.filter(pk__in=[task.pk for task in tasks]), today, today=today)
    ensure_reports(plan, today=today)
    announce(tasks, "task_issued", due=sign_due_on)
    return tasks


def announce(tasks: Iterable[Task], verb: str, *, due: date | None, **params: Any) -> None:
    """Tell the liaisons of each task's lead."""
    people = liaisons_by_department()
    for task in tasks:
        key = f"{verb}:{task.pk}:{task.version}"
        notify(
            people.get(task.lead_id, ()), verb, about=task, dedupe_key=key, task=str(task), due=str(due or ""), **params
        )


def short_title(text: str) -> str:
    """The first clause of a sentence, as the title of its task."""
    clause = re.split(r"[，,；;。：:]", text.strip(), maxsplit=1)[0]
    return clause if len(clause) >= 6 else text.strip()[:TITLE_LENGTH].rstrip("。；;，,")


def _tasks(plan: Plan, actions: list[Action], today: date, sign_due_on: date) -> Iterator[Task]:
    counters: dict[str, int] = {}
    year = min(max(today.year, plan.first_year), plan.last_year)
    for action in actions:
        prefix = f"{action.measure.pillar.order}.{action.measure.order}"
        counters[prefix] = counters.get(prefix, 0) + 1
        title, lead = short_title(action.text)[:120], action.lead
        assert isinstance(lead, Department)  # noqa: S101  confirm_plan has checked it
        yield Task(
            plan=plan, measure=action.measure, action=action, number=f"{prefix}-{counters[prefix]:02d}", title=title,
            content=action.text, initials=initials_of(title), lead=lead, year=year, light=Colour.GREY,
            start_on=date(year, 1, 1), due_on=date(year, 12, 31), sign_due_on=sign_due_on,
        )  # fmt: skip


def _hang_targets(tasks: list[Task], actions: list[Action]) -> None:
    targets = []
    for task, action in zip(tasks, actions, strict=True):
        for target in action.targets.all():
            target.task = task
            targets.append(target)
    Target.objects.bulk_update(targets, ["task"], batch_size=500)
