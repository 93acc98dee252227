"""What waits for a person around firms: registrations to approve or correct, people who ask to join, merges planned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.queries.todo import Todo
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Enterprise, Membership, Merge, Registration, RegistryRule
from ..workflow import MembershipStatus, MergeStatus, RegistrationStatus
from ..workflow.registry import ACT, APPROVE, MANAGE

MOST = 200
REACH = timedelta(days=200)


def waiting_for(user: User, today: date) -> list[Todo]:
    """What this person can do now, the latest first; a constant number of queries."""
    days = WorkingCalendar.load(today - REACH, today + REACH)
    rows = [_dated(item, days, today) for item in _all(user, days, today)]
    return sorted(rows, key=lambda row: (row.due_on or row.since or today, row.title))


def how_many(user: User, today: date) -> int:
    """How many rows `waiting_for` has."""
    return sum(1 for _row in _all(user, WorkingCalendar({}), today))


def _all(user: User, days: WorkingCalendar, today: date) -> Iterator[Todo]:
    if user.has_perm(APPROVE):
        yield from _to_approve(user)
    if user.has_perm(ACT):
        yield from _to_correct(user)
        yield from _to_admit(user, days, today)
    if user.has_perm(MANAGE):
        yield from _to_merge()


def _to_approve(user: User) -> Iterator[Todo]:
    rows = Registration.objects.visible_to(user).exclude(applicant=user).waiting().select_related("division")
    for row in rows[:MOST]:
        url, why = reverse("enterprises:registration", args=[row.pk]), _("An enterprise asks to be registered")
        yield Todo("decide", url, row.name, why, str(row.division), _("Check"), due_on=row.due_on)


def _to_correct(user: User) -> Iterator[Todo]:
    rows = Registration.objects.filter(applicant=user, status=RegistrationStatus.RETURNED)
    for row in rows[:MOST]:
        url = reverse("enterprises:registration-own", args=[row.pk])
        why = _("Returned: %(note)s") % {"note": row.decision_note}
        yield Todo("firm", url, row.name, why, row.uscc, _("Correct it"), since=row.decided_on)


def _to_admit(user: User, days: WorkingCalendar, today: date) -> Iterator[Todo]:
    owned = Enterprise.objects.of_person(user, Membership.Role.OWNER).values("pk")
    asked = Membership.objects.filter(enterprise__in=owned, status=MembershipStatus.REQUESTED)
    length = RegistryRule.objects.on(today).join_days
    for seat in asked.select_related("user", "enterprise")[:MOST]:
        url = reverse("enterprises:people", args=[seat.enterprise_id])
        why = _("%(person)s asks to join") % {"person": seat.user}
        due = days.add(timezone.localdate(seat.requested_at), length)
        yield Todo("firm", url, seat.enterprise.name, why, "", _("Answer"), due_on=due)


def _to_merge() -> Iterator[Todo]:
    planned = Merge.objects.filter(status=MergeStatus.PLANNED).select_related("kept", "dropped")
    for merge in planned[:MOST]:
        url, why = reverse("enterprises:merge", args=[merge.pk]), _("Two entries are to become one")
        since = timezone.localdate(merge.planned_at)
        yield Todo("decide", url, str(merge), why, merge.dropped.uscc, _("Look"), since=since)


def _dated(item: Todo, days: WorkingCalendar, today: date) -> Todo:
    left = days.between(today, item.due_on) if item.due_on else None
    waited = days.between(item.since, today) if item.since and not item.due_on else None
    return replace(item, days=left, waited=waited)
