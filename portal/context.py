"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The city, the rail, the counts and the reader's display mode."""
    return {
        "city": settings.CITY,
        "mode": request.COOKIES.get("mode", ""),
        "theme": request.COOKIES.get("theme", ""),
        "rail": [],
        "todo_count": 0,
        "unread_count": 0,
    }
