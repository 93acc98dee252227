"""The figures above a person's work; each opens exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kernel.accounts.models import User

from ..lights import Colour
from ..models import ProgressReport, ReportState, Task
from ..models.reports import state_condition
from ..workflow import REVIEW, TaskStatus

FULL = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, where its rows are, and its tone while it is not nought."""

    label: str
    number: int
    url: str
    tone: str = ""


def figures_for(user: User, today: date) -> list[Figure]:
    """Of all tasks for the office, of those their departments lead for everybody else. Two queries."""
    if not user.has_perm("coordination.view_task"):
        return []
    if user.has_perm(REVIEW):
        return list(_of_office(user, today))
    own = sorted(user.scope.departments)
    return list(_of_bureau(user, own, today)) if own else []


def _of_office(user: User, today: date) -> Iterator[Figure]:
    reports = _counted(ProgressReport.objects.visible_to(user), _states(today))
    tasks = _counted(Task.objects.visible_to(user), _conditions())
    yield Figure(_("Reports to review"), reports["submitted"], _reports(state="submitted"), "brand")
    yield Figure(_("Objections to decide"), tasks["objected"], _tasks(status="objected"), "warn")
    yield Figure(_("Completions to confirm"), tasks["finished"], _tasks(status="active", progress__gte=FULL), "brand")
    yield Figure(_("Waiting to be signed for"), tasks["issued"], _tasks(status="issued"), "warn")
    yield Figure(_("Reports overdue"), reports["overdue"], _reports(state="overdue"), "due")
    yield from _lights(tasks)


def _of_bureau(user: User, own: list[int], today: date) -> Iterator[Figure]:
    reports = _counted(ProgressReport.objects.visible_to(user).filter(task__lead__in=own), _states(today))
    tasks = _counted(Task.objects.visible_to(user).filter(lead__in=own), _conditions())
    yield Figure(_("To sign for"), tasks["issued"], _tasks(status="issued", lead=own), "warn")
    yield Figure(_("Reports due"), reports["due"], _reports(state="due", lead=own), "brand")
    yield Figure(_("Reports returned"), reports["returned"], _reports(state="returned", lead=own), "warn")
    yield Figure(_("Reports overdue"), reports["overdue"], _reports(state="overdue", lead=own), "due")
    yield from _lights(tasks, lead=own)


def _lights(tasks: dict[str, int], **filters: Any) -> Iterator[Figure]:
    yield Figure(_("Red tasks"), tasks["red"], _tasks(light="red", **filters), "due")
    yield Figure(_("Yellow tasks"), tasks["yellow"], _tasks(light="yellow", **filters), "warn")


def _conditions() -> dict[str, Q]:
    return {
        "issued": Q(status=TaskStatus.ISSUED),
        "objected": Q(status=TaskStatus.OBJECTED),
        "finished": Q(status=TaskStatus.ACTIVE, progress__gte=FULL),
        "red": Q(light=Colour.RED),
        "yellow": Q(light=Colour.YELLOW),
    }


def _states(today: date) -> dict[str, Q]:
    shown = (ReportState.SUBMITTED, ReportState.DUE, ReportState.RETURNED, ReportState.OVERDUE)
    return {str(state): state_condition(state, today) for state in shown}


def _counted(rows: Any, conditions: dict[str, Q]) -> dict[str, int]:
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    counted: dict[str, int] = rows.order_by().aggregate(**counts)
    return counted


def _tasks(**filters: Any) -> str:
    return f"{reverse('coordination:task-list')}?{urlencode(filters, doseq=True)}"


def _reports(**filters: Any) -> str:
    return f"{reverse('coordination:report-list')}?{urlencode(filters, doseq=True)}"
