"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from kernel.accounts.models import User
from kernel.accounts.queries import main_department
from kernel.activity.models import Notification

from .queries import todo_count
from .rail import rail_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """The city, the rail, the counts of work and messages and the reader's display mode."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {
        "city": settings.CITY,
        "mode": "elder" if request.COOKIES.get("mode") == "elder" else "",
        "theme": request.COOKIES.get("theme", ""),
        "rail": [],
        "unread_count": 0,
    }
    if isinstance(user, User) and user.is_authenticated:
        unread = Notification.objects.visible_to(user).unread()
        context |= {
            "rail": rail_of(user, request.path),
            "todo_count": SimpleLazyObject(lambda: todo_count(user, timezone.localdate())),
            "unread_count": SimpleLazyObject(unread[:100].count),
            "main_department": SimpleLazyObject(lambda: main_department(user)),
        }
    return context
