"""What waits for the people of a firm: drafts before the call closes, and what is to be supplemented."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.queries.todo import Todo
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Application, Enterprise, Membership
from ..workflow import ApplicationStatus
from ..workflow.applications import APPLY
from .progress import due_of

MOST = 200
REACH = timedelta(days=400)
WRITERS = (Membership.Role.OWNER, Membership.Role.FILLER)


def waiting_for(user: User, today: date) -> list[Todo]:
    """What this person can go on with now, each with its last day; two queries."""
    if not user.has_perm(APPLY):
        return []
    calendar = WorkingCalendar.load(today - REACH, today + REACH)
    return [_todo(row, calendar, today) for row in _open(user, today)[:MOST]]


def how_many(user: User, today: date) -> int:
    """How many rows `waiting_for` has."""
    return _open(user, today)[:MOST].count() if user.has_perm(APPLY) else 0


def _open(user: User, today: date) -> QuerySet[Application]:
    """Drafts whose call has not closed, and what was returned, of the firms for which the person writes."""
    firms = Enterprise.objects.of_person(user, *WRITERS).values("pk")
    begins = timezone.make_aware(datetime.combine(today, time.min))
    in_time = Q(call__closes_at__gt=begins) | Q(late_code__expires_at__gt=begins)
    rows = Application.objects.filter(
        Q(status=ApplicationStatus.DRAFT) & in_time | Q(status=ApplicationStatus.RETURNED), enterprise__in=firms
    )
    return rows.select_related("call", "enterprise", "late_code").order_by("due_on", "call__closes_at", "pk")


def _todo(row: Application, calendar: WorkingCalendar, today: date) -> Todo:
    due, url = due_of(row), reverse("enterprises:application", args=[row.pk])
    returned = row.status == ApplicationStatus.RETURNED
    why = _("Returned: supplement what the notice names") if returned else _("A draft that is not sent yet")
    act = _("Supplement") if returned else _("Go on filling in")
    days = calendar.between(today, due) if due else None
    return Todo("firm", url, row.call.title, why, row.enterprise.name, act, due_on=due, days=days)
