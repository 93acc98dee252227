"""What each resource does: a text becomes a plan, files are kept, messages read, people shown for a reason."""

import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from docx import Document

from brandcity.api import RESOURCES
from coordination.models import Plan
from kernel.accounts.models import User
from tests.factories import POLICY, bureaus, liaison, office_person, open_report, person, submitted_report
from tests.kernel.factories import post_for

from .calls import V1, caller, send

pytestmark = pytest.mark.django_db
NAMED = [
    "plans", "pillars", "measures", "actions", "tasks", "progress-reports", "departments", "people", "notifications",
    "attachments", "readings",
]  # fmt: skip


def word_file(text: str = POLICY) -> bytes:
    document, out = Document(), BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def upload(client: Any, data: bytes, name: str, **fields: Any) -> Any:
    return client.post(f"{V1}plans/", {"file": SimpleUploadedFile(name, data), **fields})


def test_every_promised_resource_has_filters_and_an_order():
    views: dict[str, Any] = dict(RESOURCES)
    for name in NAMED:
        known = views[name].filterset_class.base_filters
        assert "ordering" in known, name
        assert len(known) > 1, name


def test_a_text_is_read_without_writing_as_the_command_reads_it(tmp_path):
    bureaus()
    file, said = tmp_path / "policy.txt", StringIO()
    file.write_text(POLICY)
    call_command("import_policy", str(file), "--dry-run", "--json", stdout=said)
    client = caller(office_person())
    pasted = send(client, "POST", "plans/", {"text": POLICY, "dry_run": True})
    assert pasted.json() == json.loads(said.getvalue())
    for name, data in (("a.txt", POLICY.encode()), ("a.md", POLICY.encode()), ("g.txt", POLICY.encode("gb18030"))):
        assert upload(client, data, name, dry_run="true").json() == pasted.json(), name
    word = upload(client, word_file(), "a.docx", dry_run="true").json()
    assert [pillar["title"] for pillar in word["pillars"]] == [pillar["title"] for pillar in pasted.json()["pillars"]]
    assert not Plan.objects.exists()


def test_a_text_imported_twice_is_held_against_its_plan_and_makes_no_second_one():
    client = caller(office_person())
    bureaus()
    first = upload(client, POLICY.encode(), "方案.txt", first_year=2026, last_year=2028)
    assert first.status_code == 201
    assert Plan.objects.get().policy.source_name == "方案.txt"
    again = send(client, "POST", "plans/", {"text": POLICY.replace("\n", "\r\n")})
    told = again.json()
    assert (again.status_code, told["code"], told["plan"]) == (409, "already_imported", first.json()["id"])
    assert told["comparison"] == {"same": 4, "changed": [], "only_plan": [], "only_text": []}
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.txt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "picture.txt"),
        ("今天天气很好。".encode(), "no-policy.txt"),
        (b"PK\x03\x04 not a document", "broken.docx"),
        (b"noise " * 1_800_000, "noise.txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_policy_is_refused_at_its_field_and_nothing_is_kept(data, name):
    answer = upload(caller(office_person()), data, name)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content[:300]
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/file"]
    assert not Plan.objects.exists()


def test_who_may_not_manage_plans_drafts_none():
    assert send(caller(liaison()), "POST", "plans/", {"text": POLICY}).json()["code"] == "not_permitted"


def test_people_leave_masked_and_are_shown_in_full_for_a_reason_that_stays():
    someone = person("bureau_liaison", bureaus()["swj"], phone="19900001234", email="lin.weiyang@example.com")
    security, office = caller(person("security_admin")), caller(office_person())
    row = next(row for row in office.get(f"{V1}people/").json()["results"] if row["id"] == someone.pk)
    assert (row["phone"], row["email"]) == ("199******34", "l***@example.com")
    path = f"people/{someone.pk}/unmask/"
    assert send(office, "POST", path, {"note": "联系不上"}).status_code == 403
    assert send(security, "POST", path).json()["errors"][0]["pointer"] == "/note"
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exists()
    assert send(security, "POST", path, {"note": "核对身份"}).json() == {
        "phone": "19900001234",
        "email": "lin.weiyang@example.com",
    }
    trace = LogEntry.objects.get(action=LogEntry.Action.ACCESS, object_pk=str(someone.pk))
    assert (trace.changes["unmasked"][1], User.objects.get(pk=trace.actor_id).groups.count()) == ("核对身份", 1)


def test_a_file_is_attached_fetched_as_a_download_and_taken_back(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    report = open_report()
    client = caller(liaison())
    sent: dict[str, Any] = {"owner_type": "coordination.progressreport", "owner_id": report.pk}
    made = client.post(f"{V1}attachments/", {**sent, "file": SimpleUploadedFile("纪要.txt", "会议纪要".encode())})
    assert made.status_code == 201, made.content
    path = f"{V1}attachments/{made.json()['id']}/"
    got: Any = client.get(f"{path}download/")
    assert b"".join(got.streaming_content) == "会议纪要".encode()
    assert got["Content-Disposition"].startswith("attachment;")
    asked: dict[str, Any] = {"owner_type": "progressreport", "owner_id": report.pk, "q": "纪要"}
    listed = client.get(f"{V1}attachments/", asked)
    assert [row["name"] for row in listed.json()["results"]] == ["纪要.txt"]
    assert caller(liaison("scj")).get(path).status_code == 404
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_messages_are_read_one_by_one_or_all_at_once():
    someone = liaison()
    post_for(someone, key="first")
    post_for(someone, key="second")
    client = caller(someone)
    unread = client.get(f"{V1}notifications/", {"unread": "true"}).json()["results"]
    assert len(unread) == 2
    assert send(client, "POST", f"notifications/{unread[0]['id']}/read/").json()["read_at"]
    assert send(client, "POST", "notifications/read-all/").status_code == 204
    assert client.get(f"{V1}notifications/", {"unread": "true"}).json()["results"] == []


def test_a_decision_is_taken_back_by_whoever_took_it():
    report, office = submitted_report(), caller(office_person())
    path = f"progress-reports/{report.pk}/"
    accepted = send(office, "POST", f"{path}accept/", {}, version=report.version).json()
    another = send(caller(office_person()), "POST", f"{path}reconsider/", {}, version=accepted["version"])
    assert another.status_code == 403
    back = send(office, "POST", f"{path}reconsider/", {}, version=accepted["version"])
    assert (back.status_code, back.json()["status"]) == (200, "submitted")
    again = send(office, "POST", f"{path}reconsider/", {}, version=back.json()["version"])
    assert again.status_code == 409
