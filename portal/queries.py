"""What the frame and the workbench show of all apps."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kernel.accounts.models import User


def todo_of(user: User, today: date) -> list[Any]:
    """What waits for this person, from every source that TODO_SOURCES names."""
    return [row for path in settings.TODO_SOURCES for row in import_string(path)(user, today)]
