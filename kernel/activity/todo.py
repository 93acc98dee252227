"""What waits for people. Each app says it by rows still in the database, so that they are counted without being read.

A module that `TODO_SOURCES` names has `waits(user, today)`, which yields one `Waiting` for each thing it may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from kernel.calendars.queries import WorkingCalendar

MOST = 200  # of each kind: who has more of them works from the list
REACH = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: `days` are working days left, negative when late, None without a day.

    `kind` is what is asked, `since` the day from which it has waited where no day is set for it, `waited` the working
    days since then. With `within` the day is that many working days after `since`.
    """

    kind: str
    url: str
    title: str
    why: str
    source: str
    act: str
    due_on: date | None = None
    days: int | None = None
    light: str = ""
    since: date | None = None
    waited: int | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows that ask the same of somebody, the most pressing first; `told` says one of them in words.

    A list stands for what is no row at all.
    """

    rows: QuerySet[Any] | list[Any]
    told: Callable[[Any], Todo]

    def count(self) -> int:
        return len(self.rows) if isinstance(self.rows, list) else self.rows.order_by()[:MOST].count()

    def todos(self) -> Iterable[Todo]:
        return (self.told(row) for row in self.rows[:MOST])


def todos(waits: Iterable[Waiting], today: date) -> list[Todo]:
    """All of it in words, with its working days, the first day first; the calendar is read once."""
    days = WorkingCalendar.load(today - REACH, today + REACH)
    found = [_dated(todo, days, today) for waiting in waits for todo in waiting.todos()]
    return sorted(found, key=lambda todo: (todo.due_on or todo.since or today, todo.title))


def how_many(waits: Iterable[Waiting]) -> int:
    """How many `todos` would tell, at most MOST of each kind."""
    return sum(waiting.count() for waiting in waits)


def _dated(todo: Todo, days: WorkingCalendar, today: date) -> Todo:
    due = todo.due_on
    if due is None and todo.since and todo.within is not None:
        due = days.add(todo.since, todo.within)
    left = days.between(today, due) if due else None
    waited = days.between(todo.since, today) if todo.since and not due else None
    return replace(todo, due_on=due, days=left, waited=waited)
