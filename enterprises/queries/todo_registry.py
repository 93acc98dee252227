"""What waits for a person around firms: registrations to approve or correct, people who ask to join, merges planned."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..models import Enterprise, Membership, Merge, Registration, RegistryRule
from ..workflow import MembershipStatus, MergeStatus, RegistrationStatus
from ..workflow.registry import ACT, APPROVE, MANAGE


def waits(user: User, today: date) -> Iterator[Waiting]:
    """Registrations to approve or correct, people who ask to join, merges planned."""
    if user.has_perm(APPROVE):
        asked = Registration.objects.visible_to(user).exclude(applicant=user).waiting()
        yield Waiting(asked.select_related("division"), _to_approve)
    if user.has_perm(ACT):
        returned = Registration.objects.filter(applicant=user, status=RegistrationStatus.RETURNED)
        yield Waiting(returned, _to_correct)
        owned = Enterprise.objects.of_person(user, Membership.Role.OWNER).values("pk")
        seats = Membership.objects.filter(enterprise__in=owned, status=MembershipStatus.REQUESTED)
        length = cache(lambda: RegistryRule.objects.on(today).join_days)
        yield Waiting(seats.select_related("user", "enterprise"), lambda seat: _to_admit(seat, length()))
    if user.has_perm(MANAGE):
        planned = Merge.objects.filter(status=MergeStatus.PLANNED).select_related("kept", "dropped")
        yield Waiting(planned, _to_merge)


def _to_approve(row: Registration) -> Todo:
    url, why = reverse("enterprises:registration", args=[row.pk]), _("An enterprise asks to be registered")
    return Todo("decide", url, row.name, why, str(row.division), _("Check"), due_on=row.due_on)


def _to_correct(row: Registration) -> Todo:
    url = reverse("enterprises:registration-own", args=[row.pk])
    why = _("Returned: %(note)s") % {"note": row.decision_note}
    return Todo("firm", url, row.name, why, row.uscc, _("Correct it"), since=row.decided_on)


def _to_admit(seat: Membership, within: int) -> Todo:
    url, why = reverse("enterprises:people", args=[seat.enterprise_id]), _("%(person)s asks to join")
    since = timezone.localdate(seat.requested_at)
    return Todo(
        "firm", url, seat.enterprise.name, why % {"person": seat.user}, "", _("Answer"), since=since, within=within
    )


def _to_merge(merge: Merge) -> Todo:
    url, why = reverse("enterprises:merge", args=[merge.pk]), _("Two entries are to become one")
    since = timezone.localdate(merge.planned_at)
    return Todo("decide", url, str(merge), why, merge.dropped.uscc, _("Look"), since=since)
