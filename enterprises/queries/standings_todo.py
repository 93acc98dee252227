"""Claims to a rung that wait for those who confirm them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.queries.todo import Todo
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import BrandStanding
from ..workflow import CONFIRM

MOST = 200
REACH = timedelta(days=400)


def waiting_for(user: User, today: date) -> list[Todo]:
    """The claims this person can decide on, the longest waiting first; two queries."""
    if not user.has_perm(CONFIRM):
        return []
    days = WorkingCalendar.load(today - REACH, today)
    rows = _waiting(user).select_related("brand__enterprise", "rung")[:MOST]
    return [replace(item, waited=days.between(item.since, today) if item.since else None) for item in _todos(rows)]


def how_many(user: User, today: date) -> int:
    """How many rows `waiting_for` has."""
    return _waiting(user)[:MOST].count() if user.has_perm(CONFIRM) else 0


def _waiting(user: User) -> QuerySet[BrandStanding]:
    return BrandStanding.objects.visible_to(user).waiting()


def _todos(rows: QuerySet[BrandStanding]) -> Iterator[Todo]:
    for row in rows:
        title = _("%(brand)s claims: %(rung)s") % {"brand": row.brand.name, "rung": row.rung.name}
        since = timezone.localdate(row.claimed_at)
        url, firm = reverse("enterprises:standing", args=[row.pk]), row.brand.enterprise.name
        yield Todo("decide", url, title, _("Check the evidence and decide"), firm, _("Decide"), since=since)
