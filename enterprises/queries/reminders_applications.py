"""What the people of a firm are reminded of: a call that closes on their draft, a supplement that falls due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from coordination.queries.reminders import Reminder
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Application, Membership, Stage
from ..workflow import ApplicationStatus, CallStatus
from .todo_applications import WRITERS

REACH = timedelta(days=90)
LONGEST = 60  # working days: no call reminds earlier


def due(today: date) -> Iterator[Reminder]:
    """Once at each of the call's distances; a day on which no sweep ran is made up for. Constant queries."""
    calendar = WorkingCalendar.load(today - REACH, today + REACH)
    rows = list(_near(today, calendar.add(today, LONGEST)))
    people = _writers_of({row.enterprise_id for row in rows})
    for row in rows:
        yield from _of(row, people[row.enterprise_id], calendar, today)


def _near(today: date, horizon: date) -> Iterable[Application]:
    rows = Application.objects.select_related("call")
    drafts = rows.filter(
        status=ApplicationStatus.DRAFT, late_code=None, call__status=CallStatus.PUBLISHED,
        call__closes_at__date__range=(today, horizon),
    )  # fmt: skip
    returned = rows.filter(status=ApplicationStatus.RETURNED, due_on__range=(today, horizon))
    yield from drafts.iterator(2000)
    yield from returned.iterator(2000)


def _of(row: Application, people: list[User], calendar: WorkingCalendar, today: date) -> Iterator[Reminder]:
    if row.status == ApplicationStatus.DRAFT:
        closes = timezone.localtime(row.call.closes_at)
        verb, day, distances = "call_closing", closes.date(), row.call.closing_reminders
        words: dict[str, Any] = {"closes": f"{closes:%Y-%m-%d %H:%M}"}
    else:
        verb, day, distances = "application_due_near", row.due_on or today, row.call.supplement_reminders
        words = {"stage": str(Stage.Kind.SUPPLEMENT.label), "due": str(day)}
    left = calendar.between(today, day)
    rung = min((distance for distance in distances if left <= distance), default=None)
    if rung is not None:
        words |= {"call": row.call.title, "days": left}
        yield Reminder(people, verb, row, f"{verb}:{row.pk}:{day}:{rung}", words)


def _writers_of(firms: Iterable[int]) -> dict[int, list[User]]:
    """Who writes for each firm; one query."""
    seats = Membership.objects.active().filter(enterprise__in=firms, role__in=WRITERS, user__is_active=True)
    people: dict[int, list[User]] = defaultdict(list)
    for seat in seats.select_related("user"):
        people[seat.enterprise_id].append(seat.user)
    return people
