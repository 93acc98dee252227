"""Writing from another site (S7): no route writes without the token of its form."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.http import HttpResponseForbidden
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import open_report, person

from .routes import addresses, signed_in, written_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(settings):
    """A plan with a report being written, and somebody who may do everything."""
    settings.SECOND_FACTOR_REQUIRED = False
    report = open_report()
    return report, person("office", is_staff=True, is_superuser=True)


def refuse(request, reason=""):
    """A refusal without the page around it, which 300 of them need not draw."""
    return HttpResponseForbidden("csrf")


def forged_posts(report, user):
    """What each route answers to a form from elsewhere, and what it wrote."""
    client = signed_in(user, enforce_csrf_checks=True)
    for name, address in addresses(report):
        body = (
            {"content_type": "application/json", "data": {}} if address.startswith("/api/") else {"data": {"note": "x"}}
        )
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, **body)
        yield name, answer, written_by(queries)


def test_no_route_takes_a_post_without_its_token(story, settings):
    settings.CSRF_FAILURE_VIEW = f"{__name__}.refuse"
    taken, refused = {}, 0
    for name, answer, wrote in forged_posts(*story):
        refused += answer.status_code == 403
        # A route that takes no POST, or leads elsewhere without looking at what was sent, writes nothing either.
        if wrote or answer.status_code not in (301, 302, 403, 404, 405):
            taken[name] = (answer.status_code, wrote[:1])
    assert not taken
    assert refused > 200


def test_without_the_check_some_would_be_taken(story, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
    client = Client(enforce_csrf_checks=True)
    client.force_login(story[1])
    assert client.post("/mode/", {"mode": "elder"}).cookies["mode"].value == "elder", "the control"


def test_with_the_token_the_same_post_is_taken(story):
    _report, user = story
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post("/mode/", {"mode": "elder"}).status_code == 403
    client.get("/")
    page = client.get("/work/").content.decode()
    token = re.findall(r'X-CSRFToken": "(\w+)"', page)[0]
    answer = client.post("/mode/", {"mode": "elder", "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.cookies["mode"].value) == (302, "elder"), "the control"


def test_signing_out_takes_a_post(story):
    _report, user = story
    client = Client()
    client.force_login(user)
    client.get("/accounts/logout/")
    assert SESSION_KEY in client.session
    client.get("/admin/logout/")
    assert SESSION_KEY in client.session
    client.post("/accounts/logout/")
    assert SESSION_KEY not in client.session
