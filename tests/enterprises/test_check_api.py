"""The formal check by program and by Excel: the same rules as on the page."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Application, Contact
from enterprises.services import checks
from enterprises.workflow import ApplicationStatus
from kernel.accounts.models import User
from tests.enterprises.factories import NOW, open_call
from tests.enterprises.factories_applications import returned_application, submitted_application
from tests.exchange.factories import streamed, values
from tests.factories import office_person, person

pytestmark = pytest.mark.django_db


def send(user: User, method: str, address: str, body: Any = None, **headers: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.generic(
        method, f"/api/v1/applications/{address}", data=json.dumps(body or {}),
        content_type="application/json", headers=headers,
    )  # fmt: skip


def test_findings_are_kept_place_by_place_and_the_rest_in_one_go() -> None:
    application, _filler = submitted_application()
    office, address = office_person(), f"{application.pk}/findings/"
    read = {"If-Match": f'"{application.version}"'}
    found = [{"path": "basics.story", "finding": "wrong", "remark": "与品牌无关"}]
    answer = send(office, "PUT", address, {"findings": found, "rest_in_order": True}, **read)
    assert answer.status_code == 200, answer.content
    sheet = answer.json()
    assert (sheet["waiting"], sheet["objected"]) == (0, 1)
    wrong = send(office, "PUT", address, {"findings": [{"path": "no.such", "finding": "in_order"}]}, **read)
    assert wrong.status_code == 400


def test_a_firm_reads_no_findings_and_decides_nothing() -> None:
    application, filler = submitted_application()
    assert send(filler, "GET", f"{application.pk}/findings/").status_code == 403
    answer = send(filler, "POST", f"{application.pk}/accept/", **{"If-Match": f'"{application.version}"'})
    assert answer.status_code == 403


def test_a_decision_names_the_version_that_was_read() -> None:
    application, _filler = submitted_application()
    office, address = office_person(), f"{application.pk}/accept/"
    assert send(office, "POST", address).status_code == 428
    assert send(office, "POST", address, **{"If-Match": '"999"'}).status_code == 412
    assert send(office, "POST", address, **{"If-Match": f'"{application.version}"'}).json()["status"] == "accepted"
    back = send(office, "POST", f"{application.pk}/reconsider/", **{"If-Match": f'"{application.version + 1}"'})
    assert back.json()["status"] == "submitted"


def test_many_are_accepted_with_an_answer_a_row_or_all_or_nothing() -> None:
    office, call = office_person(), open_call()
    ready, doubtful = submitted_application(call)[0], submitted_application(call)[0]
    checks.pass_remaining(ready, actor=office, now=NOW)
    ids = [{"id": row.pk, "version": row.version} for row in (ready, doubtful)]
    refused = send(office, "POST", "bulk/", {"ids": ids, "atomic": True})
    assert refused.status_code == 409
    assert Application.objects.get(pk=ready.pk).status == ApplicationStatus.SUBMITTED
    answer = send(office, "POST", "bulk/", {"ids": ids}).json()
    assert [row["status"] for row in answer["results"]] == [200, 409]


@pytest.mark.parametrize("query", ["", "holder=firm", "status=returned&status=submitted&sort=number", "q=zzz"])
def test_the_export_holds_exactly_what_the_list_shows_and_masks_telephones(query: str) -> None:
    sent, _filler = submitted_application()
    Contact.objects.create(enterprise=sent.enterprise, name="陈可可", phone="19900001234", is_main=True)
    returned_application()
    client = Client()
    client.force_login(office_person())
    shown = client.get(f"{reverse('enterprises:check-list')}?{query}").context["rows"]
    page = client.get(f"{reverse('exchange:export', args=['applications'])}?{query}")
    table = values(streamed(page))
    body = [row for row in table[1:] if not str(row[0]).startswith("合计")]
    assert [row[0] for row in body] == [row["cells"][0]["sub"] for row in shown]
    assert "19900001234" not in str(table)


def test_a_firm_exports_nothing_of_the_staffs_list() -> None:
    _application, filler = submitted_application()
    client = Client()
    client.force_login(filler)
    page = client.get(reverse("exchange:export", args=["applications"]))
    assert page.status_code in (302, 403) or len(values(streamed(page))) == 1
    assert person("expert").has_perm("enterprises.view_application") is False
