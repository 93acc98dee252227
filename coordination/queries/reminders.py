"""What people are reminded of on a day: signatures, deadlines and reports that come near or have passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models

from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Plan, ProgressReport, Task
from ..models.reports import OWED
from ..workflow import PlanStatus, TaskStatus
from .people import liaisons_by_department

REACH = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to tell some people once, however often the sweep runs that day."""

    recipients: list[User]
    verb: str
    about: models.Model
    dedupe_key: str
    params: dict[str, Any]


def due(today: date) -> Iterator[Reminder]:
    """The reminders of every plan in force; constant queries for any number of tasks.

    A plan that fails stops no other: an ExceptionGroup comes after the last reminder.
    """
    days = WorkingCalendar.load(today - REACH, today + REACH)
    people, broken = liaisons_by_department(), list[Exception]()
    for plan in Plan.objects.filter(status=PlanStatus.ACTIVE).select_related("rule"):
        try:
            yield from _of_tasks(plan, days, people, today)
            yield from _of_reports(plan, days, people, today)
        except Exception as error:
            error.add_note(f"plan {plan.pk}")
            broken.append(error)
    if broken:
        raise ExceptionGroup("plans that nobody was reminded of", broken)


def _of_tasks(plan: Plan, days: WorkingCalendar, people: dict[int, list[User]], today: date) -> Iterator[Reminder]:
    horizon = days.add(today, max(plan.rule.task_reminders, default=0))
    near = Task.objects.filter(plan=plan, status=TaskStatus.ACTIVE, due_on__lte=horizon)
    for task in near.iterator(2000):
        words = {"task": str(task), "due": str(task.due_on)}
        key = f"{task.pk}:{task.due_on}"
        if task.due_on < today:
            # Urged once a week while it stays overdue.
            week = today.isocalendar()
            yield Reminder(
                people.get(task.lead_id, []), "task_overdue", task, f"task_overdue:{key}:{week.year}-{week.week}", words
            )
            continue
        left = days.between(today, task.due_on)
        rung = _rung(plan.rule.task_reminders, left)
        if rung is not None:
            yield Reminder(
                people.get(task.lead_id, []),
                "task_deadline_near",
                task,
                f"task_near:{key}:{rung}",
                {**words, "days": left},
            )
    for task in Task.objects.filter(plan=plan).unsigned(today).iterator(2000):
        words = {"task": str(task), "due": str(task.sign_due_on)}
        yield Reminder(
            people.get(task.lead_id, []), "task_unsigned", task, f"task_unsigned:{task.pk}:{task.sign_due_on}", words
        )


def _of_reports(plan: Plan, days: WorkingCalendar, people: dict[int, list[User]], today: date) -> Iterator[Reminder]:
    horizon = days.add(today, max(plan.rule.report_reminders, default=0))
    owed = ProgressReport.objects.filter(
        task__plan=plan, task__status=TaskStatus.ACTIVE, status__in=OWED, period__lte=today, due_on__lte=horizon
    )
    for report in owed.select_related("task").iterator(2000):
        words = {"task": str(report.task), "period": f"{report.period:%Y-%m}", "due": str(report.due_on)}
        key, liaisons = f"{report.pk}:{report.due_on}", people.get(report.task.lead_id, [])
        if report.due_on < today:
            yield Reminder(liaisons, "report_overdue", report, f"report_overdue:{key}", words)
            continue
        left = days.between(today, report.due_on)
        rung = _rung(plan.rule.report_reminders, left)
        if rung is not None:
            yield Reminder(liaisons, "report_due", report, f"report_due:{key}:{rung}", {**words, "days": left})


def _rung(rungs: list[int], left: int) -> int | None:
    """The smallest reminder distance that has been reached: a day on which no sweep ran is made up by the next."""
    return min((rung for rung in rungs if left <= rung), default=None)
