"""Writing from another site (S7): no route writes without the token of its form, and none by GET."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.models import Plan, ProgressReport, Task
from kernel.accounts.models import User
from tests.factories import open_report, person

from .routes import routes

pytestmark = pytest.mark.django_db
# What a GET may write: the session's own age.
OWN_TABLES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "?(?:django_session)"?')
WRITES = re.compile(r"^(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|ALTER|DROP|CREATE)\b")


@pytest.fixture
def story(settings):
    """A plan with a report being written, and somebody who may do everything."""
    settings.SECOND_FACTOR_REQUIRED = False
    report = open_report()
    return report, person("office", is_staff=True, is_superuser=True)


def addresses(report):
    """Each route at a row that is there, where its pattern says which; at none elsewhere."""
    given = {"plan": report.task.plan_id, "tasks": report.task_id, "task": report.task_id, "reports": report.pk}
    given |= {"report": report.pk, "progress-reports": report.pk, "plans": report.task.plan_id}
    for route in routes():
        address = route.address
        for noun, number in given.items():
            address = re.sub(rf"(/{noun}/)999999(?=/)", rf"\g<1>{number}", address)
        yield str(route), address


def is_api(address):
    return address.startswith("/api/")


def test_no_route_takes_a_post_without_its_token(story):
    report, user = story
    taken, refused = [], 0
    for name, address in addresses(report):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(user)
        body = {"content_type": "application/json", "data": {}} if is_api(address) else {"data": {"note": "forged"}}
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.post(address, **body)
        wrote = [each["sql"] for each in queries if WRITES.match(each["sql"]) and not OWN_TABLES.match(each["sql"])]
        # A route that takes no POST at all, or leads away without looking at what was sent, writes nothing either.
        refused += answer.status_code == 403
        if wrote or answer.status_code not in (302, 301, 403, 404, 405):
            taken.append((name, answer.status_code, wrote[:1]))
    assert not taken
    assert refused > 150


def test_with_the_token_the_same_post_is_taken(story):
    report, user = story
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post("/mode/", {"mode": "elder"}).status_code == 403
    client.get("/")
    page = client.get("/work/").content.decode()
    token = re.search(r'X-CSRFToken": "(\w+)"', page)[1]
    answer = client.post("/mode/", {"mode": "elder", "csrfmiddlewaretoken": token})
    assert (answer.status_code, answer.cookies["mode"].value) == (302, "elder"), "the control"


def state():
    """What a GET could have changed."""
    rows = [list(model.objects.order_by("pk").values()) for model in (Plan, Task, ProgressReport, User)]
    return [[{k: v for k, v in row.items() if k != "last_login"} for row in table] for table in rows]


def test_no_route_writes_by_get(story):
    report, user = story
    client = Client(raise_request_exception=False)
    client.force_login(user)
    before, written = state(), {}
    for name, address in addresses(report):
        if SESSION_KEY not in client.session:
            client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        wrote = [each["sql"] for each in queries if WRITES.match(each["sql"]) and not OWN_TABLES.match(each["sql"])]
        if wrote:
            written[name] = wrote[0][:200]
    assert not written
    assert state() == before


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
