"""Files: known by their content, bounded, named without tricks, given only to who sees their row (S8, S11)."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kernel.activity.models import AuditEntry
from kernel.common.errors import Invalid, NotPermitted
from kernel.files.kinds import clean_name, sniff
from kernel.files.models import Attachment, FileRule
from kernel.files.services import attach, remove
from tests.factories import NOW, active_task, liaison, office_person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x00"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def zipped(name="word/document.xml"):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


def upload(data=PDF, name="合同.pdf"):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def attached(task=None, data=PDF, name="合同.pdf", actor=None):
    return attach(task or active_task(), upload(data, name), purpose="evidence", actor=actor or liaison(), now=NOW)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PDF, "a.png", "application/pdf"),
        (PNG, "a.pdf", "image/png"),
        (zipped(), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (zipped(), "a.zip", "application/zip"),
        (zipped(), "a.pdf", "application/zip"),
        ("月报说明".encode(), "a.txt", "text/plain"),
        (b"\x00\x01binary\xff", "a.txt", "application/octet-stream"),
    ],
)
def test_a_file_is_known_by_its_content_not_by_its_name(data, name, kind):
    assert sniff(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name"), [(HTML, "报告.pdf"), (EXE, "报告.pdf"), (zipped(), "报告.pdf"), (zipped(), "包.zip")]
)
def test_a_file_that_only_pretends_is_not_taken(data, name, store):
    with pytest.raises(Invalid) as refusal:
        attached(data=data, name=name)
    assert list(refusal.value.fields) == ["file"]
    assert not Attachment.objects.exists()
    assert not list(store.rglob("*.*")), "nothing was kept on disk either"


def test_an_empty_a_large_and_one_too_many_are_refused():
    task = active_task()
    FileRule.objects.filter(purpose="evidence").update(most_bytes=100, most_files=1)
    for data in (b"", PDF + b" " * 100):
        with pytest.raises(Invalid):
            attached(task, data)
    attached(task)
    with pytest.raises(Invalid):
        attached(task, PDF + b"%")
    with pytest.raises(Invalid):
        attach(task, upload(), purpose="no-such", actor=liaison(), now=NOW)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\合同.pdf", "合同.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("..", "file"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_keeps_no_folder_no_control_character_and_no_direction_mark(name, clean):
    assert clean_name(name) == clean


def test_bytes_lie_by_their_digest_so_that_a_name_never_becomes_a_path(store):
    row = attached(name="../../../合同.pdf")
    assert row.name == "合同.pdf"
    assert Path(row.file.path).is_relative_to(store)
    assert row.sha256 in Path(row.file.path).name


def test_the_same_file_twice_is_one_attachment_and_one_entry():
    task = active_task()
    assert attached(task) == attached(task)
    assert Attachment.objects.count() == 1
    assert AuditEntry.objects.of(task).filter(step="attach").count() == 1


def test_a_file_is_taken_back_by_its_uploader_only_and_stays_in_the_history():
    task, owner = active_task(), liaison()
    row = attached(task, actor=owner)
    with pytest.raises(NotPermitted):
        remove(row, actor=liaison(), now=NOW)
    remove(row, actor=owner, now=NOW)
    assert not Attachment.objects.of(task).exists()
    assert Path(row.file.path).exists()
    assert AuditEntry.objects.of(task)[0].step == "remove_file"
    assert get(row, owner).status_code == 404


def get(row, user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(reverse("files:download", args=[row.pk]))


def test_a_file_leaves_as_a_download_in_a_sandbox_never_as_a_page():
    answer = get(attached(name="合同 终稿.pdf"), office_person())
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_whoever_does_not_see_the_row_does_not_get_the_file():
    row = attached()
    assert get(row, liaison("scj")).status_code == 404
    assert get(row).status_code == 302
    assert b"".join(get(row, liaison("swj"))) == PDF
    client = Client()
    client.force_login(office_person())
    assert client.get("/files/999999/").status_code == 404
    assert client.get("/files/../settings.py").status_code == 404
