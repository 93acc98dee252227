"""Tracked rows in the admin: services write, refusals stand at the field, two people meet, nobody adds or deletes."""

import pytest
from django.contrib.admin.models import LogEntry as AdminLog

from coordination.models import Action, Duty, Plan, ProgressReport, SupervisionRule, Task
from coordination.services import tasks
from kernel.activity.models import AuditEntry
from tests.factories import TODAY, active_task, department, draft_plan, office_person, open_report, plan_in_force

from .factories import address, form_of, signed_in, staff, superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    return active_task()


@pytest.fixture
def client():
    return signed_in(staff("office"))


def save(client, row, **changes):
    url = address(type(row), "change", row.pk)
    return client.post(url, form_of(client, url) | changes)


def test_a_change_goes_through_the_service_and_leaves_its_reason_in_the_history(client, task):
    assert save(client, task, title="办好品牌日", note="按会议纪要").status_code == 302
    task.refresh_from_db()
    assert (task.title, task.initials) == ("办好品牌日", "bhppr")
    entry = AuditEntry.objects.of(task)[0]
    assert (entry.step, entry.note, entry.after["title"]) == ("edit", "按会议纪要", "办好品牌日")
    history = client.get(address(Task, "history", task.pk)).content.decode()
    assert "按会议纪要" in history
    assert "办好品牌日" in history


def test_a_moved_deadline_without_reason_is_refused_at_the_reason_and_writes_nothing(client, task):
    answer = save(client, task, due_on="2026-11-30", title="别的")
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["note"]
    assert answer.context["adminform"].form["title"].value() == "别的", "what was typed is still there"
    task.refresh_from_db()
    assert str(task.due_on) == "2026-12-31"
    assert task.title != "别的"
    assert not AdminLog.objects.exists()


def test_a_deadline_before_the_start_is_refused_at_the_deadline(client, task):
    answer = save(client, task, due_on="2025-11-30", note="x")
    assert "due_on" in answer.context["adminform"].form.errors, answer.context["adminform"].form.errors


def test_the_second_of_two_people_gets_both_versions_and_may_then_decide(client, task):
    url = address(Task, "change", task.pk)
    mine = form_of(client, url) | {"title": "我的标题", "note": "我的理由"}
    tasks.edit_task(task, actor=office_person(), today=TODAY, title="他的标题")
    answer = client.post(url, mine)
    assert answer.status_code == 200
    pairs = {field["label"]: (field["old"], field["new"]) for field in answer.context["conflict"]}
    assert ("他的标题", "我的标题") in pairs.values()
    assert "admin-conflict" in answer.content.decode()
    task.refresh_from_db()
    assert task.title == "他的标题"
    again = mine | {"read_version": answer.context["adminform"].form["read_version"].value()}
    assert client.post(url, again).status_code == 302
    task.refresh_from_db()
    assert task.title == "我的标题"


def test_without_the_version_a_form_is_not_taken(client, task):
    url = address(Task, "change", task.pk)
    data = form_of(client, url) | {"title": "无版本"}
    del data["read_version"]
    assert client.post(url, data).context["adminform"].form.errors["read_version"]


@pytest.mark.parametrize("model", [Task, Plan, Action, ProgressReport], ids=lambda model: model.__name__)
def test_tracked_rows_are_neither_added_nor_deleted_even_by_a_superuser(model):
    open_report()
    root, row = signed_in(superuser()), model.objects.first()
    assert root.get(address(model, "add")).status_code == 403
    assert root.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in root.get(address(model)).content.decode()


def test_status_light_and_progress_are_not_in_the_form(client, task):
    url = address(Task, "change", task.pk)
    typed = {"status": "completed", "light": "green", "progress": "100", "version": "99"}
    client.post(url, form_of(client, url) | typed)
    task.refresh_from_db()
    assert (task.status, task.progress) == ("active", 0)


def test_reports_are_read_here_and_never_typed():
    report = open_report()
    root = signed_in(superuser())
    assert root.post(address(ProgressReport, "change", report.pk), {"progress": "100"}).status_code == 403


def test_duties_and_milestones_are_laid_down_whole_by_their_services(client, task):
    helper = department("fgw")
    answer = save(
        client, task, **{
            "duties-TOTAL_FORMS": 2, "duties-1-task": task.pk, "duties-1-department": helper.pk,
            "duties-1-duty": "统筹",
            "milestones-TOTAL_FORMS": 1, "milestones-0-task": task.pk, "milestones-0-title": "启动",
            "milestones-0-due_on": "2026-06-30", "milestones-0-share": "100",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert set(Duty.objects.filter(task=task).values_list("department__code", "duty")) == {("xcb", ""), ("fgw", "统筹")}
    assert task.milestones.get().share == 100
    steps = set(AuditEntry.objects.of(task).values_list("step", flat=True))
    assert {"set_duties", "set_milestones"} <= steps


def test_a_refused_milestone_takes_the_whole_form_back(client, task):
    answer = save(
        client, task, title="不该留下", note="x", **{
            "milestones-TOTAL_FORMS": 1, "milestones-0-task": task.pk, "milestones-0-title": "启动",
            "milestones-0-due_on": "2026-06-30", "milestones-0-share": "40",
        },
    )  # fmt: skip
    assert answer.status_code == 200
    assert "100" in str(answer.context["adminform"].form.non_field_errors())
    task.refresh_from_db()
    assert task.title != "不该留下"
    assert not task.milestones.exists()


def test_a_sentence_of_a_draft_changes_its_lead_and_one_in_force_does_not(client):
    draft_plan()
    action = Action.objects.filter(lead__code="swj")[0]
    other = department("fgw")
    assert save(client, action, lead=str(other.pk)).status_code == 302
    action.refresh_from_db()
    assert action.lead == other


def test_a_sentence_of_a_plan_in_force_is_refused_in_words(client):
    plan_in_force()
    action = Action.objects.all()[0]
    answer = save(client, action, text="另一句话。")
    assert answer.status_code == 200
    assert answer.context["adminform"].form.non_field_errors()
    action.refresh_from_db()
    assert action.text != "另一句话。"


def test_another_rule_for_a_plan_needs_a_reason_and_sets_its_lights_anew(client):
    plan = plan_in_force()
    strict = SupervisionRule.objects.create(name="从严", basis="试验", in_force_from=TODAY, yellow_gap=1, red_gap=2)
    refused = save(client, plan, rule=str(strict.pk))
    assert refused.context["adminform"].form.errors["note"]
    Task.objects.update(light="grey")
    assert save(client, plan, rule=str(strict.pk), note="进入冲刺阶段").status_code == 302
    assert not Task.objects.filter(light="grey").exists()
