"""Steps of a task by page: what will happen is said first, a reason is asked for at its field, nobody overwrites."""

from datetime import date

import pytest

from coordination.models import AnnualGoal, Task
from coordination.services import tasks
from coordination.workflow import TASK, TaskStatus
from kernel.activity.models import AuditEntry
from tests.factories import TODAY, active_task, bureaus, issued_task, liaison, office_person, submitted_report
from tests.pages.factories import errors, on_the_day, signed_in, typed, url

pytestmark = pytest.mark.django_db
NOTED = [step.name for step in TASK if step.needs_note]


@pytest.fixture(autouse=True)
def clock():
    with on_the_day():
        yield


def task_in(status: str) -> Task:
    """A task that stands there, brought by the services."""
    task, office = issued_task(), office_person()
    if status == TaskStatus.OBJECTED:
        return tasks.object_to_task(task, actor=liaison(), kind="other", note="另议", today=TODAY)
    if status == TaskStatus.ISSUED:
        return task
    if status == TaskStatus.CANCELLED:
        return tasks.cancel_task(task, actor=office, note="取消", today=TODAY)
    task = tasks.sign_task(task, actor=liaison(), today=TODAY)
    if status == TaskStatus.SUSPENDED:
        return tasks.suspend_task(task, actor=office, note="暂停", today=TODAY)
    if status == TaskStatus.COMPLETED:
        Task.objects.filter(pk=task.pk).update(progress=100)
        return tasks.complete_task(Task.objects.get(pk=task.pk), actor=office, today=TODAY)
    return task


def actor_of(step: str):
    return liaison() if step in ("sign", "object") else office_person()


@pytest.mark.parametrize("status", TaskStatus.values)
def test_every_step_by_page_works_from_its_statuses_and_is_refused_from_all_others(status):
    task = task_in(status)
    for step in TASK:
        browser = signed_in(actor_of(step.name))
        address = url("task-step", task.pk, step.name)
        if status in step.sources:
            page = browser.get(address)
            assert page.status_code == 200, step.name
            assert page.context["effects"], "what will happen is said"
        else:
            assert browser.get(address).status_code == 409, step.name
            data = {"version": task.version, "note": "x", "kind": "other"}
            assert browser.post(address, data).status_code == 409, step.name
    assert Task.objects.get(pk=task.pk).version == task.version


@pytest.mark.parametrize("step", NOTED)
def test_a_reason_is_asked_for_at_its_field_and_without_it_nothing_happens(step):
    source = sorted(next(row for row in TASK if row.name == step).sources)[0]
    task, browser = task_in(source), signed_in(actor_of(step))
    address = url("task-step", task.pk, step)
    for note in ("", "  　 "):
        answer = browser.post(address, {**typed(browser.get(address)), "note": note, "kind": "other"})
        assert answer.status_code == 400
        assert "note" in errors(answer)
    assert Task.objects.get(pk=task.pk).status == source


def test_the_life_of_a_task_by_pages_alone():
    task = issued_task()
    bureau, office = signed_in(liaison()), signed_in(office_person())

    def step(browser, name, **more):
        address = url("task-step", task.pk, name)
        answer = browser.post(address, {**typed(browser.get(address)), **more})
        assert answer.status_code == 302, errors(answer)
        return Task.objects.get(pk=task.pk)

    assert step(bureau, "object", kind="time-too-short", note="时间太紧").status == "objected"
    reissued = step(office, "reissue", note="延期一个月", lead="SCJ", due_on="2026-11-30")
    assert (reissued.status, reissued.lead.code, reissued.due_on) == ("issued", "scj", date(2026, 11, 30))
    bureau = signed_in(liaison("scj"))
    assert step(bureau, "sign").status == "active"
    assert step(office, "suspend", note="待批").status == "suspended"
    assert step(office, "resume", note="已批").status == "active"
    Task.objects.filter(pk=task.pk).update(progress=100)
    assert step(office, "complete").status == "completed"
    assert step(office, "reopen", note="核查未达标").status == "active"
    assert step(office, "cancel", note="合并办理").status == "cancelled"


def test_a_step_that_is_another_s_is_refused_before_anything_is_typed():
    task = issued_task()
    for user in (office_person(), liaison("xcb")):
        assert signed_in(user).get(url("task-step", task.pk, "sign")).status_code == 403
        assert signed_in(user).post(url("task-step", task.pk, "sign"), {"version": 1}).status_code == 403
    assert signed_in(liaison("scj")).get(url("task-step", task.pk, "sign")).status_code == 404
    for name in ("task-edit", "task-roll-over", "task-duties", "task-milestones"):
        assert signed_in(liaison()).get(url(name, task.pk)).status_code == 403
    assert signed_in(office_person()).get(url("task-step", task.pk, "no-such")).status_code == 404


def test_an_unfinished_task_is_not_completed_and_the_page_says_why():
    task, browser = active_task(), signed_in(office_person())
    address = url("task-step", task.pk, "complete")
    answer = browser.post(address, {**typed(browser.get(address)), "note": "已核"})
    assert answer.status_code == 409
    assert "已核" in answer.content.decode(), "what was typed is not lost"
    assert Task.objects.get(pk=task.pk).status == "active"


def test_a_task_with_a_report_to_review_is_not_completed():
    report, browser = submitted_report(), signed_in(office_person())
    Task.objects.filter(pk=report.task_id).update(progress=100)
    address = url("task-step", report.task_id, "complete")
    assert browser.post(address, typed(browser.get(address))).status_code == 409


def test_an_unknown_department_a_wrong_day_and_a_missing_decision_are_said_at_once_each_at_its_field():
    task, browser = task_in("objected"), signed_in(office_person())
    address = url("task-step", task.pk, "reissue")
    sent = {**typed(browser.get(address)), "lead": "不存在的局", "due_on": "2026-13-45", "note": ""}
    assert set(errors(browser.post(address, sent))) == {"lead", "due_on", "note"}
    sent = {**typed(browser.get(address)), "lead": "局", "note": "改"}
    assert "可能是" in errors(browser.post(address, sent))["lead"][0], "an ambiguous name is answered with the choice"


def test_whoever_comes_second_sees_what_changed_and_keeps_what_was_typed():
    task, first, second = active_task(), office_person(), office_person()
    browser = signed_in(second)
    address = url("task-step", task.pk, "suspend")
    opened = typed(browser.get(address))
    tasks.edit_task(task, actor=first, today=TODAY, due_on=date(2026, 10, 30), note="提前")
    answer = browser.post(address, {**opened, "note": "等待省里批复"})
    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 412
    assert "等待省里批复" in text
    assert str(first) in text
    (line,) = answer.context["stale"]["fields"]
    assert (line["old"], line["new"]) == ("2026-12-31", "2026-10-30")
    assert Task.objects.get(pk=task.pk).status == "active"
    again = browser.post(address, {**typed(answer), "note": "等待省里批复"})
    assert again.status_code == 302
    assert Task.objects.get(pk=task.pk).status == "suspended"


def test_without_the_version_check_the_second_would_overwrite(monkeypatch):
    task, office = active_task(), office_person()
    browser = signed_in(office)
    address = url("task-step", task.pk, "suspend")
    opened = typed(browser.get(address))
    tasks.edit_task(task, actor=office, today=TODAY, due_on=date(2026, 10, 30), note="提前")
    monkeypatch.setattr("coordination.views.task_steps.check_version", lambda row, form: None)
    assert browser.post(address, {**opened, "note": "暂停"}).status_code == 302


def test_a_step_no_longer_possible_says_what_is_and_keeps_the_text():
    task, browser = active_task(), signed_in(office_person())
    address = url("task-step", task.pk, "suspend")
    opened = typed(browser.get(address))
    tasks.cancel_task(task, actor=office_person(), note="取消", today=TODAY)
    answer = browser.post(address, {**opened, "note": "等待省里批复"})
    assert answer.status_code == 412
    assert "等待省里批复" in answer.content.decode()
    assert not answer.context["possible"]


def test_a_double_click_is_one_step():
    task, browser = issued_task(), signed_in(liaison())
    address = url("task-step", task.pk, "sign")
    opened = typed(browser.get(address))
    assert browser.post(address, opened).status_code == 302
    assert browser.post(address, opened).status_code == 302
    assert AuditEntry.objects.of(task).filter(step="sign").count() == 1


def test_an_edit_says_at_once_all_that_is_wrong_and_compares_when_somebody_was_first():
    task, office = active_task(), office_person()
    browser = signed_in(office)
    address = url("task-edit", task.pk)
    opened = typed(browser.get(address))
    wrong = browser.post(address, {**opened, "title": "", "start_on": "昨天"})
    assert set(errors(wrong)) == {"title", "start_on"}
    moved = browser.post(address, {**opened, "due_on": "2026-11-30"})
    assert list(errors(moved)) == ["note"]
    tasks.edit_task(task, actor=office, today=TODAY, standard="举办30场", note="")
    answer = browser.post(address, {**opened, "content": "办好中国品牌日云江活动。"})
    assert answer.status_code == 412
    lines = {line["label"]: (line["old"], line["new"]) for line in answer.context["stale"]["fields"]}
    assert lines["完成标准"] == ("举办30场", "")
    assert lines["内容"][1] == "办好中国品牌日云江活动。"
    assert browser.post(address, typed(answer)).status_code == 302
    assert Task.objects.get(pk=task.pk).content == "办好中国品牌日云江活动。"


def test_a_date_says_its_weekday_and_warns_of_a_closed_day():
    task, browser = active_task(), signed_in(office_person())
    address = url("task-edit", task.pk)
    opened = typed(browser.get(address))
    answer = browser.post(address, {**opened, "due_on": "2026-10-01", "start_on": "2026-05-09", "title": ""})
    form = answer.context["form"]
    assert form.fields["due_on"].beside("2026-10-01") == "周四 休息日（国庆节）"
    assert form.fields["start_on"].beside("2026-05-09") == "周六", "a Saturday that is worked is no closed day"
    assert "周四 休息日（国庆节）" in answer.content.decode()
    assert '"2026-10-01": [0, "国庆节"]' in answer.content.decode().replace("\\u56fd\\u5e86\\u8282", "国庆节")


def test_a_task_is_carried_over_with_its_number_a_new_goal_and_the_reason():
    task, browser = active_task(), signed_in(office_person())
    address = url("task-roll-over", task.pk)
    page = browser.get(address)
    assert {"label": "年度", "value": "2026 → 2027"} in [
        {"label": str(row["label"]), "value": row["value"]} for row in page.context["effects"]
    ]
    assert set(errors(browser.post(address, typed(page)))) == {"goal", "due_on", "explanation"}
    sent = {**typed(page), "goal": "2027年再办30场", "due_on": "2026-12-01", "explanation": "跨年度任务"}
    assert "due_on" in errors(browser.post(address, sent))
    assert browser.post(address, {**sent, "due_on": "2027-12-31", "progress": "１０"}).status_code == 302
    now = Task.objects.get(pk=task.pk)
    assert (now.number, now.year, now.progress) == (task.number, 2027, 10)
    assert AnnualGoal.objects.filter(task=task).count() == 2
    assert "跨年度任务" in browser.get(url("task", task.pk)).content.decode()


def test_reissuing_to_another_lead_by_pinyin_or_alias_tells_its_liaison():
    bureaus()
    task = task_in("objected")
    told = liaison("fgw")
    browser = signed_in(office_person())
    address = url("task-step", task.pk, "reissue")
    sent = {**typed(browser.get(address)), "lead": "发改委", "note": "改由发改委牵头"}
    assert browser.post(address, sent).status_code == 302
    assert Task.objects.get(pk=task.pk).lead.code == "fgw"
    assert signed_in(told).get(url("task", task.pk)).status_code == 200


def test_reports_nobody_wrote_are_waived_while_a_task_rests():
    task = active_task()
    page = signed_in(office_person()).get(url("task-step", task.pk, "suspend"))
    waived = {str(row["label"]): row["value"] for row in page.context["effects"]}["免报的月报"]
    tasks.suspend_task(task, actor=office_person(), note="暂停", today=TODAY)
    assert waived == task.reports.filter(status="waived").count() > 0
