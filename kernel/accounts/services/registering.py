"""People who register themselves: an account in the group `enterprise`, which sees nothing but its own rows."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid

from ..models import GroupScope, User
from .departments import initials_of

GROUP = "enterprise"


def check_new_person(*, username: str, full_name: str, password: str) -> str:
    """The hash of a password that may be used with this new account; Invalid (400) at `username` or `password`."""
    wrong: dict[str, list[str]] = {}
    if said := _wrong_with_name(username):
        wrong["username"] = said
    try:
        validate_password(password, User(username=username, full_name=full_name))
    except ValidationError as refusal:
        wrong["password"] = refusal.messages
    if wrong:
        raise Invalid(fields=wrong)
    return make_password(password)


@transaction.atomic
def register_person(*, username: str, full_name: str, phone: str, password_hash: str, language: str = "") -> User:
    """Make the account of somebody who registers; Invalid (400) at `username` when it has been taken meanwhile."""
    if said := _wrong_with_name(username):
        raise Invalid(fields={"username": said})
    more: dict[str, Any] = {"language": language} if language else {}
    person = User(
        username=username, full_name=full_name, initials=initials_of(full_name), phone=phone, password=password_hash,
        **more,
    )  # fmt: skip
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as taken:
        raise Invalid(fields={"username": [_taken()]}) from taken
    person.groups.add(GroupScope.objects.get(code=GROUP).group)
    return person


def _wrong_with_name(username: str) -> list[str]:
    try:
        User._meta.get_field("username").clean(username, None)
    except ValidationError as refusal:
        return refusal.messages
    # As the sign-in looks names up: whatever their capitals.
    return [_taken()] if User.objects.filter(username__iexact=username).exists() else []


def _taken() -> str:
    return _("This user name is taken; please choose another.")
