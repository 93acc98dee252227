"""What waits for a checker: applications in the formal check, the latest due first."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.queries.todo import Todo
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Application
from ..workflow.applications import CHECK

MOST = 200
REACH = timedelta(days=400)


def waiting_for(user: User, today: date) -> list[Todo]:
    """The checks this person can do now, at most MOST; two queries."""
    rows = list(_mine(user))
    if not rows:
        return []
    days = WorkingCalendar.load(today - REACH, today + REACH)
    return [_todo(row, days, today) for row in rows]


def how_many(user: User, today: date) -> int:
    """How many rows `waiting_for` has."""
    if not user.has_perm(CHECK):
        return 0
    return int(Application.objects.to_check(user).order_by()[:MOST].count())


def _mine(user: User) -> list[Application]:
    if not user.has_perm(CHECK):
        return []
    rows = Application.objects.to_check(user).select_related("enterprise", "call")
    return list(rows.order_by("due_on", "pk")[:MOST])


def _todo(row: Application, days: WorkingCalendar, today: date) -> Todo:
    url, why = reverse("enterprises:check", args=[row.pk]), row.call.title
    if row.returns:
        why = _("The supplement has come: %(call)s") % {"call": row.call.title}
    left = days.between(today, row.due_on) if row.due_on else None
    title = _("Formal check: %(firm)s") % {"firm": row.enterprise.name}
    return Todo("decide", url, title, why, row.number or "", _("Check"), due_on=row.due_on, days=left)
