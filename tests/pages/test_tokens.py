"""One's keys to the API: made with a name, a reach and an end, shown once, ended after a second look."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel.accounts.models import ApiToken
from tests.factories import liaison
from tests.plans.factories import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("token-list")
GOOD = {"name": "商务局业务系统", "scopes": ["read", "write:progress-reports"], "days": "90"}


def made(browser):
    """The page after a new token, and its secret."""
    page = browser.post(PAGE, GOOD).content.decode()
    return page, re.search(r"bct_[0-9a-f]{8}_[\w-]{43}", page)[0]


def test_a_new_token_is_shown_once_with_a_call_that_works():
    browser = signed_in(liaison())
    page, secret = made(browser)
    command = re.search(
        r"curl -H &quot;Authorization: Bearer (\S+)&quot; &quot;http://testserver(\S+)&quot;", page
    ) or re.search(r'curl -H "Authorization: Bearer (\S+)" "http://testserver([^"]+)"', page)
    assert command[1] == secret
    answer = Client().get(command[2], headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    again = browser.get(PAGE).content.decode()
    assert secret not in again
    assert f"bct_{ApiToken.objects.get().prefix}_…" in again
    assert ApiToken.objects.get().last_used_at is not None
    assert "从未使用" not in again


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made():
    answer = signed_in(liaison()).post(PAGE, {"name": " ", "days": "9999"})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"name", "scopes", "days"}
    assert 'href="#id_name"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_ending_a_token_asks_first_and_then_it_opens_nothing():
    browser = signed_in(liaison())
    _page, secret = made(browser)
    token = ApiToken.objects.get()
    address = reverse("token-revoke", args=[token.pk])
    asked = browser.get(address).content.decode()
    assert "商务局业务系统" in asked
    assert "停用后" in asked
    token.refresh_from_db()
    assert token.revoked_at is None, "asking ends nothing"
    assert browser.post(address)["Location"] == PAGE
    assert Client().get(reverse("tasks-list"), headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert signed_in(liaison()).get(address).status_code == 404


def test_many_tokens_cost_no_more_queries_than_one():
    browser, counts = signed_in(liaison()), []
    for number in (1, 8):
        for _n in range(number):
            browser.post(PAGE, GOOD)
        with CaptureQueriesContext(connection) as queries:
            browser.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
