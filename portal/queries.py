"""What the frame and the workbench show of all apps."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module

from django.conf import settings

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting, how_many, todos


def todo_of(user: User, today: date) -> list[Todo]:
    """What waits for this person, from every module that TODO_SOURCES names, the first day first."""
    return todos(_waits(user, today), today)


def todo_count(user: User, today: date) -> int:
    """How much that is, without saying what."""
    return how_many(_waits(user, today))


def _waits(user: User, today: date) -> Iterator[Waiting]:
    for path in settings.TODO_SOURCES:
        yield from import_module(path).waits(user, today)
