"""Calls by REST: read whole, prepared and published by the bureau that runs them, a late code told once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from enterprises.models import Call, LateCode
from enterprises.services import stages
from enterprises.workflow import CallStatus
from tests.api.calls import caller, send
from tests.enterprises.factories import member, open_call, registered_enterprise, scheme
from tests.enterprises.factories_calls import bare_call, other_bureau, ready_call, runner

pytestmark = pytest.mark.django_db
SOON: dict[str, Any] = {"opens_at": timezone.now(), "closes_at": timezone.now() + timedelta(days=60)}


def get(client: Client, address: str) -> Any:
    return client.get(f"/api/v1/{address}").json()


def test_a_call_is_read_whole_in_a_constant_number_of_queries(django_assert_max_num_queries: Any) -> None:
    call = ready_call(**SOON)
    client = caller(runner(call.scheme))
    with django_assert_max_num_queries(14):
        row = get(client, f"calls/{call.pk}/")
    assert [section["title"] for section in row["sections"]] == ["企业概况", "经营成果"]
    assert [field["key"] for field in row["sections"][1]["fields"]] == ["revenue", "staff"]
    assert (len(row["materials"]), len(row["stages"]), len(row["criteria"])) == (2, 7, 30)
    assert row["tiers"][0]["money"] == 100
    assert row["steps"] == ["publish", "cancel"]


def test_a_firm_reads_published_calls_and_no_draft() -> None:
    published, draft = open_call(), bare_call(scheme())
    client = caller(member(registered_enterprise()))
    assert [row["id"] for row in get(client, "calls/")["results"]] == [published.pk]
    assert client.get(f"/api/v1/calls/{draft.pk}/").status_code == 404
    stages.set_tiers(draft, [], actor=None)
    assert get(client, f"calls/{published.pk}/history/") == []
    told = get(caller(runner(draft.scheme)), f"calls/{draft.pk}/history/")
    assert told[0]["step"] == "set_tiers"
    assert client.get("/api/v1/late-codes/").status_code == 403


def test_a_call_goes_from_nothing_to_published_by_rest() -> None:
    of = ready_call(**SOON).scheme
    client = caller(runner(of))
    body = {"scheme": of.pk, "year": 2031, "title": "2031年申报", "opens_at": "2031-03-03T09:00:00+08:00",
            "closes_at": "2031-06-30T17:00:00+08:00"}  # fmt: skip
    made = send(client, "post", "calls/", body)
    assert made.status_code == 201
    here, rubric = f"calls/{made.json()['id']}/", get(client, f"calls/{Call.objects.earliest('pk').pk}/")["rubric"]
    refused = send(client, "post", f"{here}publish/", {}, version=made.json()["version"])
    assert refused.status_code == 400
    assert {error["pointer"] for error in refused.json()["errors"]} == {"/basics", "/stages", "/rubric", "/awards"}
    version, lengths = made.json()["version"], {"formal_check": 5, "supplement": 10}
    lasting = [{"kind": kind, "working_days": days} for kind, days in lengths.items()]
    for method, address, part in (
        ("patch", here, {"introduction": "面向全市", "contact": "质量科", "rubric": rubric}),
        ("put", f"{here}stages/", {"stages": lasting}),
        ("put", f"{here}tiers/", {"tiers": [{"name": "市长质量奖", "quota": 5, "pass_line": 600}]}),
        ("put", f"{here}rules/", {"rules": [{"fact": "years_since_founding", "operator": "gte", "wanted": 5}]}),
        ("post", f"{here}publish/", {}),
    ):  # fmt: skip
        answer = send(client, method, address, part, version=version)
        assert answer.status_code == 200, answer.json()
        version = answer.json()["version"]
    assert answer.json()["status"] == CallStatus.PUBLISHED
    stale = send(client, "patch", here, {"contact": "x"}, version=1)
    assert stale.status_code == 412
    assert send(client, "patch", here, {"cool_down_years": 1}, version=version).json()["code"] == "call_published"


def test_another_bureau_copies_and_publishes_nothing() -> None:
    call = open_call()
    client = caller(other_bureau())
    assert send(client, "post", f"calls/{call.pk}/copy/", {"year": 2027}, version=1).status_code == 403
    assert send(client, "post", f"calls/{call.pk}/cancel/", {"note": "x"}, version=1).status_code == 403
    assert Call.objects.count() == 1


def test_wrong_rules_are_named_by_their_place() -> None:
    call = bare_call()
    rules = [
        {"fact": "brand_rung", "operator": "gte", "wanted": 1},
        {"fact": "size", "operator": "in", "wanted": ["x"]},
    ]
    answer = send(caller(runner(call.scheme)), "put", f"calls/{call.pk}/rules/", {"rules": rules}, version=1)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/rules/1/wanted"]


def test_a_late_code_is_answered_once_and_never_again() -> None:
    call = open_call()
    client = caller(runner(call.scheme))
    body = {"call": call.pk, "expires_at": "2036-01-01T00:00:00+08:00", "reason": "台风"}
    code = send(client, "post", "late-codes/", body).json()["code"]
    listed = client.get("/api/v1/late-codes/")
    assert LateCode.objects.get().digest != code
    assert code not in listed.content.decode()
    assert listed.json()["results"][0]["hint"] == code[:4]
