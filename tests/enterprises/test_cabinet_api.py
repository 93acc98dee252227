"""Cabinet, brands and self-assessments by REST: the same rules as the pages, told to programs."""

from typing import Any

import pytest
from django.utils import timezone

from enterprises.models import Question, Rung
from tests.api.calls import caller, send
from tests.enterprises.factories import member, registered_enterprise
from tests.enterprises.factories_cabinet import brand, claimed_standing, confirmed_standing, filed_document, pdf
from tests.factories import office_person
from tests.pages.factories import on_the_day

pytestmark = pytest.mark.django_db
DOCUMENTS = "/api/v1/cabinet-documents/"


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def test_a_document_is_filed_once_however_often_the_call_is_repeated_replaced_and_removed() -> None:
    firm = registered_enterprise()
    client = caller(member(firm))
    page = pdf()

    def file() -> Any:
        page.seek(0)
        words = {"enterprise": firm.pk, "kind": "iso9001", "expires_on": "2028-02-29", "file": page}
        return client.post(DOCUMENTS, words, headers={"Idempotency-Key": "file-once-1"})

    first, again = file(), file()
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    row = first.json()
    assert (row["light"], row["kind"], len(row["attachments"]), row["steps"]) == (
        "green", "iso9001", 1, ["replace", "remove"],
    )  # fmt: skip
    url = f"{DOCUMENTS}{row['id']}/replace/"
    assert client.post(url, {"file": pdf(), "expires_on": "2029-01-01"}).status_code == 428
    new = client.post(url, {"file": pdf(), "expires_on": "2029-01-01"}, headers={"If-Match": '"1"'}).json()
    assert new["replaces"] == row["id"]
    assert send(client, "POST", f"cabinet-documents/{new['id']}/remove/", {}, version=1).json()["status"] == "removed"


def test_all_that_is_wrong_comes_at_once_and_another_firms_document_is_not_there() -> None:
    firm, other = registered_enterprise(), filed_document()
    client = caller(member(firm))
    words = {"enterprise": firm.pk, "kind": "iso9001", "issued_on": "2027-01-01", "file": pdf("x.png")}
    pointers = {error["pointer"] for error in client.post(DOCUMENTS, words).json()["errors"]}
    assert pointers == {"/file", "/issued_on", "/expires_on"}
    assert client.get(f"{DOCUMENTS}{other.pk}/").status_code == 404
    assert client.get(DOCUMENTS).json()["results"] == []
    stolen = {"enterprise": other.enterprise_id, "kind": "licence", "file": pdf()}
    assert client.post(DOCUMENTS, stolen).status_code == 400


def test_the_ladder_is_read_by_rung_and_shows_no_firms_other_brands() -> None:
    standing = confirmed_standing()
    hidden = brand()
    client = caller(member(registered_enterprise()))
    rows = client.get("/api/v1/brands/?rung=city").json()["results"]
    assert [(row["id"], row["rung"], row["way"][0]["rung"]) for row in rows] == [(standing.brand_id, "city", "city")]
    assert client.get("/api/v1/brands/?rung=nowhere").status_code == 400
    assert client.get(f"/api/v1/brands/{hidden.pk}/").status_code == 404
    path = f"brands/{standing.brand_id}/"
    assert send(client, "PATCH", path, {"story": "x"}, version=rows[0]["version"]).status_code == 403


def test_a_rung_is_claimed_by_the_firm_and_decided_on_by_the_office() -> None:
    row, rung = brand(), Rung.objects.get(code="city")
    user = member(row.enterprise)
    document, client = filed_document(row.enterprise, user), caller(user)
    words = {
        "rung": "city", "reached_on": "2026-05-01", "evidence": [document.pk],
        "criteria": [criterion.pk for criterion in rung.criteria.all()],
    }  # fmt: skip
    stolen = {**words, "evidence": [filed_document().pk]}
    assert send(client, "POST", f"brands/{row.pk}/claim/", stolen, version=1).status_code == 400
    claimed = send(client, "POST", f"brands/{row.pk}/claim/", words, version=1)
    assert (claimed.status_code, claimed.json()["steps"]) == (201, ["confirm", "refuse"])
    path = f"brand-standings/{claimed.json()['id']}/"
    assert send(client, "POST", f"{path}confirm/", {}, version=1).status_code == 403
    office = caller(office_person())
    assert send(office, "POST", f"{path}refuse/", {}, version=1).status_code == 400
    assert send(office, "POST", f"{path}confirm/", {}, version=1).json()["status"] == "confirmed"
    assert send(office, "POST", f"{path}confirm/", {}, version=2).status_code == 409
    assert office.get(f"/api/v1/brands/{row.pk}/").json()["rung"] == "city"


def test_standings_are_seen_by_the_firm_and_the_office() -> None:
    standing, by = claimed_standing()
    other, _other = claimed_standing()
    seen = [row["id"] for row in caller(by).get("/api/v1/brand-standings/").json()["results"]]
    assert seen == [standing.pk]
    assert len(caller(office_person()).get("/api/v1/brand-standings/?status=claimed").json()["results"]) == 2
    assert caller(by).get(f"/api/v1/brand-standings/{other.pk}/").status_code == 404


def test_an_assessment_is_answered_piece_by_piece_and_never_after_it_is_completed() -> None:
    firm = registered_enterprise()
    client = caller(member(firm))
    begun = send(client, "POST", "self-assessments/", {"enterprise": firm.pk}).json()
    path = f"self-assessments/{begun['id']}/"
    questions = client.get(f"/api/v1/{path}questions/").json()
    assert len(questions) == Question.objects.count()
    missing = send(client, "POST", f"{path}complete/", {}, version=1)
    assert (missing.status_code, len(missing.json()["errors"])) == (400, len(questions))
    answers = [{"question": row["id"], "option": 3} for row in questions]
    kept = send(client, "PATCH", path, {"answers": answers}, version=1).json()
    done = send(client, "POST", f"{path}complete/", {}, version=kept["version"]).json()
    assert (done["status"], done["score"]) == ("completed", 100.0)
    refused = send(client, "PATCH", path, {"answers": answers[:1]}, version=done["version"])
    assert refused.status_code == 409
    result = client.get(f"/api/v1/{path}result/").json()
    assert (result["median"], result["firms"], result["fewest"], result["advice"]) == (None, 1, 5, [])


def test_a_firms_figures_are_read_as_a_table_and_written_cell_by_cell() -> None:
    firm, year = registered_enterprise(), timezone.localdate().year - 1
    owner, address = caller(member(firm)), f"enterprises/{firm.pk}/figures/"
    asked = owner.get(f"/api/v1/{address}").json()
    assert {(row["item"], row["year"], row["value"]) for row in asked} >= {
        ("revenue", year, None),
        ("staff", year, None),
    }
    cells = [{"item": "revenue", "year": year, "value": "1940.5"}, {"item": "staff", "year": year, "value": 80}]
    answer = send(owner, "patch", address, {"figures": cells})
    assert answer.status_code == 200, answer.content.decode()
    told = {(row["item"], row["year"]): row["value"] for row in answer.json()}
    assert (told["revenue", year], told["staff", year]) == (1940.5, 80)
    wrong = [{"item": "revenue", "year": year, "value": None}, {"item": "staff", "year": year, "value": 1.5}]
    refused = send(owner, "patch", address, {"figures": wrong})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/figures/1/value"]
    assert firm.figures.count() == 2
    assert send(owner, "patch", address, {"figures": cells[:1] * 2}).status_code == 400
    assert send(caller(office_person()), "patch", address, {"figures": cells}).status_code == 403
    assert send(caller(member(firm, "reader")), "patch", address, {"figures": cells}).status_code == 403
    assert caller(member(registered_enterprise())).get(f"/api/v1/{address}").status_code == 404
