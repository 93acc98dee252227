"""Applications by REST: asked, begun, filled in, sent, as by page; a program that repeats itself applies once."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from enterprises.models import Application, EligibilityRule, Material
from enterprises.workflow import ApplicationStatus
from tests.api.calls import V1, caller, send
from tests.enterprises.factories import NOW, member, open_call, registered_enterprise
from tests.enterprises.factories_applications import (
    COMPLETE,
    complete_application,
    draft_application,
    licence_of,
    sheet_of,
)
from tests.enterprises.test_application_pages import browser_of, hidden_seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def read(client: Any, pk: int) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"{V1}applications/{pk}/").json()
    return answer


def etag(row: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{row["version"]}"'}


def test_a_program_asks_begins_fills_in_and_sends() -> None:
    call, firm = open_call(), registered_enterprise()
    EligibilityRule.objects.create(call=call, fact="years_since_founding", operator="gte", wanted=3)
    filler = member(firm)
    client = caller(filler)
    asked = client.get(f"{V1}calls/{call.pk}/eligibility/?enterprise={firm.pk}").json()
    assert (asked["outcome"], asked["answers"][0]["outcome"]) == ("pass", "pass")
    begun = send(client, "POST", "applications/", {"call": call.pk, "enterprise": firm.pk}).json()
    assert (begun["status"], begun["holder"], begun["open"]) == ("draft", "firm", None)
    pk, versions = begun["id"], {f"{row['section']}.{row['key']}": row["version"] for row in begun["answers"]}
    saved = send(client, "PATCH", f"applications/{pk}/", {"answers": COMPLETE, "versions": versions}, **etag(begun))
    assert saved.json()["conflicts"] == {}
    refused = send(client, "POST", f"applications/{pk}/submit/", {}, **etag(begun))
    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (400, ["/material.licence"])
    picked = send(
        client, "POST", f"applications/{pk}/pick/", {"material": "licence", "document": licence_of(firm, filler).pk},
        **etag(begun),
    )  # fmt: skip
    assert picked.json()["problems"] == []
    sent = send(client, "POST", f"applications/{pk}/submit/", {}, **etag(picked.json())).json()
    assert (sent["status"], len(sent["submissions"]), len(sent["submissions"][0]["sha256"])) == ("submitted", 1, 64)
    assert [turn["state"] for turn in sent["timeline"]][:2] == ["done", "now"]


def test_a_field_somebody_else_changed_comes_back_unwritten() -> None:
    application, filler = draft_application()
    client = caller(filler)
    row = read(client, application.pk)
    first = {"answers": {"basics.story": "甲"}, "versions": {"basics.story": 0}}
    second = {"answers": {"basics.story": "乙", "results.staff": "9"}, "versions": {}}
    assert send(client, "PATCH", f"applications/{application.pk}/", first, **etag(row)).json()["versions"]
    answer = send(client, "PATCH", f"applications/{application.pk}/", second, **etag(row)).json()
    assert (answer["conflicts"]["basics.story"]["value"], answer["versions"]["results.staff"]) == ("甲", 1)


def test_sent_by_page_and_by_rest_it_is_one_application() -> None:
    application, filler = complete_application()
    client, pages = caller(filler), browser_of(filler)
    row, url = read(client, application.pk), reverse("enterprises:application-summary", args=[application.pk])
    seen = hidden_seen(pages.get(url).content.decode())
    key = {"Idempotency-Key": "apply-2026-0001", **etag(row)}
    sent = send(client, "POST", f"applications/{application.pk}/submit/", {}, **key).json()
    assert pages.post(url, {"seen": seen}).status_code == 302
    again = send(client, "POST", f"applications/{application.pk}/submit/", {}, **key)
    assert (again.headers["Idempotency-Replayed"], again.json()["number"]) == ("true", sent["number"])
    assert Application.objects.get().submissions.count() == 1


def test_a_link_for_a_letter_is_told_once_and_a_stranger_sees_nothing() -> None:
    application, filler = draft_application()
    Material.objects.create(form=sheet_of(application), key="support", title="推荐信", source="letter", order=3)
    client = caller(filler)
    row = read(client, application.pk)
    words = {"material": "support", "writer": "方知夏", "organisation": "云江市阀门行业协会"}
    asked = send(client, "POST", f"applications/{application.pk}/ask-letter/", words, **etag(row))
    assert asked.status_code == 201
    told = read(client, application.pk)
    assert asked.json()["link"].split("/")[-2] not in str(told)
    off = {"letter": told["letters"][0]["id"]}
    called = send(client, "POST", f"applications/{application.pk}/call-off-letter/", off, **etag(told)).json()
    assert called["letters"][0]["status"] == "called_off"
    stranger = caller(member(registered_enterprise()))
    assert stranger.get(f"{V1}applications/{application.pk}/").status_code == 404
    assert stranger.get(f"{V1}applications/").json()["results"] == []


def test_taken_back_with_a_reason() -> None:
    application, filler = draft_application()
    client = caller(filler)
    row = read(client, application.pk)
    answer = send(client, "POST", f"applications/{application.pk}/withdraw/", {"note": "材料有误"}, **etag(row))
    assert answer.json()["status"] == ApplicationStatus.WITHDRAWN
