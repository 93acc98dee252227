"""Logs: one JSON object a line, one request id from the page to the worker, nothing personal in any line."""

import io
import json
import logging

import pytest
import redis
import structlog
from celery.app.trace import trace_task
from django.test import Client
from django.urls import path, reverse
from django_structlog.celery.steps import DjangoStructLogInitStep

from brandcity.celery import app
from brandcity.logs import mask_personal
from brandcity.urls import urlpatterns as pages
from kernel.activity.tasks import seal_audit
from kernel.common.requests import request_id
from portal.health import healthz
from tests.factories import person

PERSONAL = {
    "phone": "13812345678",
    "mail": "lin.weiyang@example.com",
    "password": "Yunjiang-2026-hidden",
    "token": "bct_0a1b2c3d_Qm9Zc2VjcmV0LXNlY3JldC1zZWNyZXQ",
}


@pytest.fixture
def written(monkeypatch):
    """Everything that is logged, as it is written, from the lowest level on."""
    root, sink = logging.getLogger(), io.StringIO()
    handler = next(each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter))
    monkeypatch.setattr(handler, "stream", sink)
    before = {logger: logger.level for logger in (root, logging.getLogger("axes"))}
    for logger in before:
        logger.setLevel(logging.INFO)
    yield sink
    for logger, level in before.items():
        logger.setLevel(level)


def lines(sink):
    """The log's lines; each has to be one object."""
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def publishes(request):
    """A page that begins work behind it."""
    seal_audit.apply_async()
    return healthz(request)


def fails(request):
    raise ValueError(f"cannot reach {PERSONAL['mail']} or {PERSONAL['phone']} with password={PERSONAL['password']}")


urlpatterns = [path("publishes/", publishes), path("fails/", fails), *pages]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_request_id_goes_with_the_message_into_the_worker(client, broker, written, monkeypatch):
    queue, seen = redis.Redis.from_url(broker), []
    queue.flushdb()
    client.get("/publishes/")
    begun = next(line["request_id"] for line in lines(written) if line["event"] == "request_started")
    headers = json.loads(queue.lrange("celery", 0, 0)[0])["headers"]
    queue.flushdb()
    assert DjangoStructLogInitStep in app.steps["worker"]
    step = DjangoStructLogInitStep(parent=None)  # as a worker does at its start; signals hold it weakly
    monkeypatch.setattr("kernel.activity.services.seal_audit", lambda now: seen.append(request_id()))
    monkeypatch.setattr(seal_audit, "__trace__", None)
    trace_task(seal_audit, headers["id"], (), {}, request=headers, app=app)
    assert seen == [begun], "what the worker writes, its audit entries too, bears the page's number"
    worked = [line["request_id"] for line in lines(written) if line["event"] in ("task_started", "task_succeeded")]
    assert worked == [begun, begun]
    del step


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_caller_does_not_choose_the_request_id(client, written):
    client.get(reverse("healthz"), headers={"x-request-id": "forged" * 50})
    assert "forged" not in written.getvalue()


def hide_and_seek(written):
    """Each way in which a person's data could come into the log; returns what was written."""
    user = person(email=PERSONAL["mail"], phone=PERSONAL["phone"])
    user.set_password(PERSONAL["password"])
    user.save()
    client = Client(raise_request_exception=False)
    sign_in = {"login": user.username, "password": PERSONAL["password"]}
    client.post(reverse("account_login"), sign_in)
    client.post(reverse("account_login"), {**sign_in, "password": PERSONAL["password"] + "!"})
    client.get(
        "/api/v1/people/", {"search": PERSONAL["phone"]}, headers={"authorization": f"Bearer {PERSONAL['token']}"}
    )
    client.get("/", {"q": PERSONAL["mail"], "token": PERSONAL["token"], "password": PERSONAL["password"]})
    client.get("/fails/")
    log = structlog.get_logger("anything")
    log.info("told", phone=PERSONAL["phone"], data={"password": PERSONAL["password"], "to": [PERSONAL["mail"]]})
    logging.getLogger("foreign").warning("%s: Authorization: Bearer %s", PERSONAL["mail"], PERSONAL["token"])
    return written.getvalue()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_no_line_has_a_phone_an_address_a_password_or_a_token(written):
    text = hide_and_seek(written)
    assert {"told", "request_failed", "request_finished"} <= {line["event"] for line in lines(written)}
    assert not [name for name, value in PERSONAL.items() if value in text]
    assert "138******78" in text
    assert "l***@example.com" in text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_without_the_mask_all_four_would_be_there(written, monkeypatch):
    formatters = [each.formatter for each in logging.getLogger().handlers]
    formatter = next(each for each in formatters if isinstance(each, structlog.stdlib.ProcessorFormatter))
    kept = [each for each in formatter.processors if getattr(each, "__name__", "") != "mask_personal"]
    monkeypatch.setattr(formatter, "processors", kept)
    text = hide_and_seek(written)
    assert [name for name, value in PERSONAL.items() if value in text] == list(PERSONAL), "the control"


@pytest.mark.parametrize(
    "harmless", ["task 2026-05-12 10:00", "990100", "GET /plan/tasks/?page=2", "1.1-01", 42, None, True]
)
def test_what_is_nobodys_stays_as_it_is(harmless):
    assert mask_personal(None, "info", {"event": "x", "value": harmless}) == {"event": "x", "value": harmless}


def test_a_reset_link_and_an_address_with_credentials_lose_their_secret():
    event = {"event": "GET /accounts/password/reset/key/1-abc-def/", "url": "redis://:sesame@host:6379/0"}
    assert "abc-def" not in str(mask_personal(None, "info", event))
    assert "sesame" not in str(mask_personal(None, "info", event))
