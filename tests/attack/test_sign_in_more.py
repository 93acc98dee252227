"""Sign-in and sessions, beyond what tests/kernel/test_sign_in.py says (S4, S6)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.browsing import PASSWORD
from tests.factories import liaison
from tests.signing_in import MORNING, WRONG, sign_in, somebody_with_a_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def someone():
    return somebody_with_a_password()


def is_in(client):
    """Whether the portal takes this browser for somebody."""
    return client.get(reverse("workbench")).status_code == 200


def test_an_attacker_who_goes_on_for_a_day_does_not_keep_the_owner_out(someone):
    with time_machine.travel(MORNING, tick=False) as clock:
        for _n in range(4):
            for _m in range(6):
                sign_in(someone.username, WRONG, address="10.0.0.66")
            clock.shift(timedelta(hours=6))
        client, _answer = sign_in(someone.username, address="10.0.0.1")
        assert is_in(client), "from an address of their own, at once"
        clock.shift(timedelta(minutes=16))
        client, _answer = sign_in(someone.username, address="10.0.0.66")
        assert is_in(client), "even from the attacker's, once they have rested"


def test_one_address_may_not_try_the_same_guess_on_a_forwarded_address(someone, settings):
    for n in range(6):
        client = Client(headers={"x-forwarded-for": f"10.9.9.{n}"})
        sign_in(someone.username, WRONG, client=client)
    _client, answer = sign_in(someone.username, client=Client(headers={"x-forwarded-for": "10.9.9.77"}))
    assert answer.status_code == 429, "without a proxy that says so, nobody chooses the address they come from"


def words(answer):
    """The page, without what differs from request to request."""
    text = re.sub(r'value="[^"]*"|X-CSRFToken": "\w+"|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}', "", answer.content.decode())
    return answer.status_code, text


def test_known_unknown_and_closed_accounts_get_the_same_page(someone):
    closed = liaison("scj")
    closed.set_password(PASSWORD)
    closed.is_active = False
    closed.save()
    pages = []
    for name in (someone.username, "nobody-here", closed.username):
        pages.append([words(sign_in(name, WRONG, address="10.0.0.9")[1]) for _n in range(6)])
    assert pages[0] == pages[1] == pages[2]
    assert [status for status, _text in pages[0]] == [200] * 4 + [429] * 2


def test_a_forgotten_password_tells_nobody_who_has_an_account(someone, mailoutbox):
    someone.email = "someone@example.com"
    someone.save()
    address = reverse("account_reset_password")
    known = Client().post(address, {"email": someone.email})
    unknown = Client().post(address, {"email": "nobody@example.com"})
    assert (known.status_code, known.get("Location")) == (unknown.status_code, unknown.get("Location"))


def test_there_is_no_remember_me(someone, settings):
    page = Client().get(reverse("account_login")).content.decode()
    assert "remember" not in page
    client = Client()
    client.post(reverse("account_login"), {"login": someone.username, "password": PASSWORD, "remember": "on"})
    assert is_in(client)
    assert client.session.get_expiry_age() <= settings.SESSION_COOKIE_AGE


def test_one_sees_ones_sessions_and_ends_the_others(someone):
    here, _answer = sign_in(someone.username)
    there, _answer = sign_in(someone.username, address="10.0.0.2")
    assert is_in(here)
    assert is_in(there)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "10.0.0.1" in page
    assert "10.0.0.2" in page
    here.post(reverse("usersessions_list"))
    assert is_in(here)
    assert not is_in(there)


def test_a_changed_password_ends_the_sessions_elsewhere(someone):
    here, _answer = sign_in(someone.username)
    there, _answer = sign_in(someone.username, address="10.0.0.2")
    new = "Another-city-2027"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post(reverse("account_change_password"), sent)
    assert not is_in(there)
    assert is_in(sign_in(someone.username, new, address="10.0.0.3")[0])


def test_a_closed_account_is_out_at_once(someone):
    client, _answer = sign_in(someone.username)
    assert is_in(client)
    someone.is_active = False
    someone.save()
    assert not is_in(client)


def test_signed_out_the_old_cookie_opens_nothing(someone):
    client, _answer = sign_in(someone.username)
    kept = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not is_in(thief)


def test_a_cookie_that_was_given_to_one_is_not_taken_over(someone):
    """Session fixation: a number that an attacker has put into the browser before sign-in."""
    victim = Client()
    victim.cookies["sessionid"] = "a" * 32
    sign_in(someone.username, client=victim)
    assert is_in(victim)
    assert victim.cookies["sessionid"].value != "a" * 32
    attacker = Client()
    attacker.cookies["sessionid"] = "a" * 32
    assert not is_in(attacker)
