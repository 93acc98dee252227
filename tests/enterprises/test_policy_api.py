"""Policies and grants by REST: prepared with their rules, judged for a firm, agreed once however often it is sent."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from enterprises.models import Grant, Policy
from enterprises.services import policies
from tests.enterprises.factories import district, member, registered_enterprise
from tests.enterprises.factories_policies import REVENUE, earning, policy_in_force
from tests.factories import bureaus, liaison

pytestmark = pytest.mark.django_db
LONG: dict[str, Any] = {"starts_on": timezone.localdate().replace(month=1, day=1), "ends_on": None}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_a_policy_comes_with_its_rules_or_not_at_all() -> None:
    district()
    client = signed_in(liaison())
    body = {"title": "补助", "department": bureaus()["swj"].pk, "starts_on": "2026-01-01"}
    wrong = {**REVENUE, "operator": "in"}
    refused = sent(client, "policies/", {**body, "rules": [REVENUE, wrong]})
    assert refused.status_code == 400
    assert "rules" in refused.content.decode()
    assert not Policy.objects.exists()
    made = sent(client, "policies/", {**body, "rules": [REVENUE]})
    assert made.status_code == 201, made.content.decode()
    assert made.json()["rules"][0]["params"] == {"item": "revenue"}
    assert len(made.json()["conditions"]) == 1
    stale = sent(client, f"policies/{made.json()['id']}/publish/", {}, **{"If-Match": '"99"'})
    assert stale.status_code == 412
    unfinished = sent(client, f"policies/{made.json()['id']}/publish/", {}, **{"If-Match": made["ETag"]})
    assert unfinished.status_code == 400


def test_a_firm_asks_which_policies_fit_and_nobody_asks_for_a_firm_out_of_sight() -> None:
    firm, other = registered_enterprise(), registered_enterprise()
    earning(firm, 1940)
    policy = policy_in_force([REVENUE], **LONG)
    client = signed_in(member(firm))
    (fit,) = client.get("/api/v1/policies/fits/", {"enterprise": firm.pk}).json()
    assert (fit["policy"], fit["outcome"], fit["rules"][0]["short_by"]) == (policy.pk, "fail", 60.0)
    assert client.get("/api/v1/policies/fits/", {"enterprise": other.pk}).status_code == 400
    assert client.get("/api/v1/policies/fits/").status_code == 400


def test_a_firm_hears_which_department_changed_a_policy_and_when_and_staff_hear_who() -> None:
    district()
    keeper, policy = liaison(), policy_in_force(**LONG)
    policies.edit_policy(policy, actor=keeper, note="标准提高", benefit="最高 80 万元")
    address = f"/api/v1/policies/{policy.pk}/history/"
    told = signed_in(member(registered_enterprise())).get(address).json()
    assert told[0]["actor"] == "市商务局"
    assert told[0]["changes"][0]["after"] == "最高 80 万元"
    assert keeper.full_name not in str(told)
    assert signed_in(liaison("scj")).get(address).json()[0]["actor"] == keeper.full_name


def test_a_grant_sent_twice_with_one_key_is_one_grant() -> None:
    firm, policy = registered_enterprise(), policy_in_force(**LONG)
    client, today = signed_in(liaison()), timezone.localdate().isoformat()
    terms = {"policy": policy.pk, "uscc": firm.uscc, "purpose": "展会", "amount": 50, "agreed_on": today}
    body = {**terms, "instalments": [{"amount": 30}, {"amount": 20}]}
    first, again = (sent(client, "grants/", body, **{"Idempotency-Key": "grant-2026-001"}) for _n in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert Grant.objects.count() == 1
    assert sent(client, "grants/", {**body, "instalments": [{"amount": 30}]}).status_code == 400
    paid = sent(client, f"grants/{first.json()['id']}/pay/", {"number": 1, "paid_on": today}, **{"If-Match": '"1"'})
    assert paid.json()["status"] == "running"
