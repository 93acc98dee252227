"""The registry by REST: scope, masks, steps with the version that was read, writes that may be repeated, bulk."""

from typing import Any

import pytest

from enterprises.models import Contact, Enterprise, Membership, Registration
from tests.api.calls import caller, send
from tests.factories import person
from tests.pages.factories import on_the_day

from .factories import credit_code, district, member, registered_enterprise
from .factories_registry import asks_to_join, handed_in, liaison_of, office, returned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def listed(user: Any, path: str) -> list[int]:
    return [row["id"] for row in caller(user).get(f"/api/v1/{path}").json()["results"]]


def new(**fields: Any) -> dict[str, Any]:
    return {"uscc": credit_code(6001), "name": "云江接口阀门有限公司", "division": district().pk, **fields}


def test_each_sees_their_own_firms_the_district_its_own_and_the_office_all() -> None:
    own = registered_enterprise()
    other = registered_enterprise(division=district("990122", "青溪县", "qx"))
    assert listed(member(own), "enterprises/") == [own.pk]
    assert listed(liaison_of(own.division), "enterprises/") == [own.pk]
    assert set(listed(office(), "enterprises/")) == {own.pk, other.pk}
    assert listed(office(), "enterprises/?division=990122&status=active&size=small") == [other.pk]
    assert listed(office(), f"enterprises/?q={own.uscc}") == [own.pk]
    assert caller(member(own)).get(f"/api/v1/enterprises/{other.pk}/").status_code == 404


def test_owners_write_their_own_data_and_only_that() -> None:
    firm = registered_enterprise()
    client, path = caller(member(firm)), f"enterprises/{firm.pk}/"
    assert send(client, "PATCH", path, {"size": "large"}).status_code == 428
    assert send(client, "PATCH", path, {"size": "large"}, version=9).status_code == 412
    done = send(client, "PATCH", path, {"size": "large", "industry": "C3443"}, version=firm.version)
    assert (done.status_code, done.json()["industry_name"]) == (200, "阀门和旋塞制造")
    refused = send(client, "PATCH", path, {"name": "改名"}, version=firm.version + 1)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/name")
    filler = caller(member(firm, "filler"))
    assert send(filler, "PATCH", path, {"size": "small"}, version=firm.version + 1).status_code == 403
    renamed = send(caller(office()), "PATCH", path, {"name": "云江新名阀门有限公司"}, version=firm.version + 1)
    assert renamed.json()["former_names"] == [firm.name]


def test_contacts_are_masked_not_found_by_what_is_masked_and_shown_for_a_reason() -> None:
    firm = registered_enterprise()
    contact = Contact.objects.create(enterprise=firm, name="石开元", phone="19900001234", email="shi@example.com")
    client = caller(office())
    row = client.get("/api/v1/contacts/").json()["results"][0]
    assert (row["phone"], row["email"]) == ("199******34", "s***@example.com")
    assert client.get("/api/v1/contacts/?phone=19900001234").status_code == 400
    assert send(client, "POST", f"contacts/{contact.pk}/unmask/", {}).status_code == 400
    shown = send(client, "POST", f"contacts/{contact.pk}/unmask/", {"note": "通知领奖"}).json()
    assert shown == {"phone": "19900001234", "email": "shi@example.com"}
    stranger = caller(member(registered_enterprise()))
    assert send(stranger, "POST", f"contacts/{contact.pk}/unmask/", {"note": "x"}).status_code == 404
    own = caller(member(firm))
    assert send(own, "POST", "contacts/", {"enterprise": firm.pk, "name": "甲", "phone": "1"}).status_code == 400
    made = send(own, "POST", "contacts/", {"enterprise": firm.pk, "name": "甲", "phone": "19900001111"})
    assert (made.status_code, made.json()["is_main"]) == (201, True)
    assert send(own, "DELETE", f"contacts/{made.json()['id']}/").status_code == 204


def test_asking_to_join_is_answered_alike_and_owners_decide() -> None:
    firm = registered_enterprise()
    owner, asking = member(firm), caller(person("enterprise"))
    said = [send(asking, "POST", "memberships/", {"uscc": code}) for code in (firm.uscc, credit_code(6100))]
    assert [(answer.status_code, answer.json()) for answer in said] == [(202, {"asked": True})] * 2
    seat = Membership.objects.get(status="requested")
    path = f"memberships/{seat.pk}/"
    assert send(asking, "POST", f"{path}admit/", {"role": "owner"}, version=1).status_code == 403
    client = caller(owner)
    assert send(client, "POST", f"{path}admit/", {"role": "king"}, version=1).status_code == 400
    assert send(client, "POST", f"{path}admit/", {"role": "filler"}, version=1).json()["status"] == "active"
    assert send(client, "POST", f"{path}admit/", {"role": "filler"}, version=2).status_code == 409
    assert send(client, "PATCH", path, {"role": "reader"}, version=2).json()["role"] == "reader"
    last = Membership.objects.get(user=owner)
    assert send(client, "POST", f"memberships/{last.pk}/end/", {}, version=1).json()["code"] == "last_owner"
    assert send(asking, "POST", f"{path}end/", {}, version=3).json()["status"] == "ended"
    again = asks_to_join(firm)
    refused = send(client, "POST", f"memberships/{again.pk}/refuse/", {"note": "不认识"}, version=1)
    assert refused.json()["status"] == "refused"


def test_a_firm_registers_by_rest_as_by_page_and_a_repeated_call_is_one_registration() -> None:
    client = caller(person("enterprise"))
    first = send(client, "POST", "registrations/", new(), key="register-0001")
    again = send(client, "POST", "registrations/", new(), key="register-0001")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotency-Replayed"] == "true"
    assert Registration.objects.count() == 1
    without = send(client, "POST", "registrations/", new())
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (400, "/uscc")
    wrong = send(client, "POST", "registrations/", new(uscc="91990104MA0000001B"))
    assert wrong.status_code == 400
    taken = registered_enterprise()
    assert send(client, "POST", "registrations/", new(uscc=taken.uscc)).json()["code"] == "already_registered"
    row = first.json()
    assert send(client, "POST", f"registrations/{row['id']}/approve/", {}, version=row["version"]).status_code == 403
    unproved = send(caller(office()), "POST", f"registrations/{row['id']}/approve/", {}, version=row["version"])
    assert unproved.json()["code"] == "no_licence"


def test_staff_decide_with_the_version_they_have_read() -> None:
    row = handed_in()
    client, path = caller(liaison_of(row.division)), f"registrations/{row.pk}/"
    assert client.get(f"/api/v1/{path}").json()["steps"] == ["approve", "return", "refuse", "withdraw"]
    assert send(client, "POST", f"{path}return/", {}, version=row.version).status_code == 400
    assert send(client, "POST", f"{path}approve/", {}).status_code == 428
    done = send(client, "POST", f"{path}approve/", {}, version=row.version)
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    assert Enterprise.objects.get(pk=done.json()["enterprise"]).uscc == row.uscc
    late = send(client, "POST", f"{path}refuse/", {"note": "x"}, version=row.version)
    assert late.status_code == 412
    history = client.get(f"/api/v1/{path}history/").json()
    assert {event["step"] for event in history} >= {"submit", "approve"}


def test_applicants_correct_and_withdraw_their_own() -> None:
    row = returned()
    client, path = caller(row.applicant), f"registrations/{row.pk}/"
    again = send(client, "POST", f"{path}resubmit/", {"address": "新址"}, version=row.version)
    assert (again.json()["status"], again.json()["address"], again.json()["name"]) == ("submitted", "新址", row.name)
    gone = send(client, "POST", f"{path}withdraw/", {}, version=again.json()["version"])
    assert gone.json()["status"] == "withdrawn"
    assert listed(person("enterprise"), "registrations/") == []


def test_many_firms_are_written_with_an_answer_a_row_or_all_or_nothing_as_asked() -> None:
    client, good = caller(office()), new(uscc=credit_code(6201))
    rows = [good, new(uscc="91990104MA0000001B"), new(uscc=credit_code(6202))]
    whole = send(client, "POST", "enterprises/bulk/", {"rows": rows, "atomic": True})
    assert (whole.status_code, whole.json()["code"], Enterprise.objects.count()) == (409, "bulk_refused", 0)
    each = send(client, "POST", "enterprises/bulk/", {"rows": rows}).json()
    assert [line["status"] for line in each["results"]] == [200, 400, 200]
    assert each["results"][1]["problem"]["errors"][0]["pointer"] == "/uscc"
    assert (each["done"], each["failed"], Enterprise.objects.count()) == (2, 1, 2)
    assert send(caller(person("enterprise")), "POST", "enterprises/bulk/", {"rows": rows}).status_code == 403
    single = send(client, "POST", "enterprises/", new(uscc=credit_code(6201)))
    assert single.json()["errors"][0]["pointer"] == "/uscc"
