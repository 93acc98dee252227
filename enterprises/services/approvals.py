"""Registrations are decided: approved, which makes or claims the firm's entry, returned, or refused."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.accounts.services import initials_of
from kernel.activity.services import advance, notify, record, require
from kernel.common.errors import DomainError, NotPermitted
from kernel.files.models import Attachment

from ..models import Contact, Enterprise, FormerName, Membership, Registration
from ..models.people import OPEN
from ..queries.registration import COMMON
from ..workflow import EnterpriseStatus, MembershipStatus
from ..workflow.registry import APPROVE
from .registration import LICENCE, AlreadyRegistered


class NoLicence(DomainError):
    """Nothing proves yet that the applicant speaks for the firm."""

    code = "no_licence"


@transaction.atomic
def approve_registration(registration: Registration, *, actor: User, now: datetime, today: date) -> Registration:
    """The firm is registered and the applicant its owner; other open registrations of the code are closed.

    AlreadyRegistered (409) when it has its people by now, StaleVersion (412) when somebody else has just decided.
    """
    require(actor, APPROVE)
    _require_scope(registration, actor)
    # All claims to the code are held, in one order: of two people who decide at once, on the same claim or on two,
    # the second waits here and then sees what the first has done.
    claims = Registration.objects.select_for_update().filter(uscc=registration.uscc).order_by("pk")
    now_there = {row.pk: row for row in claims}[registration.pk]
    Registration.workflow.step("approve", now_there.status)
    _require_licence(registration)
    firm = _claimed(registration, actor, today) or _made(registration, actor, today)
    row = advance(registration, "approve", actor=actor, decided_on=today, due_on=None, enterprise=firm)
    seat = Membership.objects.create(
        enterprise=firm, user=row.applicant, role=Membership.Role.OWNER, status=MembershipStatus.ACTIVE,
        requested_at=row.submitted_at, decided_at=now,
    )  # fmt: skip
    record(seat, "admit", actor=actor, target=seat.status, after={"role": seat.role})
    if not firm.contacts.filter(is_main=True).exists():
        Contact.objects.create(enterprise=firm, name=str(row.applicant), phone=row.applicant.phone, is_main=True)
    _tell(row, "registration_approved")
    _close_others(row, actor, today)
    return row


@transaction.atomic
def return_registration(registration: Registration, *, actor: User, note: str, today: date) -> Registration:
    """Ask the applicant to correct it; the reason stands beside the form."""
    _require_scope(registration, actor)
    row = advance(
        registration, "return", actor=actor, note=note, decided_on=today, due_on=None, decision_note=note.strip()
    )
    _tell(row, "registration_returned", note=row.decision_note)
    return row


@transaction.atomic
def refuse_registration(registration: Registration, *, actor: User, note: str, today: date) -> Registration:
    """Say no for good, with the reason."""
    _require_scope(registration, actor)
    row = advance(
        registration, "refuse", actor=actor, note=note, decided_on=today, due_on=None, decision_note=note.strip()
    )
    _tell(row, "registration_refused", note=row.decision_note)
    return row


def _require_scope(registration: Registration, actor: User) -> None:
    """One's own registration is decided by somebody else, and a district decides its own firms' only."""
    if registration.applicant_id == actor.pk:
        raise NotPermitted(_("Nobody decides their own registration."))
    if not actor.scope.everything and registration.division.department_id not in actor.scope.departments:
        raise NotPermitted(_("This registration belongs to another district."))


def _require_licence(registration: Registration) -> None:
    """Who owns an entry is proved by the licence, not by who knows its code."""
    if not Attachment.objects.of(registration).filter(purpose=LICENCE).exists():
        raise NoLicence(_("There is no picture of the licence yet: return it and ask for one."))


def _claimed(row: Registration, actor: User, today: date) -> Enterprise | None:
    """The entry that the bureau had, handed over with what the licence says; None when it had none."""
    firm = Enterprise.objects.select_for_update().filter(uscc=row.uscc).order_by().first()
    if firm is None:
        return None
    if firm.status != EnterpriseStatus.UNCLAIMED:
        words = {"name": firm.name, "status": firm.get_status_display()}
        raise AlreadyRegistered(_("%(name)s is %(status)s; refuse this one and say so.") % words)
    if firm.name != row.name:
        FormerName.objects.get_or_create(enterprise=firm, name=firm.name, defaults={"until": today})
    return advance(firm, "claim", actor=actor, registered_on=today, **_said(row))


def _made(row: Registration, actor: User, today: date) -> Enterprise:
    try:
        with transaction.atomic():
            firm = Enterprise.objects.create(
                uscc=row.uscc, status=EnterpriseStatus.ACTIVE, registered_on=today, **_said(row)
            )
    except IntegrityError as taken:
        raise AlreadyRegistered(_("Somebody else has registered this enterprise at this moment.")) from taken
    record(firm, "register", actor=actor, target=firm.status)
    return firm


def _said(row: Registration) -> dict[str, Any]:
    """What the registration says; what it leaves open does not wipe out what is known."""
    said = {name: getattr(row, name) for name in COMMON}
    return {name: value for name, value in said.items() if value not in (None, "")} | {
        "initials": initials_of(row.name)
    }


def _close_others(row: Registration, actor: User, today: date) -> None:
    others = Registration.objects.filter(uscc=row.uscc, status__in=OPEN).exclude(pk=row.pk)
    reason = _("The enterprise has been registered by somebody else meanwhile: ask its owner to admit you.")
    for other in others:
        # A returned one is nobody's turn but its applicant's: the portal closes it.
        step = "refuse" if other.status == "submitted" else "withdraw"
        closed = advance(
            other, step, actor=actor if step == "refuse" else None, note=reason, decided_on=today, due_on=None,
            decision_note=reason,
        )  # fmt: skip
        _tell(closed, "registration_refused", note=reason)


def _tell(row: Registration, verb: str, **words: Any) -> None:
    key = f"{verb}:{row.pk}:{row.version}"
    notify([row.applicant], verb, about=row, dedupe_key=key, name=row.name, **words)
