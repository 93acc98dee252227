"""What the frame and the workbench show of all apps."""

from datetime import date
from importlib import import_module
from typing import Any

from django.conf import settings

from kernel.accounts.models import User


def todo_of(user: User, today: date) -> list[Any]:
    """What waits for this person, from every module that TODO_SOURCES names."""
    return [row for path in settings.TODO_SOURCES for row in import_module(path).waiting_for(user, today)]


def todo_count(user: User, today: date) -> int:
    """How much that is, without saying what."""
    return sum(import_module(path).how_many(user, today) for path in settings.TODO_SOURCES)
