"""What the frame of every page shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from kernel.accounts.models import User
from kernel.accounts.queries import main_department
from kernel.activity.models import Notification

from .queries import todo_count

# label, URL name, icon, permission: what a person's work begins with, at most eight.
ENTRIES = [
    (_noop("My to-do"), "workbench", "todo", ""),
    (_noop("Plan"), "coordination:plan-list", "chart", "coordination.view_plan"),
    (_noop("Tasks"), "coordination:task-list", "tasks", "coordination.view_task"),
    (_noop("Reports"), "coordination:report-list", "report", "coordination.view_progressreport"),
    (_noop("Import a policy"), "coordination:plan-import", "upload", "coordination.manage_plan"),
    (_noop("Messages"), "inbox", "bell", ""),
    (_noop("API tokens"), "token-list", "key", "coordination.report_progress"),
    (_noop("Administration"), "admin:index", "settings", "staff"),
]


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


def rail_of(user: User, path: str) -> list[dict[str, Any]]:
    """The entries this person's work has, the one whose page is open marked."""
    entries = []
    for label, name, icon, permission in ENTRIES:
        allowed = user.is_staff if permission == "staff" else not permission or user.has_perm(permission)
        url = _url(name)
        if allowed and url:
            entries.append({"label": _(label), "url": url, "icon": icon, "current": path == url})
    return entries


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
