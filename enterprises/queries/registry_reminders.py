"""Who is reminded of registrations and requests to join that nobody has answered in time."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from coordination.queries.reminders import Reminder
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Membership, Registration, RegistryRule
from ..workflow import MembershipStatus
from .registration import approvers_of

REACH = timedelta(days=200)


def due(today: date) -> Iterator[Reminder]:
    """Late ones, once a week; queries by the number of districts, not of registrations."""
    week = today.isocalendar()
    mark = f"{week.year}-{week.week}"
    yield from _late_registrations(today, mark)
    yield from _late_requests(today, mark)


def _late_registrations(today: date, mark: str) -> Iterator[Reminder]:
    people: dict[str, list[User]] = {}
    late = Registration.objects.waiting().filter(due_on__lt=today).select_related("division__department")
    for row in late:
        if row.division_id not in people:
            people[row.division_id] = approvers_of(row.division)
        words = {"name": row.name, "due": str(row.due_on)}
        key = f"registration_late:{row.pk}:{row.due_on}:{mark}"
        yield Reminder(people[row.division_id], "registration_late", row, key, words)


def _late_requests(today: date, mark: str) -> Iterator[Reminder]:
    days, length = WorkingCalendar.load(today - REACH, today), RegistryRule.objects.on(today).join_days
    asked = Membership.objects.filter(status=MembershipStatus.REQUESTED).select_related("user", "enterprise")
    late = [(seat, days.add(timezone.localdate(seat.requested_at), length)) for seat in asked]
    late = [(seat, due_on) for seat, due_on in late if due_on < today]
    owners: dict[int, list[User]] = {}
    seats = Membership.objects.active().filter(
        role=Membership.Role.OWNER, user__is_active=True, enterprise__in={seat.enterprise_id for seat, _due in late}
    )
    for owner in seats.select_related("user"):
        owners.setdefault(owner.enterprise_id, []).append(owner.user)
    for seat, due_on in late:
        words = {"person": str(seat.user), "name": seat.enterprise.name, "due": str(due_on)}
        key = f"join_late:{seat.pk}:{mark}"
        yield Reminder(owners.get(seat.enterprise_id, []), "join_late", seat, key, words)
