"""The guide is true: its examples run against a living server, its codes are those there are (C1, C2, C9)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import time_machine
from django.conf import settings as portal
from django.urls import get_resolver
from django.utils import timezone
from rest_framework import exceptions

from kernel.accounts.models import User
from kernel.accounts.services import issue_token
from kernel.common.errors import DomainError
from tests.factories import active_task, liaison, office_person

from .bodies import resolve, schema
from .calls import V1, caller, send

GUIDE = (Path(portal.BASE_DIR) / "docs" / "api.md").read_text()
A_DAY = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)
lives = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def secret(user: User) -> str:
    now = timezone.now()
    return issue_token(user, name="x", scopes=["write"], expires_at=now + timedelta(days=9), now=now)[1]


@pytest.fixture
def portal_alive(live_server, settings, tmp_path) -> Iterator[Any]:
    """A server with a task that its bureau has signed for, on a day in May."""
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel(A_DAY, tick=True):
        active_task(date(2026, 5, 12))
        yield live_server


@lives
@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are curl's")
def test_each_example_of_the_guide_gives_an_answer(portal_alive, tmp_path):
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.S)
    script = "set -e -o pipefail\n" + "".join(f"echo '=== {n}'\n{block}" for n, block in enumerate(blocks))
    given = {
        "PORTAL": portal_alive.url, "TOKEN": secret(liaison()), "OFFICE_TOKEN": secret(office_person()),
        "PATH": "/usr/bin:/bin:/usr/local/bin", "NO_PROXY": "*", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    run = subprocess.run(["bash", "-c", script], env=given, cwd=tmp_path, check=False, capture_output=True, text=True)
    answers = run.stdout.split("=== ")[1:]
    assert run.returncode == 0, f"example {len(answers)} of {len(blocks)}: {run.stdout[-600:]} {run.stderr[-400:]}"
    assert len(answers) == len(blocks) >= 11
    said = "".join(answers)
    assert "submitted" in said
    assert '"pointer":"/colour"' in said
    assert '"title":"扩大影响"' in said


def known_codes() -> set[str]:
    """Every code that a refusal can carry, told from the classes of refusals."""
    assert get_resolver().url_patterns
    own = [DomainError]
    for kind in own:
        own += kind.__subclasses__()
    raised: list[Any] = [
        exceptions.ParseError, exceptions.NotAuthenticated, exceptions.AuthenticationFailed,
        exceptions.PermissionDenied, exceptions.MethodNotAllowed, exceptions.NotAcceptable,
        exceptions.UnsupportedMediaType,
    ]  # fmt: skip
    apps = ("kernel", "coordination", "enterprises", "portal", "brandcity")
    mine = {kind.code for kind in own if kind.__module__.startswith(apps)}
    return mine | {kind.default_code for kind in raised}


def test_the_table_of_codes_is_complete():
    documented = dict(re.findall(r"^\| \d+ \| `(\w+)` \| (.+) \|$", GUIDE, re.M))
    assert set(documented) == known_codes()


@pytest.mark.django_db
def test_a_problem_speaks_the_callers_language_and_points_at_the_field():
    client = caller(office_person())
    told = {}
    for language in ("zh-hans", "en"):
        answer = client.get(f"{V1}tasks/", {"colour": "red"}, headers={"Accept-Language": language})
        problem = answer.json()
        assert answer["Content-Type"] == "application/problem+json"
        assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (400, "invalid", "/colour")
        assert problem["request_id"]
        told[language] = problem["detail"]
    assert re.search(r"[\u4e00-\u9fff]", told["zh-hans"])
    assert not re.search(r"[\u4e00-\u9fff]", told["en"])
    deep = send(client, "POST", "progress-reports/bulk/", {"step": "accept", "ids": [{"id": 1, "version": "x"}]})
    assert [error["pointer"] for error in deep.json()["errors"]] == ["/ids/0/version"]


class Generated:
    """A client that knows nothing but the schema: operations by their ids, what goes where by their parameters."""

    def __init__(self, server: str, token: str) -> None:
        self.server, self.token = server, token
        self.operations = {
            operation["operationId"]: (method.upper(), address, operation)
            for address, methods in schema()["paths"].items()
            for method, operation in methods.items()
        }

    def call(self, name: str, body: Any = None, **given: Any) -> tuple[int, dict[str, Any]]:
        method, address, operation = self.operations[name]
        headers, query = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}, []
        for parameter in operation.get("parameters", []):
            value = given.pop(parameter["name"].lower().replace("-", "_"), None)
            if value is None:
                assert not parameter.get("required"), parameter["name"]
            elif parameter["in"] == "path":
                address = address.replace("{" + parameter["name"] + "}", str(value))
            elif parameter["in"] == "header":
                headers[parameter["name"]] = str(value)
            else:
                query.append(f"{parameter['name']}={value}")
        assert not given, f"{name} does not take {given}"
        data = None
        if "requestBody" in operation:
            known = resolve(operation["requestBody"]["content"]["application/json"]["schema"])["properties"]
            assert set(body or {}) <= set(known)
            data, headers["Content-Type"] = json.dumps(body or {}).encode(), "application/json"
        address = f"{self.server}{address}?{'&'.join(query)}"
        try:
            with urlopen(Request(address, data, headers, method=method)) as answer:
                return self._told(operation, answer.status, answer)
        except HTTPError as refusal:
            return self._told(operation, refusal.code, refusal)

    def _told(self, operation: Any, status: int, answer: Any) -> tuple[int, dict[str, Any]]:
        kind, body = answer.headers["Content-Type"], json.loads(answer.read())
        promised = resolve(operation["responses"][str(status)]["content"][kind]["schema"])
        assert set(promised.get("required", [])) <= set(body)
        return status, {**body, "etag": (answer.headers["ETag"] or "").strip('"')}


@lives
def test_a_client_made_from_the_schema_alone_reports_a_month(portal_alive):
    client = Generated(portal_alive.url, secret(liaison()))
    _status, page = client.call("progress_reports_list", status="open", ordering="period", page_size=1)
    status, report = client.call("progress_reports_retrieve", id=page["results"][0]["id"])
    assert (status, report["etag"]) == (200, str(report["version"]))
    words = {"progress": 30, "done": "已完成", "judgement": "on_track"}
    status, written = client.call(
        "progress_reports_partial_update", words, id=report["id"], if_match=f'"{report["etag"]}"'
    )
    assert (status, written["progress"]) == (200, 30)
    asked = {"id": report["id"], "if_match": f'"{written["etag"]}"', "idempotency_key": "a-key-of-its-own"}
    status, handed = client.call("progress_reports_submit_create", **asked)
    assert (status, handed["status"]) == (200, "submitted")
    assert client.call("progress_reports_submit_create", **asked) == (200, handed)
    status, problem = client.call("progress_reports_submit_create", id=report["id"], if_match='"1"')
    assert (status, problem["code"], problem["current"]["status"]) == (412, "stale_version", "submitted")
