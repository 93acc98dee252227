"""S20: whatever arrives, no answer is a fault of ours, and each is one that the schema tells of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import openapi
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kernel.accounts.models import User
from kernel.accounts.services import issue_token
from tests.factories import draft_plan, liaison, office_person, submitted_report

from .calls import V1, caller, send
from .routes import API, routes

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HUGE = 10**400
RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
EACH = {
    mode: settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    ) for mode, examples in ((RIGHT, 2), (WRONG, 1))
}  # fmt: skip
OF_LIAISONS = ("tasks", "progress-reports", "attachments", "plans", "notifications")  # what the office does not write


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests leave the test's connection, and its transaction, open; Django's own test client does the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def bearer(user: User) -> str:
    now = timezone.now()
    ends = now + timedelta(days=1)
    return f"Bearer {issue_token(user, name='x', scopes=['write'], expires_at=ends, now=now)[1]}"


def rows() -> dict[str, list[tuple[int, int]]]:
    """(key, version) of some rows by the first part of their address."""
    submitted_report()
    draft_plan(text="云江市品牌创建另一方案\n一、扩大影响\n（一）办展。举办一场展会。（市商务局牵头）\n")
    found = {}
    for route in routes():
        if route.door == API and route.model is not None and "list" in route.actions.values():
            some = route.model._base_manager.order_by("pk")[:3]
            found[route.name.removesuffix("-list")] = [(row.pk, getattr(row, "version", 1)) for row in some]
    return found


def operations(schema: Any) -> list[Any]:
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize(
    ("who", "modes", "nouns"), [(office_person, [RIGHT, WRONG], ()), (liaison, [RIGHT], OF_LIAISONS)],
    ids=["office", "liaison"],
)  # fmt: skip
def test_every_operation_answers_as_the_schema_says_whatever_is_sent(who, modes, nouns):
    known, headers = rows(), {"Authorization": bearer(who())}
    schema = openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    asked, wrong = 0, []
    for operation in operations(schema):
        if nouns and _noun(operation) not in nouns:
            continue
        for fault in _tried(operation, known, headers, modes):
            wrong.append(f"{operation.method.upper()} {operation.path}: {fault}")
        asked += 1
    assert not wrong, "\n".join(wrong)
    assert asked > (20 if nouns else 150)


def _noun(operation: Any) -> str:
    return str(operation.path.removeprefix(V1).split("/")[0])


def _tried(
    operation: Any, known: dict[str, list[tuple[int, int]]], headers: dict[str, str], modes: Any
) -> Iterator[str]:
    """What was wrong with answers to right and to wrong input, to rows that are there and that are not."""
    there = known.get(_noun(operation), [])
    faults: list[str] = []
    for mode in modes:

        @EACH[mode]
        @given(case=operation.as_strategy(generation_mode=mode), chosen=st.sampled_from([None, *there]))
        def one(case: Any, chosen: Any) -> None:
            sent = dict(headers)
            if chosen and "id" in (case.path_parameters or {}):
                case.path_parameters["id"] = chosen[0]
                sent["If-Match"] = f'"{chosen[1]}"'
            try:
                case.validate_response(case.call(headers=sent), checks=CHECKS)
            except BaseExceptionGroup as group:
                faults.extend(str(fault)[:300] for fault in group.exceptions)

        try:
            one()
        except Exception as error:
            if "Unsatisfiable" not in type(error).__name__ and "Negative" not in str(error):
                raise
    yield from dict.fromkeys(faults)


NASTY = {
    "NUL in a text": b'{"done": "a\\u0000b"}',
    "a NUL byte": b'{"done": "a\x00b"}',
    "half a surrogate": b'{"done": "\\ud800"}',
    "not UTF-8": b'{"done": "\xff\xfe"}',
    "not JSON": b"{done: 1}",
    "not a number": b'{"progress": NaN}',
    "a number without end": b'{"progress": ' + str(HUGE).encode() + b"}",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep in a field": b'{"values": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "a list": b"[]",
    "a text": b'"x"',
    "nothing": b"null",
    "empty": b"",
    "an unknown field": b'{"done": "x", "colour": "red"}',
    "ten megabytes": b'{"done": "' + b"x" * 10_000_000 + b'"}',
    "full-width digits": '{"progress": "３０"}'.encode(),
}


def test_bodies_that_nobody_in_his_right_mind_sends_are_refused_by_a_problem_document():
    report = submitted_report()
    client = caller(liaison())
    client.raise_request_exception = False
    for name, body in NASTY.items():
        answer = send(client, "PATCH", f"progress-reports/{report.pk}/", body, version=report.version)
        # The full-width digits are a right number; the report is handed in, and can no longer be written.
        assert answer.status_code in (400, 409, 413), (name, answer.status_code, answer.content[:300])
        assert answer["Content-Type"] == "application/problem+json", name
        assert answer.json()["code"], name


def test_a_key_named_twice_in_one_object_counts_as_it_was_said_last():
    report = submitted_report().task.reports.get(status="submitted")
    body = b'{"note": "first", "note": ""}'
    answer = send(
        caller(office_person()), "POST", f"progress-reports/{report.pk}/return/", body, version=report.version
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/note")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "image/png", ""]
)
def test_a_body_of_another_kind_is_415(kind):
    report = submitted_report()
    client = caller(liaison())
    answer = client.generic(
        "PATCH", f"{V1}progress-reports/{report.pk}/", b"x=1", content_type=kind, headers={"If-Match": '"1"'}
    )
    assert answer.status_code in (412, 415)


def test_keys_that_no_row_can_have_are_rows_that_are_not_there():
    submitted_report()
    client = caller(office_person())
    client.raise_request_exception = False
    for key in (0, 2**63, 2**64, 10**18, HUGE, "９", "-1", "1.0", "%00", "1%00", "١"):
        answer = client.get(f"{V1}tasks/{key}/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), key
    for name in ("plan", "lead", "measure"):
        for value in (2**63, HUGE, "９", "-1", "x", "\x00", "\ud800".encode("utf-8", "surrogatepass")):
            answer = client.get(f"{V1}tasks/", {name: value})
            assert answer.status_code == 400, (name, value, answer.status_code)
            assert answer.json()["errors"][0]["pointer"] == f"/{name}"


def test_every_list_names_a_parameter_that_it_does_not_know():
    client = caller(office_person())
    for route in routes():
        if route.door == API and "list" in route.actions.values():
            answer = client.get(route.address, {"colour": "red"})
            assert answer.status_code == 400, route.address
            assert answer.json()["errors"][0]["pointer"] == "/colour", route.address
            assert client.get(route.address, {"page_size": "５"}).status_code == 400, route.address
            assert client.get(route.address, {"ordering": "colour"}).status_code == 400, route.address


def test_a_cursor_belongs_to_its_list_and_order():
    submitted_report()
    client = caller(office_person())
    next_ = client.get(f"{V1}tasks/", {"page_size": 1}).json()["next"]
    cursor = next_.split("cursor=")[1].split("&")[0]
    for path, query in (("tasks/", {"ordering": "-due_on"}), ("progress-reports/", {}), ("people/", {})):
        answer = client.get(V1 + path, {**query, "cursor": cursor})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/cursor"), path
    for broken in ("x", "AAAA", cursor[:-3], "é", "[" * 3000, "bnVsbA", "W10"):
        assert client.get(f"{V1}tasks/", {"cursor": broken}).status_code == 400, broken


def test_the_fuzz_tells_when_an_answer_is_not_the_schemas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kernel.common.problems.MEDIA_TYPE", "text/html")
    schema = openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    operation = next(one for one in operations(schema) if one.path == "/api/v1/tasks/{id}/")
    wrong = list(_tried(operation, {}, {"Authorization": bearer(office_person())}, [RIGHT]))
    assert any("Content-Type" in fault for fault in wrong), wrong
