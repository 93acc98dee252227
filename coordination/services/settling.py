"""After something has happened to a task: what it owes next and its light are set, at once or for many together."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db import transaction

from ..models import Plan, Task
from .lights import relight_rows
from .schedule import refresh_owed

SETTLED = ["owed_from", "light", "light_rule", "light_params", "light_changes_on"]
IN_ONE_GO = 800
Waiting = dict[date, set[int]]
_waiting: ContextVar[Waiting | None] = ContextVar("waiting", default=None)


def settle(task: Task, *, today: date) -> Task:
    """Set what the task owes next and its light, and return it; inside `settled_together` the end does it."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting[today].add(task.pk)
        return task
    _settle({task.pk}, today)
    task.refresh_from_db(fields=SETTLED)
    return task


@contextmanager
def settled_together() -> Iterator[None]:
    """Take many steps, and settle each task they touched once, in sets, when all are taken.

    What stands at the end is what step by step would have left; a light that turned there and back is not told.
    All or nothing: a failure takes the steps back as well, so that none is left unsettled.
    """
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        waiting: Waiting = defaultdict(set)
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        for today in sorted(waiting):
            _settle(waiting[today], today)


@transaction.atomic
def _settle(keys: Collection[int], today: date) -> None:
    ordered = sorted(keys)
    for start in range(0, len(ordered), IN_ONE_GO):
        tasks = Task.objects.filter(pk__in=ordered[start : start + IN_ONE_GO])
        refresh_owed(tasks)
        for plan in Plan.objects.filter(tasks__in=tasks).select_related("rule").distinct():
            relight_rows(plan, tasks.filter(plan=plan), today, today=today)
