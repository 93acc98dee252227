"""Sign-in under attack and in daily use: lock-out (S4), second factor (S5), sessions (S6), administrators (S14)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from rest_framework import authentication
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from kernel.accounts.models import GroupScope
from tests.factories import liaison, person
from tests.signing_in import MORNING, WRONG, sign_in, somebody_with_a_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return somebody_with_a_password()


def is_in(client):
    return "_auth_user_id" in client.session


def test_five_failures_lock_the_account_from_that_address_even_for_the_right_password(someone):
    for _n in range(5):
        sign_in(someone.username, WRONG)
    client, answer = sign_in(someone.username)
    assert answer.status_code == 429
    assert not is_in(client)


def test_other_capitals_are_no_further_guesses(someone):
    for name in (someone.username, someone.username.upper(), f" {someone.username}", someone.username.title(), "x"):
        sign_in(name, WRONG)
    sign_in(someone.username.upper(), WRONG)
    _client, answer = sign_in(someone.username)
    assert answer.status_code == 429


def test_the_owner_still_gets_in_from_another_address(someone):
    for _n in range(5):
        sign_in(someone.username, WRONG, address="10.0.0.66")
    client, _answer = sign_in(someone.username, address="10.0.0.1")
    assert is_in(client)


def test_the_lock_opens_by_itself_after_its_time(someone):
    with time_machine.travel(MORNING, tick=False) as clock:
        for _n in range(5):
            sign_in(someone.username, WRONG)
        clock.shift(timedelta(minutes=16))
        client, _answer = sign_in(someone.username)
        assert is_in(client)


def test_without_the_lock_out_guessing_goes_on_for_ever(someone, settings):
    settings.AXES_ENABLED = False
    for _n in range(5):
        sign_in(someone.username, WRONG)
    client, _answer = sign_in(someone.username)
    assert is_in(client), "the control: it is the lock-out that refused above"


def test_known_and_unknown_names_get_the_same_answer(someone):
    def answers(name):
        said = [sign_in(name, WRONG, address="10.0.0.9")[1] for _n in range(6)]
        return [(answer.status_code, _errors(answer)) for answer in said]

    assert answers(someone.username) == answers("nobody-here")


def _errors(answer):
    form = answer.context and answer.context.get("form")
    return str(form.errors) if form else ""


def test_a_new_session_begins_at_sign_in(someone):
    client = Client()
    session = client.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    sign_in(someone.username, client=client)
    assert is_in(client)
    assert client.session.session_key != before


def test_an_idle_session_ends(someone):
    with time_machine.travel(MORNING, tick=False) as clock:
        client, _answer = sign_in(someone.username)
        clock.shift(timedelta(minutes=29))
        assert client.get(reverse("account_change_password")).status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get(reverse("account_change_password")).status_code == 200, "each request keeps it alive"
        clock.shift(timedelta(minutes=31))
        assert client.get(reverse("account_change_password")).status_code == 302


@pytest.mark.parametrize(("longest", "alive"), [(12 * 3600, False), (10**9, True)], ids=["protected", "control"])
def test_a_busy_session_ends_too_after_twelve_hours(someone, settings, longest, alive):
    settings.SESSION_ABSOLUTE_SECONDS = longest
    with time_machine.travel(MORNING, tick=False) as clock:
        client, _answer = sign_in(someone.username)
        for _n in range(37):
            client.get(reverse("account_change_password"))
            clock.shift(timedelta(minutes=20))
        client.get(reverse("account_change_password"))
        assert is_in(client) is alive


@pytest.fixture
def decider(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    return person("office", is_staff=True)


def test_a_person_who_decides_sets_up_the_second_factor_before_anything_else(decider):
    client = Client()
    client.force_login(decider)
    for page in (reverse("admin:index"), "/files/1/", reverse("admin:coordination_task_changelist")):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp")), page
    TOTP.activate(decider, generate_totp_secret())
    assert client.get(reverse("admin:index")).status_code == 200


def test_where_it_is_not_demanded_nobody_is_sent_there(decider, settings):
    client = Client()
    client.force_login(decider)
    settings.SECOND_FACTOR_REQUIRED = False
    assert client.get(reverse("admin:index")).status_code == 200


class Door(APIView):
    """Any resource of the API, with the project's own settings."""

    def get(self, request):
        return Response({"who": request.user.username})


class OpenDoor(Door):
    """The same, known by DRF's own session class."""

    authentication_classes = (authentication.SessionAuthentication,)


def call(door, user):
    request = APIRequestFactory().get("/api/v1/anything/")
    request.user = user
    return door.as_view()(request)


def test_a_session_without_its_second_factor_is_refused_by_the_api_too(decider):
    answer = call(Door, decider)
    assert (answer.status_code, answer.data["code"]) == (403, "second_factor_missing")
    assert call(OpenDoor, decider).status_code == 200, "the control: it is our class that refuses"
    TOTP.activate(decider, generate_totp_secret())
    assert call(Door, decider).status_code == 200


def test_people_whose_work_does_not_ask_for_it_use_the_api_by_session(decider):
    assert call(Door, liaison()).status_code == 200


def rights(code):
    group = GroupScope.objects.get(code=code).group
    return {
        f"{p.content_type.app_label}.{p.codename}"
        for p in Permission.objects.filter(group=group).select_related("content_type")
    }


def test_the_three_administrators_share_no_writing_right_but_closing_accounts():
    writing = {
        code: {right for right in rights(code) if ".view_" not in right}
        for code in ("system_admin", "security_admin", "auditor")
    }
    for rights_of_all in writing.values():
        rights_of_all.discard("exchange.use_jobs")  # everybody follows the long work they began themselves
    assert writing["auditor"] == set()
    assert writing["system_admin"] & writing["security_admin"] == {"accounts.change_user"}


def test_no_administrator_does_the_work_of_the_campaign_and_nobody_there_administers():
    for code in ("system_admin", "security_admin", "auditor"):
        assert not {right for right in rights(code) if right.startswith("coordination.")}
    for code in ("office", "bureau_liaison", "bureau_leader", "district_liaison", "expert", "enterprise"):
        administers = {
            right for right in rights(code) if right.split(".")[0] in ("auth", "axes", "auditlog", "django_celery_beat")
        }
        assert not administers
        assert not rights(code) & {"accounts.add_user", "accounts.change_user", "accounts.unmask_person"}


def test_nobody_may_write_the_audit_by_any_group():
    everybody = set().union(*(rights(code) for code in GroupScope.objects.values_list("code", flat=True)))
    audited = {right for right in everybody if right.endswith(("_auditentry", "_auditseal", "_logentry"))}
    assert audited == {"activity.view_auditentry", "activity.view_auditseal", "auditlog.view_logentry"}
