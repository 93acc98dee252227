"""Forms and rubrics by REST: read whole, sent back changed, held to the same rules as in the editor."""

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from enterprises.models import Call, FormField, FormVersion, Material, Rubric
from enterprises.services.calls import take_new_rubric
from kernel.activity.models import AuditEntry
from tests.api.calls import caller, send
from tests.enterprises.factories import member, open_call, registered_enterprise
from tests.enterprises.factories_calls import other_bureau, ready_call, runner

pytestmark = pytest.mark.django_db
OWN = ("sections", "materials", "criteria")


def read(client: Client, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row, and of it what can be sent back."""
    row: dict[str, Any] = client.get(f"/api/v1/{address}").json()
    return row, {name: deepcopy(row[name]) for name in OWN if name in row}


def test_a_form_is_sent_back_as_it_was_read_and_changed_by_keys() -> None:
    call = ready_call()
    client, address = caller(runner(call.scheme)), f"form-versions/{call.form_id}/"
    row, body = read(client, address)
    kept = {field.key: field.pk for field in FormField.objects.filter(section__form=call.form_id)}
    assert send(client, "put", address, body, version=row["version"]).json()["sections"] == body["sections"]
    body["sections"].reverse()
    first = body["sections"][0]["fields"]
    first[0]["label"] = "上年营业收入（万元）"
    first.append({"label": "出口国别", "kind": "choices", "options": ["东盟", "欧盟"]})
    dropped = body["sections"][1]["fields"].pop()
    body["materials"][0]["link_days"] = 14
    answer = send(client, "put", address, body, version=row["version"] + 1)
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    assert [section["key"] for section in told["sections"]] == [section["key"] for section in body["sections"]]
    assert told["sections"][0]["fields"][-1]["key"] == "field3"
    assert FormField.objects.get(pk=kept[first[0]["key"]]).label == "上年营业收入（万元）"
    assert not FormField.objects.filter(pk=kept[dropped["key"]]).exists()
    assert Material.objects.get(form=call.form_id, key=body["materials"][0]["key"]).link_days == 14
    assert AuditEntry.objects.filter(step="set_form").count() == 2


def test_all_that_is_wrong_with_a_form_is_named_at_once_and_nothing_is_written() -> None:
    call = ready_call()
    client, address = caller(runner(call.scheme)), f"form-versions/{call.form_id}/"
    row, body = read(client, address)
    body["sections"][0]["fields"] += [
        {"label": "选一项", "kind": "choice"}, {"label": "表", "kind": "table"},
        {"label": "再来一次", "kind": "text", "key": body["sections"][0]["fields"][0]["key"]},
    ]  # fmt: skip
    count = len(body["sections"][0]["fields"])
    body["materials"][0] |= {"least": 5, "most": 2}
    answer = send(client, "put", address, body, version=row["version"])
    assert answer.status_code == 400
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        f"/sections/0/fields/{count - 3}/options", f"/sections/0/fields/{count - 2}/columns",
        f"/sections/0/fields/{count - 1}/key", "/materials/0/most",
    }  # fmt: skip
    assert read(client, address)[0] == row


def test_a_form_is_written_by_who_runs_it_while_it_is_a_draft_by_who_has_read_it() -> None:
    call = ready_call()
    client, address = caller(runner(call.scheme)), f"form-versions/{call.form_id}/"
    row, body = read(client, address)
    assert send(client, "put", address, body).status_code == 428
    assert send(client, "put", address, body, version=99).status_code == 412
    assert send(caller(other_bureau()), "put", address, body, version=row["version"]).status_code == 403
    assert caller(member(registered_enterprise())).get(f"/api/v1/{address}").status_code == 404
    frozen = open_call()
    FormVersion.objects.filter(pk=frozen.form_id or 0).update(status="frozen")
    client, address = caller(runner(frozen.scheme)), f"form-versions/{frozen.form_id}/"
    row, body = read(client, address)
    answer = send(client, "put", address, body, version=row["version"])
    assert (answer.status_code, answer.json()["code"]) == (409, "form_frozen")
    assert caller(member(registered_enterprise())).get(f"/api/v1/{address}").json()["sections"] == body["sections"]


def test_a_call_in_preparation_takes_drafts_of_its_own() -> None:
    call = ready_call()
    client, here = caller(runner(call.scheme)), f"calls/{call.pk}/"
    with_form = send(client, "post", f"{here}new-form/", {}, version=call.version)
    assert with_form.json()["form"] != call.form_id
    with_rubric = send(client, "post", f"{here}new-rubric/", {}, version=with_form.json()["version"])
    assert with_rubric.json()["rubric"] != call.rubric_id
    first = Rubric.objects.get(pk=call.rubric_id or 0).criteria.all()[0]
    assert with_rubric.json()["criteria"][0]["title"] == first.title


def test_a_rubric_is_laid_down_anew_and_its_branches_sum_up() -> None:
    call = take_new_rubric(ready_call(), actor=None)
    client, address = caller(runner(call.scheme)), f"rubrics/{call.rubric_id}/"
    row, body = read(client, address)
    branch = next(item for item in body["criteria"] if item["parent"] is None)
    items = [item for item in body["criteria"] if item["parent"] == branch["number"]]
    items[0]["most"] += 7
    answer = send(client, "put", address, body, version=row["version"])
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["criteria"][0]["most"] == branch["most"] + 7
    assert len(answer.json()["criteria"]) == len(body["criteria"])
    wrong = {"criteria": [{"number": "1.1", "parent": "1", "title": "x", "most": 5}, {**branch, "number": "1.1"}]}
    refused = send(client, "put", address, wrong, version=answer.json()["version"])
    assert {error["pointer"] for error in refused.json()["errors"]} == {"/criteria/0/parent", "/criteria/1/number"}
    assert Call.objects.get(pk=call.pk).rubric.criteria.count() == len(body["criteria"])  # type: ignore[union-attr]
