"""People are added without rights, kept, deactivated; their hidden data is shown to few and for a reason."""

from typing import Any

from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid

from ..models import ApiToken, User
from .departments import initials_of
from .guards import (
    GIVE_RIGHTS,
    KEEP_PEOPLE,
    administers,
    note_edit,
    require,
    require_equal,
    require_other,
    require_reason,
)

SIGN_IN = frozenset({"username", "email"})
PERSONAL = frozenset({"full_name", "phone", "language"}) | SIGN_IN
CHANGE = "accounts.change_user"


def add_person(person: User, *, actor: User) -> User:
    """Keep a new account; whatever the form said, it begins without groups and without any right."""
    require(actor, KEEP_PEOPLE)
    person.is_staff = person.is_superuser = False
    person.initials = initials_of(person.full_name)
    person.must_change_password = person.has_usable_password()
    person.save()
    return person


@transaction.atomic
def change_person(person: User, *, actor: User, **changes: Any) -> User:
    """Change what is known of a person; the sign-in of another administrator or a superuser is not touched (403)."""
    require(actor, KEEP_PEOPLE)
    unknown = set(changes) - PERSONAL
    if unknown:
        raise Invalid(fields={name: [_("This cannot be changed here.")] for name in sorted(unknown)})
    if SIGN_IN & set(changes):
        require_equal(actor, person)
    if "full_name" in changes:
        changes["initials"] = initials_of(changes["full_name"])
    for name, value in changes.items():
        setattr(person, name, value)
    person.save(update_fields=list(changes))
    return person


def may_set_password(person: User, *, actor: User) -> None:
    """NotPermitted (403) unless the actor keeps people, and the account is no other administrator's."""
    require(actor, KEEP_PEOPLE)
    require_equal(actor, person)


def password_was_set(person: User, *, actor: User) -> User:
    """An administrator has set the person's password and so knows it: the person sets their own at the next sign-in.

    API tokens stay as they are: they are keys of their own, and a bureau's programs must not stop because its liaison
    has forgotten a password. Whoever doubts the person revokes them, or deactivates the account.
    """
    may_set_password(person, actor=actor)
    person.must_change_password = person.pk != actor.pk and person.has_usable_password()
    person.save(update_fields=["must_change_password"])
    return person


@transaction.atomic
def deactivate_person(person: User, *, actor: User) -> User:
    """Close an account: its sessions end and its tokens are revoked with it. Administrators by who gives rights."""
    require(actor, GIVE_RIGHTS if person.is_superuser or administers(person) else CHANGE)
    require_other(actor, person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end(person)
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=timezone.now())
    return person


def reactivate_person(person: User, *, actor: User) -> User:
    """Open a closed account again; its tokens stay revoked."""
    require(actor, GIVE_RIGHTS if person.is_superuser or administers(person) else CHANGE)
    require_other(actor, person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def end_sessions(person: User, *, actor: User) -> User:
    """Sign the person out everywhere, at once."""
    require(actor, CHANGE)
    ended = _end(person)
    note_edit(person, actor, {"sessions": [ended, 0]})
    return person


def unmask_person(person: User, *, actor: User, reason: str) -> dict[str, str]:
    """The person's phone and e-mail in full, for a reason that is kept in the audit; NotPermitted (403)."""
    require(actor, "accounts.unmask_person")
    note_edit(person, actor, {"unmasked": ["", require_reason(reason)]}, action=LogEntry.Action.ACCESS)
    return {"phone": person.phone, "email": person.email}


def _end(person: User) -> int:
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)
