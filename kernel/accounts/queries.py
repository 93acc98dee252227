"""What other parts ask about people."""

import json
from collections.abc import Iterable

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import Permission
from django.db.models import OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from kernel.common.jsonsql import JsonList
from kernel.common.prepared import Hole, Prepared

from .models import ApiToken, Department, GroupScope, Membership, User, scope_columns, scope_from

_OF_STAFF = [kind for kind in GroupScope.Kind.values if kind != GroupScope.Kind.OWN]
TOKEN = [field.attname for field in ApiToken._meta.concrete_fields]
# The password's digest stays where it is: nobody who comes with a key needs it read.
PERSON = [field.attname for field in User._meta.concrete_fields if field.name != "password"]


def main_department(user: User) -> Department | None:
    """The department named beside the person: their first seat."""
    seat = Membership.objects.filter(user=user, until=None).select_related("department").first()
    return seat.department if seat else None


def is_staff_of_city(user: User) -> bool:
    """Whether the person works for a department or sees all of them; firms' people and experts do not."""
    return bool(user.scope.everything or user.scope.departments)


def names_outside(people: Iterable[int]) -> dict[int, str]:
    """By what name those of them who are staff act towards firms and the public: their department's, never their own.

    Two queries; who is no staff is not in the answer.
    """
    rows = User.objects.filter(pk__in=set(people)).order_by()
    wide = rows.filter(Q(is_superuser=True) | Q(groups__scope__kind__in=_OF_STAFF)).values_list("pk", flat=True)
    named: dict[int, str] = dict.fromkeys(wide, _("a member of staff"))
    seats = Membership.objects.filter(user__in=rows.values("pk")).select_related("department").order_by("-pk")
    return named | {seat.user_id: str(seat.department) for seat in seats}


def second_factor_demanded(user: User) -> bool:
    """Whether one of the person's groups may only work with a second factor."""
    return user.is_superuser or GroupScope.objects.filter(group__user=user, second_factor=True).exists()


def second_factor_missing(user: User) -> bool:
    """Whether a second factor is demanded of the person and not yet set up."""
    return second_factor_demanded(user) and not is_mfa_enabled(user)


def token_with_prefix(prefix: str) -> ApiToken | None:
    """The token, its person, and what this person may do and see: all that a call needs to know, in one query."""
    rows = _TOKENS.rows(prefix=prefix)
    if not rows:
        return None
    values = list(rows[0])
    token = ApiToken.from_db(None, TOKEN, values[: len(TOKEN)])
    person = User.from_db(None, PERSON, values[len(TOKEN) : len(TOKEN) + len(PERSON)])
    by_group, by_name, *scope = values[len(TOKEN) + len(PERSON) :]
    if not person.is_superuser:
        # Where Django's ModelBackend keeps what it has read, so that it need not read again.
        person._perm_cache = set(json.loads(by_group)) | set(json.loads(by_name))  # type: ignore[attr-defined]
    person.scope = scope_from(person, *scope)
    token.user = person
    return token


def _permissions(**of: OuterRef) -> Cast:
    names = Concat("content_type__app_label", Value("."), "codename")
    return Cast(JsonList(Permission.objects.filter(**of).order_by(), names), TextField())


_TOKENS = Prepared(
    lambda: ApiToken.objects.filter(prefix=Hole("prefix")).values_list(
        *TOKEN,
        *(f"user__{name}" for name in PERSON),
        _permissions(group__user=OuterRef("user")),
        _permissions(user=OuterRef("user")),
        *scope_columns("user").values(),
    )
)
