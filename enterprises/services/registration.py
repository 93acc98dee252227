"""A firm is registered by one of its people: filled in step by step, sent in, corrected, withdrawn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.accounts.services import register_person
from kernel.activity.services import advance, notify, record, require
from kernel.calendars.queries import add_working_days
from kernel.common.errors import DomainError, Invalid, NotPermitted
from kernel.files.services import attach, check_upload

from ..codes import wrong_with
from ..models import Division, Enterprise, Industry, Registration, RegistrationDraft, RegistryRule
from ..models.people import OPEN
from ..queries.registration import approvers_of, is_registered, known_by
from ..workflow import EnterpriseStatus
from ..workflow.registry import ACT

LICENCE = "licence"


class AlreadyRegistered(DomainError):
    """The firm has its people already: they admit others."""

    code = "already_registered"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person says of the firm they register."""

    uscc: str
    name: str
    division: Division
    industry: Industry | None = None
    size: str = ""
    founded_on: date | None = None
    legal_representative: str = ""
    address: str = ""

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def begin_draft(*, now: datetime) -> RegistrationDraft:
    """A new, empty registration; its key cannot be guessed and is told to one session."""
    return RegistrationDraft.objects.create(key=secrets.token_urlsafe(32), touched_at=now)


@transaction.atomic
def keep_step(draft: RegistrationDraft, step: str, answers: dict[str, Any], *, now: datetime) -> RegistrationDraft:
    """Keep what was typed on one step; what was typed on the others stays."""
    row = RegistrationDraft.objects.select_for_update().get(pk=draft.pk)
    row.answers = {**row.answers, step: answers}
    row.touched_at = now
    row.save(update_fields=["answers", "touched_at"])
    return row


def keep_licence(draft: RegistrationDraft, upload: UploadedFile, *, now: datetime) -> RegistrationDraft:
    """Keep the licence's image in place of the one before; Invalid (400) at `file` when its rule takes none such."""
    checked = check_upload(upload, purpose=LICENCE)
    if draft.licence:
        draft.licence.delete(save=False)
    draft.licence.save(checked.name, ContentFile(checked.data), save=False)
    draft.licence_name, draft.touched_at = checked.name, now
    draft.save(update_fields=["licence", "licence_name", "touched_at"])
    return draft


@transaction.atomic
def submit_draft(
    draft: RegistrationDraft, claim: Claim, *, actor: User | None, now: datetime, today: date
) -> Registration:
    """Send the draft in; sent twice it is one registration. Without an `actor` the account of the draft is made.

    Invalid (400) at the field, AlreadyRegistered (409) when the firm has its people by now; then nothing is written.
    """
    row = RegistrationDraft.objects.select_for_update().get(pk=draft.pk)
    if row.registration is not None:
        return row.registration
    if not row.licence:
        raise Invalid(fields={"file": [_("Add a picture of the licence.")]})
    person = actor or register_person(**row.of("person"))
    registration = register(claim, actor=person, now=now, today=today)
    with row.licence.open() as kept:
        upload = SimpleUploadedFile(row.licence_name, kept.read())
    attach(registration, upload, purpose=LICENCE, actor=person, now=now)
    file, storage = str(row.licence.name), row.licence.storage
    row.registration, row.answers, row.licence, row.touched_at = registration, {}, "", now
    row.save(update_fields=["registration", "answers", "licence", "touched_at"])
    transaction.on_commit(lambda: storage.delete(file))
    return registration


@transaction.atomic
def register(claim: Claim, *, actor: User, now: datetime, today: date) -> Registration:
    """Lay the claim before those who approve it; Invalid (400), AlreadyRegistered (409)."""
    require(actor, ACT)
    check_code(claim.uscc)
    check_founding(claim.founded_on, today)
    _require_no_other(claim.uscc, actor)
    due = add_working_days(today, RegistryRule.objects.on(today).approval_days)
    registration = Registration.objects.create(applicant=actor, submitted_at=now, due_on=due, **claim.fields())
    record(registration, "submit", actor=actor, target=registration.status)
    _tell_approvers(registration)
    return registration


@transaction.atomic
def resubmit(
    registration: Registration,
    upload: UploadedFile | None = None,
    *,
    actor: User,
    now: datetime,
    today: date,
    **changes: Any,
) -> Registration:
    """Send a returned registration in again with what was corrected, perhaps with another picture of the licence.

    Its days are counted anew.
    """
    _require_own(registration, actor)
    check_code(changes.get("uscc", registration.uscc))
    check_founding(changes.get("founded_on"), today)
    _require_no_other(changes.get("uscc", registration.uscc), actor, besides=registration)
    if upload:
        attach(registration, upload, purpose=LICENCE, actor=actor, now=now)
    due = add_working_days(today, RegistryRule.objects.on(today).approval_days)
    row = advance(registration, "resubmit", actor=actor, submitted_at=now, due_on=due, decided_on=None, **changes)
    _tell_approvers(row)
    return row


def withdraw(registration: Registration, *, actor: User, today: date) -> Registration:
    """Take one's own registration back before it is decided."""
    _require_own(registration, actor)
    return advance(registration, "withdraw", actor=actor, due_on=None, decided_on=today)


def check_code(code: str) -> Enterprise | None:
    """What the registry knows of a code that may be registered; Invalid (400) at `uscc`, AlreadyRegistered (409)."""
    if said := wrong_with(code):
        raise Invalid(fields={"uscc": [said]})
    firm = known_by(code)
    if is_registered(firm):
        sentence = _("This enterprise is registered already: ask its owner to admit you.")
        raise AlreadyRegistered(fields={"uscc": [sentence]})
    if firm is not None and firm.status == EnterpriseStatus.CLOSED:
        raise Invalid(fields={"uscc": [_("This enterprise is noted as closed down: please ask the campaign office.")]})
    return firm


def check_founding(day: date | None, today: date) -> None:
    """Invalid (400) at `founded_on` for a day to come."""
    if day is not None and day > today:
        raise Invalid(fields={"founded_on": [_("This day is still to come; compare it with the licence.")]})


def may_attach(registration: Registration, user: User) -> bool:
    """Whether the person may add files to it now; named in ATTACHMENT_OWNERS."""
    return registration.applicant_id == user.pk and registration.status in OPEN


@transaction.atomic
def forget_drafts(*, now: datetime, today: date) -> int:
    """Throw away drafts that nobody has touched for as long as the rule says; returns how many."""
    before = now - timedelta(days=RegistryRule.objects.on(today).draft_days)
    old = list(RegistrationDraft.objects.filter(touched_at__lt=before))
    for draft in old:
        if draft.licence:
            draft.licence.delete(save=False)
    RegistrationDraft.objects.filter(pk__in=[draft.pk for draft in old]).delete()
    return len(old)


def _require_own(registration: Registration, actor: User) -> None:
    if registration.applicant_id != actor.pk:
        raise NotPermitted(_("Only the person who sent it in may do this."))


def _require_no_other(code: str, actor: User, besides: Registration | None = None) -> None:
    others = Registration.objects.filter(uscc=code, applicant=actor, status__in=OPEN)
    if others.exclude(pk=besides.pk if besides else 0).exists():
        raise Invalid(fields={"uscc": [_("You have sent in this enterprise already; see how it stands.")]})


def _tell_approvers(registration: Registration) -> None:
    words: dict[str, Any] = {"name": registration.name, "uscc": registration.uscc, "due": str(registration.due_on)}
    key = f"registration_submitted:{registration.pk}:{registration.version}"
    people = approvers_of(registration.division)
    notify(people, "registration_submitted", about=registration, dedupe_key=key, **words)
