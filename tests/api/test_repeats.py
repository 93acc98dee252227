"""A write that is sent again is done once (C7, F14); two who write one row meet (C6); many at once (C8)."""

import json
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from django_celery_beat.models import PeriodicTask
from rest_framework.permissions import SAFE_METHODS

from coordination.models import Plan, ProgressReport
from coordination.services import reports
from kernel.activity.api import WritableViewSet
from kernel.activity.models import AuditEntry, IdempotencyRecord
from tests.factories import draft_plan, liaison, office_person, open_report, submitted_report
from tests.kernel.factories import at_once

from .calls import V1, caller, send
from .routes import API, Route, routes
from .world import World

KEY = "month-2026-05-report-1"
WORDS = {"progress": 30, "done": "已完成场地签约", "judgement": "on_track"}


@pytest.fixture
def report(db: None) -> ProgressReport:
    return open_report()


@pytest.fixture
def bureau(report: ProgressReport) -> Client:
    return caller(liaison())


def written(report: ProgressReport) -> int:
    return ProgressReport.objects.get(pk=report.pk).version - report.version


def test_the_same_key_gives_the_same_answer_and_writes_once(report, bureau):
    first, second = (
        send(bureau, "PATCH", f"progress-reports/{report.pk}/", WORDS, key=KEY, version=report.version)
        for _n in range(2)
    )
    assert (first.status_code, first.json(), first["ETag"]) == (200, second.json(), second["ETag"])
    assert "Idempotency-Replayed" not in first.headers
    assert second["Idempotency-Replayed"] == "true"
    assert written(report) == 1


def test_without_a_key_the_second_of_two_clicks_meets_the_first(report, bureau):
    path = f"progress-reports/{report.pk}/"
    answers = [send(bureau, "PATCH", path, WORDS, version=report.version).status_code for _n in range(2)]
    assert answers == [200, 412]


def test_a_key_used_for_another_body_is_refused_and_nothing_is_written(report, bureau):
    path = f"progress-reports/{report.pk}/"
    send(bureau, "PATCH", path, WORDS, key=KEY, version=report.version)
    other = send(bureau, "PATCH", path, {**WORDS, "progress": 99}, key=KEY, version=report.version + 1)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert written(report) == 1


def test_another_persons_same_key_is_another_key(report, bureau):
    path = f"progress-reports/{report.pk}/"
    send(bureau, "PATCH", path, WORDS, key=KEY, version=report.version)
    other = send(caller(liaison()), "PATCH", path, {"progress": 40}, key=KEY, version=report.version + 1)
    assert (other.status_code, other.json()["progress"]) == (200, 40)


@pytest.mark.parametrize("key", ["short", "x" * 101, "with blank"])
def test_a_key_that_is_none_is_refused_by_name(report, bureau, key):
    answer = send(bureau, "PATCH", f"progress-reports/{report.pk}/", WORDS, key=key, version=report.version)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/Idempotency-Key")


def test_what_was_refused_leaves_its_key_free_for_the_corrected_call(report, bureau):
    path = f"progress-reports/{report.pk}/"
    assert send(bureau, "PATCH", path, {"progress": 300}, key=KEY, version=report.version).status_code == 400
    assert send(bureau, "PATCH", path, WORDS, key=KEY, version=report.version).status_code == 200


def crash(report: ProgressReport, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The first attempt dies right before its act."""
    client = caller(liaison())
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(reports, "save_report", lambda *args, **kwargs: 1 / 0)
        path = f"progress-reports/{report.pk}/"
        assert send(client, "PATCH", path, WORDS, key=KEY, version=report.version).status_code == 500
    return client


def test_a_first_attempt_that_crashed_leaves_no_key_behind(report, monkeypatch):
    client = crash(report, monkeypatch)
    assert not IdempotencyRecord.objects.exists()
    again = send(client, "PATCH", f"progress-reports/{report.pk}/", WORDS, key=KEY, version=report.version)
    assert (again.status_code, written(report)) == (200, 1)


def test_kept_outside_of_the_writes_transaction_the_key_of_a_crash_would_block_the_repeat(report, monkeypatch):
    monkeypatch.setattr("kernel.activity.api.transaction", SimpleNamespace(atomic=nullcontext))
    crash(report, monkeypatch)
    assert IdempotencyRecord.objects.filter(status=0).exists()


def test_an_answer_is_kept_for_the_days_that_the_row_of_its_nightly_work_says(report, bureau):
    path = f"progress-reports/{report.pk}/"
    send(bureau, "PATCH", path, WORDS, key=KEY, version=report.version)
    row = PeriodicTask.objects.get(task="kernel.activity.tasks.forget_answers")
    forget, said = import_string(row.task), json.loads(row.kwargs)
    kept = timedelta(**said)
    IdempotencyRecord.objects.update(created_at=timezone.now() - kept + timedelta(hours=1))
    assert forget(**said) == 0
    IdempotencyRecord.objects.update(created_at=timezone.now() - kept - timedelta(hours=1))
    assert forget(**said) == 1
    assert send(bureau, "PATCH", path, {"progress": 50}, key=KEY, version=report.version + 1).status_code == 200


def submit_twice_at_once() -> list[Any]:
    """Two of the same, from two threads with a connection each."""
    report, actor = open_report(), liaison()
    report = reports.save_report(report, actor=actor, progress=30, done="已完成", judgement="on_track")
    clients = [caller(actor), caller(actor)]
    path = f"progress-reports/{report.pk}/submit/"
    return at_once(2, lambda: send(clients.pop(), "POST", path, key=KEY, version=report.version))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_at_once_with_one_key_are_one_act_with_one_answer():
    answers = submit_twice_at_once()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert sorted("Idempotency-Replayed" in answer.headers for answer in answers) == [False, True]
    assert AuditEntry.objects.filter(step="submit").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_the_kept_answer_the_second_of_two_at_once_is_refused(monkeypatch):
    once = WritableViewSet._once

    def forgetful(self: Any, handler: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        request._request.META.pop("HTTP_IDEMPOTENCY_KEY", None)
        request._request.__dict__.pop("headers", None)
        return once(self, handler, request, *args, **kwargs)

    monkeypatch.setattr(WritableViewSet, "_once", forgetful)
    assert sorted(answer.status_code for answer in submit_twice_at_once()) == [200, 412]


def asks_for_a_version(route: Route) -> bool:
    """As its action says, or else its view: cells of a table have versions of their own, or need none."""
    own: dict[str, Any] = getattr(route.callback, "initkwargs", {})
    return bool(own.get("versioned", getattr(route.view, "versioned", False)))


def writes_of_versioned_rows() -> list[tuple[Route, str]]:
    """Each write by REST on a row that carries a version, told from the routes."""
    return [
        (route, method.upper())
        for route in routes()
        if route.door == API and route.holes and asks_for_a_version(route)
        for method in route.actions
        if method.upper() not in SAFE_METHODS
    ]


def test_every_write_of_a_versioned_row_asks_for_the_version_and_tells_the_present_one(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    World()  # a row of every kind
    draft = draft_plan(text="云江市品牌创建另一方案\n一、扩大影响\n（一）办展。举办一场展会。（市商务局牵头）\n")
    client, asked, wrong = caller(office_person()), 0, []
    for route, method in writes_of_versioned_rows():
        row = draft if route.model is Plan else route.model.objects.order_by("-pk").first()
        path = route.at(pk=row.pk).removeprefix(V1)
        without, stale = send(client, method, path), send(client, method, path, version=row.version + 7)
        told = stale.json()
        right = (
            (without.status_code, without.json()["code"]) == (428, "precondition_missing")
            and (stale.status_code, told["code"]) == (412, "stale_version")
            and told["now"] == told["current"]["version"] == row.version
            and send(client, method, path, **{"If-Match": "*"}).status_code == 400
        )
        asked += 1
        wrong += [] if right else [f"{method} {path}: {without.status_code}, {stale.status_code}, {told}"]
    assert not wrong, "\n".join(wrong)
    assert asked > 20


def test_many_at_once_answer_a_row_each_or_nothing_is_done(db):
    good = submitted_report()
    client = caller(office_person())
    named = [{"id": good.pk, "version": good.version}, {"id": 4_000_000_000, "version": 1}]
    refused = send(client, "POST", "progress-reports/bulk/", {"step": "accept", "ids": named, "atomic": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "bulk_refused")
    assert ProgressReport.objects.get(pk=good.pk).status == "submitted"
    done = send(client, "POST", "progress-reports/bulk/", {"step": "accept", "ids": named}, key=KEY)
    assert [line["status"] for line in done.json()["results"]] == [200, 404]
    assert done.json()["results"][1]["problem"]["code"] == "not_found"
    assert ProgressReport.objects.get(pk=good.pk).status == "accepted"
    again = send(client, "POST", "progress-reports/bulk/", {"step": "accept", "ids": named}, key=KEY)
    assert again.json() == done.json()
    twice = send(client, "POST", "progress-reports/bulk/", {"step": "accept", "ids": named[:1] * 2})
    assert (twice.status_code, twice.json()["errors"][0]["pointer"]) == (400, "/ids")
