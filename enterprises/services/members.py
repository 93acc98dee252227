"""The people of a firm: they ask to join, owners admit them with a role, change it, and end it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, amend, notify, record, require
from kernel.calendars.queries import add_working_days
from kernel.common.errors import DomainError, Invalid

from ..codes import wrong_with
from ..models import Enterprise, Membership, RegistryRule
from ..queries.people import owners_of
from ..queries.registration import is_registered, known_by
from ..workflow import MembershipStatus
from ..workflow.registry import ACT
from .seats import OWNER, require_seat


class LastOwner(DomainError):
    """A firm always has somebody who may admit others."""

    code = "last_owner"


@transaction.atomic
def ask_to_join(code: str, *, message: str, actor: User, now: datetime, today: date) -> Membership | None:
    """Ask the owners of the firm with this credit code to be admitted; asked twice it is one request.

    None when there is nobody to ask: the doors give the same answer all the same, so that a code tells nothing.
    Invalid (400) for a code that cannot be one.
    """
    require(actor, ACT)
    if said := wrong_with(code):
        raise Invalid(fields={"uscc": [said]})
    firm = known_by(code)
    if firm is None or not is_registered(firm):
        return None
    # Held, so that a double click finds the first request.
    Enterprise.objects.select_for_update().order_by().get(pk=firm.pk)
    there = Membership.objects.filter(
        enterprise=firm, user=actor, status__in=(MembershipStatus.REQUESTED, MembershipStatus.ACTIVE)
    ).first()
    if there is not None:
        return there
    seat = Membership.objects.create(enterprise=firm, user=actor, message=message.strip(), requested_at=now)
    record(seat, "ask", actor=actor, target=seat.status, note=message)
    due = add_working_days(today, RegistryRule.objects.on(today).join_days)
    words: dict[str, Any] = {"person": str(actor), "name": firm.name, "message": seat.message, "due": str(due)}
    notify(owners_of(firm), "join_requested", about=seat, dedupe_key=f"join_requested:{seat.pk}", **words)
    return seat


@transaction.atomic
def admit(seat: Membership, *, role: str, actor: User, now: datetime) -> Membership:
    """An owner takes the person in with a role."""
    require_seat(seat.enterprise, actor, OWNER)
    row = advance(seat, "admit", actor=actor, role=_known(role), decided_at=now)
    _tell(row, "join_admitted", role=row.get_role_display())
    return row


@transaction.atomic
def refuse_request(seat: Membership, *, note: str, actor: User, now: datetime) -> Membership:
    """An owner says no, and why."""
    require_seat(seat.enterprise, actor, OWNER)
    row = advance(seat, "refuse", actor=actor, note=note, decided_at=now)
    _tell(row, "join_refused", note=note.strip())
    return row


@transaction.atomic
def change_role(seat: Membership, *, role: str, actor: User) -> Membership:
    """An owner gives a member another role; the last owner stays one (LastOwner, 409)."""
    require_seat(seat.enterprise, actor, OWNER)
    if seat.status != MembershipStatus.ACTIVE:
        raise DomainError(_("Only a member has a role."))
    if _known(role) != OWNER:
        _require_other_owner(seat)
    row = amend(seat, actor=actor, permission=ACT, role=role)
    if row.version != seat.version:
        _tell(row, "role_changed", role=row.get_role_display())
    return row


@transaction.atomic
def end_membership(seat: Membership, *, actor: User, now: datetime, note: str = "") -> Membership:
    """An owner ends a membership, or a person leaves; the last owner cannot (LastOwner, 409)."""
    leaves = seat.user_id == actor.pk
    if not leaves:
        require_seat(seat.enterprise, actor, OWNER)
    _require_other_owner(seat)
    row = advance(seat, "end", actor=actor, note=note, decided_at=now)
    if leaves and seat.status == MembershipStatus.ACTIVE:
        words: dict[str, Any] = {"person": str(actor), "name": row.enterprise.name}
        key = f"member_left:{row.pk}:{row.version}"
        notify(owners_of(row.enterprise), "member_left", about=row, dedupe_key=key, **words)
    elif not leaves:
        _tell(row, "membership_ended", note=note.strip())
    return row


def _known(role: str) -> str:
    if role not in Membership.Role.values:
        raise Invalid(fields={"role": [_("Choose a role.")]})
    return role


def _require_other_owner(seat: Membership) -> None:
    """LastOwner unless somebody else owns the firm; the firm is held, so that two owners do not leave at once."""
    if seat.role != OWNER or seat.status != MembershipStatus.ACTIVE:
        return
    Enterprise.objects.select_for_update().order_by().get(pk=seat.enterprise_id)
    others = Membership.objects.active().filter(enterprise=seat.enterprise_id, role=OWNER).exclude(pk=seat.pk)
    if not others.exists():
        raise LastOwner(_("This is the last owner: make somebody else an owner first."))


def _tell(seat: Membership, verb: str, **words: Any) -> None:
    key = f"{verb}:{seat.pk}:{seat.version}"
    notify([seat.user], verb, about=seat, dedupe_key=key, name=seat.enterprise.name, **words)
