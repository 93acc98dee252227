"""Alive and ready: each part that fails is named in one sentence, and being alive asks nobody."""

import json
import os
import subprocess
from datetime import timedelta

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from kernel.activity.models import Heartbeat
from kernel.activity.services import beat

from .processes import python

pytestmark = pytest.mark.django_db
ASK = """
import django, json; django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
said = {path: client.get(path, headers={"host": "localhost"}) for path in ("/healthz", "/readyz")}
print(json.dumps({path: [answer.status_code, answer.content.decode()] for path, answer in said.items()}))
"""


@pytest.fixture
def ready(client, broker):
    """A portal on which everything works; asks it again at each call."""
    beat("outbox", now=timezone.now())

    def ask():
        assert client.get(reverse("healthz")).status_code == 200, "alive whatever else fails"
        answer = client.get(reverse("readyz"), headers={"accept-language": "en"})
        body = answer.json()
        assert set(body["faults"]) == {name for name, state in body["parts"].items() if state != "ok"}
        assert answer.status_code == (200 if body["ready"] else 503)
        return body["faults"]

    assert ask() == {}
    return ask


def test_a_beat_that_has_been_silent_is_named_with_its_seconds(ready):
    beat("outbox", now=timezone.now() - timedelta(seconds=89))
    assert ready() == {}
    beat("outbox", now=timezone.now() - timedelta(seconds=95))
    assert ready() == {"beat": "The last run of beat and worker was 95 seconds ago."}
    Heartbeat.objects.all().delete()
    assert ready() == {"beat": "Beat and worker have not run yet."}


def test_a_migration_of_this_release_that_is_not_applied_is_named(ready):
    last = MigrationRecorder.Migration.objects.filter(app="coordination").latest("pk")
    last.delete()
    assert ready() == {"migrations": f"1 migrations are not applied, first of all coordination.{last.name}."}


def test_a_broker_that_is_away_is_named_at_once(ready, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    began = timezone.now()
    assert ready() == {"broker": "It cannot be asked: ConnectionError."}
    assert timezone.now() - began < timedelta(seconds=3)


def test_with_database_and_broker_away_it_still_answers_in_sentences(tmp_path):
    """A process of its own, since this one's connections are there already."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "brandcity.settings",
        "DATABASE_URL": "postgres://portal:hidden-word@127.0.0.1:1/portal",
        "REDIS_URL": "redis://:hidden-word@127.0.0.1:1/0",
    }
    done = subprocess.run(python("-c", ASK), env=environment, capture_output=True, text=True, timeout=60, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["/healthz"] == [200, "ok"]
    status, text = said["/readyz"]
    assert status == 503
    assert set(json.loads(text)["faults"]) == {"database", "migrations", "broker", "beat"}
    for words in (text, done.stderr):
        assert "Traceback" not in words
        assert "hidden-word" not in words
