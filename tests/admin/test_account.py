"""The audit read as an account: who from where did what to which record, why, and whether it is as sealed."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.utils.timezone import localtime

from coordination.models import ProgressReport, Task
from coordination.services import tasks
from kernel.accounts.models import Membership
from kernel.activity.models import AuditEntry, AuditSeal
from kernel.activity.services import seal_audit
from tests.factories import NOW, TODAY, active_task, office_person, submitted_report
from tests.kernel.factories import triggers_lifted

from .factories import address, signed_in, staff, superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def edited():
    """An edit of a task by a person of the office, sealed."""
    task = tasks.edit_task(active_task(), actor=office_person(), today=TODAY, title="改后的标题", note="纪要第3条")
    seal_audit(now=NOW)
    return AuditEntry.objects.of(task).get(step="edit")


def accounts(client, model=AuditEntry, **query):
    return {row.pk: row.account for row in client.get(address(model), query).context["cl"].result_list}


def test_a_line_says_who_from_where_did_what_to_which_record_and_why(edited):
    line = accounts(signed_in(staff("auditor")))[edited.pk]
    seat = edited.actor.memberships.get()
    assert (line.person, line.department) == (edited.actor.full_name, str(seat.department))
    assert (line.deed, line.kind, line.note) == ("有改动", "任务", "纪要第3条")
    assert line.record == f"{edited.subject.number} 改后的标题"


def test_the_department_is_the_one_of_that_day(edited):
    Membership.objects.update(until=localtime(edited.at).date() - timedelta(days=1))
    assert accounts(signed_in(staff("auditor")))[edited.pk].department == ""


def test_a_report_is_called_by_its_task_and_month():
    report = submitted_report()
    entry = AuditEntry.objects.of(report).get(step="submit")
    line = accounts(signed_in(staff("auditor")))[entry.pk]
    assert line.record == f"{report.task.number} {report.period:%Y-%m}"
    assert list(line.moved) == ["待填报", "待审定"]
    assert ProgressReport._meta.verbose_name == line.kind


def test_the_record_is_opened_by_whoever_may_and_its_story_by_the_auditor(edited):
    page = address(Task, "change", edited.object_id)
    assert accounts(signed_in(superuser()))[edited.pk].address == page
    auditor = signed_in(staff("auditor"))
    line = accounts(auditor)[edited.pk]
    assert line.address == "", "a link that answers 403 is none"
    told = auditor.get(line.story).context["cl"].queryset
    assert set(told) == set(AuditEntry.objects.of(edited.subject))


def test_entries_are_narrowed_by_person_day_and_request(edited):
    auditor = signed_in(staff("auditor"))
    with triggers_lifted("activity_auditentry"):
        AuditEntry.objects.filter(pk=edited.pk).update(request_id="r-77", at=NOW - timedelta(days=400))
    day = localtime(NOW - timedelta(days=400)).date()
    for query in ({"person": edited.actor.full_name}, {"day": f"{day}"}, {"request": "r-77"}):
        assert set(accounts(auditor, **query)) == {edited.pk}, query
    assert accounts(auditor, person=edited.actor.full_name, day=f"{day + timedelta(days=1)}") == {}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"day": "5月10日"}, "日期无效"),
        ({"day": "9999-12-31"}, "日期无效"),
        ({"person": "查无此人"}, "没有找到"),
    ],
)
def test_what_cannot_be_narrowed_by_is_said_beside_its_box(edited, query, sentence):
    assert sentence in signed_in(staff("auditor")).get(address(AuditEntry), query).content.decode()


def test_a_typed_filter_keeps_the_other_filters(edited):
    page = signed_in(staff("auditor")).get(address(AuditEntry), {"step": "edit"}).content.decode()
    assert page.count('<input type="hidden" name="step" value="edit">') == 3 + 1, "three boxes and the search"


def test_an_entry_changed_after_it_was_sealed_stands_out_in_list_page_and_chain(edited):
    auditor = signed_in(staff("auditor"))
    pages = [address(AuditEntry), address(AuditEntry, "change", edited.pk), address(AuditSeal)]
    for page in pages:
        assert "与封存不符" not in auditor.get(page).content.decode()
    with triggers_lifted("activity_auditentry"):
        AuditEntry.objects.filter(pk=edited.pk).update(note="另一个理由")
    assert [pk for pk, line in accounts(auditor).items() if not line.fits] == [edited.pk]
    for page in pages:
        assert "与封存不符" in auditor.get(page).content.decode()


def test_an_entry_not_met_by_the_sealer_is_called_neither_right_nor_wrong(edited):
    task = tasks.edit_task(edited.subject, actor=edited.actor, today=TODAY, title="再改", note="纪要第4条")
    line = accounts(signed_in(staff("auditor")))[AuditEntry.objects.of(task).filter(step="edit").latest("pk").pk]
    assert line.seal is None
    page = signed_in(staff("auditor")).get(address(AuditEntry)).content.decode()
    assert "尚未封存" in page


def test_the_page_of_a_write_has_its_fields_side_by_side(edited):
    page = signed_in(staff("auditor")).get(address(AuditEntry, "change", edited.pk)).content.decode()
    assert f"<h1>有改动 · 任务 {edited.subject.number} 改后的标题</h1>" in page
    assert f"<del>{edited.before['title']}</del>" in page
    assert "<ins>改后的标题</ins>" in page


def test_edits_are_narrowed_by_what_was_done(edited):
    auditor = signed_in(staff("auditor"))
    lead = edited.subject.lead
    lead.short_name = "改名"
    lead.save()
    changed = accounts(auditor, LogEntry, deed=LogEntry.Action.UPDATE)
    assert {line.deed for line in changed.values()} == {"修改"}
    assert any("简称" in str(line.fields) for line in changed.values())
    assert accounts(auditor, LogEntry, deed="7 or 1=1"), "nonsense filters nothing"


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        ("auditor", {"审计": ["办理记录", "资料修改记录", "审计封存"]}),
        (
            "security_admin",
            {
                "人员与部门": ["人员", "接口令牌"],
                "权限": ["角色"],
                "登录防护": ["登录锁定", "登录失败记录", "登录记录"],
                "审计": ["办理记录", "审计封存"],
            },
        ),
        (
            "system_admin",
            {
                "人员与部门": ["人员", "部门", "部门别名", "岗位"],
                "导入导出与后台工作": ["导入导出规则"],
                "工作日": ["日历年度", "放假与调休日"],
                "文件": ["附件规则"],
                "消息": ["通知渠道", "消息发送记录"],
                "定时任务": ["定时工作", "执行时刻", "执行间隔", "运行状态"],
            },
        ),
    ],
)
def test_the_first_page_of_each_administrator_names_their_own_work(role, parts):
    client = signed_in(staff(role))
    shown = client.get("/admin/").context["app_list"]
    assert {str(part["name"]): [model["name"] for model in part["models"]] for part in shown} == parts
    for part in shown:
        for model in part["models"]:
            assert model["sentence"], model["name"]
            page = client.get(model["admin_url"]).content.decode()
            assert f"<h1>{model['name']}</h1>" in page, "a list is called the same on its own page"
