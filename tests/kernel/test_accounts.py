"""What people see by scope, and the keys they give to programs."""

import hmac
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kernel.accounts import services
from kernel.accounts.models import ApiToken, User, read_scope
from kernel.accounts.queries import main_department, second_factor_demanded
from kernel.common.errors import Invalid, NotThere
from kernel.common.masking import mask_email, mask_phone
from tests.factories import NOW, liaison, person

from .factories import scoped_person, tree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("below", {"bureau", "office", "desk"}), ("department", {"bureau"}), ("chosen", {"beside"}), ("own", set())],
)
def test_each_kind_of_scope_sees_its_part_of_the_tree(kind, seen):
    rows = tree()
    scope = scoped_person(kind, rows["bureau"], rows["beside"]).scope
    assert scope.departments == {rows[code].pk for code in seen}
    assert not scope.everything


def test_the_scope_of_all_needs_no_departments_and_a_superusers_is_the_same():
    assert scoped_person("all").scope.everything
    assert User.objects.create_superuser("root", password="x", full_name="x").scope.everything


def test_scopes_of_several_groups_add_up_and_cost_few_queries(django_assert_max_num_queries):
    rows = tree()
    user = scoped_person("department", rows["desk"])
    user.groups.add(scoped_person("chosen", None, rows["beside"]).groups.get())
    with django_assert_max_num_queries(4):
        scope = read_scope(User.objects.get(pk=user.pk))
    assert scope.departments == {rows["desk"].pk, rows["beside"].pk}


def test_a_seat_that_has_ended_shows_nothing_more():
    rows = tree()
    user = scoped_person("below", rows["bureau"])
    user.memberships.update(until=NOW.date())
    assert read_scope(User.objects.get(pk=user.pk)).departments == frozenset()
    assert main_department(user) is None


def test_people_of_the_scope_are_visible_and_everyone_sees_themselves():
    rows = tree()
    colleague, stranger = person(seat=rows["desk"]), person(seat=rows["beside"])
    reader = scoped_person("below", rows["bureau"])
    assert set(User.objects.visible_to(reader)) == {reader, colleague}
    alone = scoped_person("own", rows["beside"])
    assert set(User.objects.visible_to(alone)) == {alone}
    assert stranger.pk


def token(user=None, **fields):
    given = {"name": "台账系统", "scopes": ["read"], "expires_at": NOW + timedelta(days=30), "now": NOW, **fields}
    return services.issue_token(user or liaison(), **given)


def test_a_token_is_shown_once_kept_as_a_digest_and_opens_until_it_expires():
    row, secret = token()
    assert secret.startswith(f"bct_{row.prefix}_")
    assert secret.split("_", 2)[2] not in str(ApiToken.objects.filter(pk=row.pk).values())
    assert services.use_token(secret, now=NOW) == row
    assert services.use_token(secret, now=row.expires_at - timedelta(seconds=1)) == row
    assert services.use_token(secret, now=row.expires_at) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s[:-1] + ("a" if s[-1] != "a" else "b"),
        lambda s: s.replace("bct_", "abc_"),
        lambda s: "",
        lambda s: "bct_",
    ],
)
def test_a_spoilt_secret_opens_nothing(spoil):
    _row, secret = token()
    assert services.use_token(spoil(secret), now=NOW) is None


def test_an_unknown_prefix_is_compared_as_long_as_a_known_one(monkeypatch):
    compared, real = [], hmac.compare_digest

    def compare(kept: str, given: str) -> bool:
        compared.append(len(kept))
        return real(kept, given)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    _row, secret = token()
    services.use_token(secret, now=NOW)
    services.use_token("bct_00000000_unknown", now=NOW)
    assert compared == [64, 64]


def test_a_revoked_token_and_one_of_a_closed_account_open_nothing():
    row, secret = token()
    services.revoke_token(row.pk, actor=row.user, now=NOW)
    assert services.use_token(secret, now=NOW) is None
    other, secret = token()
    User.objects.filter(pk=other.user_id).update(is_active=False)
    assert services.use_token(secret, now=NOW) is None


def test_somebody_elses_token_does_not_exist_for_me():
    row, _secret = token()
    with pytest.raises(NotThere):
        services.revoke_token(row.pk, actor=person(), now=NOW)
    assert ApiToken.objects.get(pk=row.pk).revoked_at is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_at": NOW}, "expires_at"),
        ({"expires_at": NOW + timedelta(days=400)}, "expires_at"),
    ],
)
def test_a_token_without_name_scope_or_end_is_not_issued(fields, field):
    with pytest.raises(Invalid) as refusal:
        token(**fields)
    assert list(refusal.value.fields) == [field]
    assert not ApiToken.objects.exists()


def test_the_last_use_is_noted_at_most_once_a_minute(django_assert_num_queries):
    row, secret = token()
    services.use_token(secret, now=NOW)
    with django_assert_num_queries(1):
        services.use_token(secret, now=NOW + timedelta(seconds=30))
    services.use_token(secret, now=NOW + timedelta(minutes=2))
    row.refresh_from_db()
    assert row.last_used_at == NOW + timedelta(minutes=2)


@pytest.mark.parametrize(
    ("name", "initials"), [("商务局", "swj"), ("市品牌办", "sppb"), ("ISO工作组", "isogzz"), ("", "")]
)
def test_a_name_is_searched_by_its_pinyin_initials(name, initials):
    assert services.initials_of(name) == initials


@pytest.mark.parametrize(
    "password", ["short1A", "alllowercaseletters", "1234567890123", "Password123", "lowerUPPERonly"]
)
def test_a_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_password_of_three_kinds_and_ten_characters_is_taken_unless_it_is_the_name():
    validate_password("Yunjiang-2026")
    with pytest.raises(ValidationError):
        validate_password("Zhouyiming-1", User(username="zhouyiming-1"))


def test_the_second_factor_is_demanded_of_those_who_decide_and_administer():
    demanded = {
        code: second_factor_demanded(person(code)) for code in ("office", "bureau_leader", "system_admin", "auditor")
    }
    assert all(demanded.values())
    assert not second_factor_demanded(liaison())


def test_masks_show_enough_to_recognise_and_not_enough_to_use():
    assert mask_phone("19900001234") == "199******34"
    assert mask_phone("110") == "***"
    assert mask_email("lin.weiyang@example.com") == "l***@example.com"
    assert mask_email("") == ""
