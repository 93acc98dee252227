"""One rule for evidence at every door: who adds files, until when, and one clear sentence for what is not taken."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.models import Task
from coordination.services import reports, tasks
from kernel.activity.models import AuditEntry
from kernel.common.errors import NotPermitted, NotThere
from kernel.files import services
from kernel.files.models import Attachment, FileRule
from kernel.files.services import attach, attach_all, remove
from tests.factories import NOW, TODAY, active_task, issued_task, liaison, office_person, open_report, person
from tests.factories import submitted_report as handed_in
from tests.pages.factories import on_the_day, signed_in, url

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63105030000000a4006134667d720000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield tmp_path


def upload(data=PDF, name="合同.pdf"):
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def kept(owner, actor, data=PDF, name="合同.pdf"):
    return attach(owner, upload(data, name), purpose="evidence", actor=actor, now=NOW)


def test_lead_helper_and_office_add_files_to_a_task_until_it_ends_and_nobody_else_does():
    task = active_task()
    for n, actor in enumerate((liaison("swj"), liaison("xcb"), office_person())):
        kept(task, actor, PDF + b"%" * n)
    for stranger in (liaison("scj"), person("bureau_leader", task.lead), person("expert")):
        with pytest.raises(NotPermitted):
            kept(task, stranger, PDF + b"?")
    tasks.suspend_task(task, actor=office_person(), note="暂停", today=TODAY)
    kept(task, liaison("swj"), PDF + b"!")
    tasks.cancel_task(Task.objects.get(pk=task.pk), actor=office_person(), note="取消", today=TODAY)
    for actor in (liaison("swj"), office_person()):
        with pytest.raises(NotPermitted):
            kept(task, actor, PDF + b"??")
    assert Attachment.objects.of(task).count() == 4


def test_a_report_takes_files_while_it_is_owed_and_none_is_added_or_removed_once_it_is_handed_in():
    report, writer = open_report(), liaison("swj")
    file = kept(report, writer)
    with pytest.raises(NotPermitted):
        kept(report, liaison("xcb"), PDF + b"%")
    with pytest.raises(NotPermitted):
        kept(report, office_person(), PDF + b"%")
    report = reports.save_report(report, actor=writer, progress=30, done="已签约", judgement="on_track")
    report = reports.submit_report(report, actor=writer, today=TODAY)
    with pytest.raises(NotPermitted):
        kept(report, writer, PDF + b"%")
    with pytest.raises(NotPermitted):
        remove(file, actor=writer, now=NOW)
    report = reports.return_report(report, actor=office_person(), note="请补合同", today=TODAY)
    kept(report, writer, PDF + b"%")
    remove(file, actor=writer, now=NOW)
    assert Attachment.objects.of(report).count() == 1


def test_without_the_rule_a_handed_in_report_would_take_files(monkeypatch):
    report = handed_in()
    monkeypatch.setattr(services, "_require_may", lambda owner, actor: None)
    assert kept(report, liaison("swj")).pk


def test_a_record_that_is_gone_takes_no_file():
    task = active_task()
    task.pk = 999_999
    with pytest.raises(NotThere):
        kept(task, office_person())


def test_the_same_rule_answers_by_rest_and_by_page():
    report = handed_in()
    browser = signed_in(liaison("swj"))
    body = {"owner_type": "coordination.progressreport", "owner_id": report.pk, "file": upload()}
    by_rest = browser.post("/api/v1/attachments/", body)
    assert (by_rest.status_code, by_rest.json()["code"]) == (403, "not_permitted")
    assert by_rest.json()["detail"] == "文件由承办人员在记录办理期间添加。"
    assert browser.post(url("report-evidence", report.pk), {"file": upload()}).status_code == 403
    assert "data-drop" not in browser.get(url("report-evidence", report.pk)).content.decode()
    assert signed_in(liaison("scj")).get(url("report-evidence", report.pk)).status_code == 404
    assert Client().get(url("report-evidence", report.pk)).status_code == 302
    assert not Attachment.objects.exists()


def test_limits_are_told_before_and_a_file_is_shown_with_name_size_kind_who_and_when():
    task, writer = active_task(), liaison("swj")
    browser = signed_in(writer)
    page = browser.get(url("task", task.pk)).content.decode()
    assert "PDF、JPEG 图片、PNG 图片、纯文本、Word、Excel、PowerPoint；单个不超过 10.0" in page
    answer = browser.post(url("task-evidence", task.pk), {"file": upload()}, follow=True)
    assert answer.redirect_chain == [(f"{url('task', task.pk)}#evidence", 302)]
    page = " ".join(answer.content.decode().split())
    assert "已添加：合同.pdf。" in page
    file = Attachment.objects.get()
    for word in ("合同.pdf", f"{len(PDF)}", f"PDF · {writer} 2026-05-12 09:00", f"/files/{file.pk}/"):
        assert word in page, word
    assert url("evidence-remove", file.pk) in page
    assert url("evidence-remove", file.pk) not in signed_in(office_person()).get(url("task", task.pk)).content.decode()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "空.pdf", "文件是空的。"),
        (PDF + b" " * 2000, "大.pdf", "超过上限"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x00", "月报.pdf", "不接收此类文件"),
        (PDF, "照片.png", "文件内容是PDF，扩展名应为 .pdf。"),
        (PNG, "../../etc/截图", "扩展名应为 .png。"),
    ],
)
def test_what_is_not_taken_is_said_in_one_sentence_at_the_field_and_nothing_is_kept(data, name, sentence, store):
    task = active_task()
    FileRule.objects.update(most_bytes=1024)
    answer = signed_in(liaison("swj")).post(url("task-evidence", task.pk), {"file": upload(data, name)})
    assert answer.status_code == 400
    said = answer.context["evidence"]["form"].errors["file"]
    assert len(said) == 1
    assert sentence in said[0]
    assert 'id="id_file_error"' in answer.content.decode()
    assert not Attachment.objects.exists()
    assert not list(store.rglob("*.*"))


def test_no_file_chosen_is_said_at_the_field_too():
    answer = signed_in(liaison("swj")).post(url("task-evidence", active_task().pk))
    assert answer.context["evidence"]["form"].errors["file"] == ["请选择文件。"]


def test_of_several_files_all_are_kept_or_none_and_each_that_is_wrong_is_named(store):
    task, writer = active_task(), liaison("swj")
    files = [upload(), upload(b"", "空.pdf"), upload(PDF, "照片.png")]
    answer = signed_in(writer).post(url("task-evidence", task.pk), {"file": files})
    said = answer.context["evidence"]["form"].errors["file"]
    assert [sentence.split(":")[0] for sentence in said] == ["空.pdf", "照片.png"]
    assert not Attachment.objects.exists()
    assert not list(store.rglob("*.*"))
    kept_rows = attach_all(
        task, [upload(), upload(PNG, "图.png")], purpose="evidence", actor=writer, now=NOW
    )  # fmt: skip
    assert [row.name for row in kept_rows] == ["合同.pdf", "图.png"]


def test_a_double_upload_is_one_file_and_says_so():
    task, browser = active_task(), signed_in(liaison("swj"))
    browser.post(url("task-evidence", task.pk), {"file": upload()})
    Attachment.objects.update(uploaded_at=NOW)
    again = browser.post(url("task-evidence", task.pk), {"file": upload(name="合同副本.pdf")}, follow=True)
    assert "相同的文件已经存在：合同.pdf。" in again.content.decode()
    assert AuditEntry.objects.of(task).filter(step="attach").count() == 1


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("会议纪要（终稿）．ｐｄｆ", "会议纪要（终稿）.pdf"),
        ("C:\\附件\\合同.PDF", "合同.PDF"),
        ("第1．总结.pdf", "第1．总结.pdf"),
    ],
)
def test_full_width_endings_and_paths_in_a_name_do_no_harm(name, kept_as):
    assert kept(active_task(), liaison("swj"), name=name).name == kept_as


def test_a_script_gets_each_file_s_row_or_its_sentence():
    task, browser = active_task(), signed_in(liaison("swj"))
    sent = {"Accept": "application/json"}
    good = browser.post(url("task-evidence", task.pk), {"file": upload()}, headers=sent)
    assert "合同.pdf" in json.loads(good.content)["row"]
    bad = browser.post(url("task-evidence", task.pk), {"file": upload(b"", "空.pdf")}, headers=sent)
    assert (bad.status_code, json.loads(bad.content)) == (400, {"wrong": ["文件是空的。"]})


def test_the_report_s_own_form_has_a_place_for_files_while_it_is_being_written():
    report, browser = open_report(), signed_in(liaison("swj"))
    assert url("report-evidence", report.pk) in browser.get(url("report", report.pk)).content.decode()
    browser.post(url("report-evidence", report.pk), {"file": upload()})
    assert "合同.pdf" in browser.get(url("report", report.pk)).content.decode()


def test_a_file_is_taken_back_after_a_page_that_asks():
    task, writer = active_task(), liaison("swj")
    file = kept(task, writer)
    address = url("evidence-remove", file.pk)
    assert signed_in(liaison("scj")).post(address).status_code == 404
    assert signed_in(office_person()).post(address).status_code == 403
    browser = signed_in(writer)
    assert "合同.pdf" in browser.get(address).content.decode()
    assert Attachment.objects.of(task).exists()
    assert browser.post(address)["Location"] == f"{url('task', task.pk)}#evidence"
    assert not Attachment.objects.of(task).exists()


def test_files_on_a_task_cost_no_query_each():
    task, writer = issued_task(), liaison("swj")
    browser = signed_in(writer)
    counts = []
    for n in range(1, 7):
        kept(task, writer, PDF + b"%" * n, f"{n}.pdf")
        if n in (2, 6):
            with CaptureQueriesContext(connection) as seen:
                browser.get(url("task-evidence", task.pk))
            counts.append(len(seen))
    assert counts[0] == counts[1]
