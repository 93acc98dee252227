"""A task as a record: whose move it is, what it asks of whom, its months, its history; each role its own acts."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.models import Task
from coordination.queries.record import holder_of, months_of
from coordination.services import reports, tasks
from kernel.accounts.models import User
from tests.factories import (
    TODAY,
    active_task,
    bureaus,
    issued_task,
    liaison,
    office_person,
    open_report,
    person,
    submitted_report,
)
from tests.pages.factories import on_the_day, signed_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with on_the_day():
        yield


def page_of(task: Task, user: User) -> str:
    return " ".join(signed_in(user).get(url("task", task.pk)).content.decode().split())


def holder(task: Task) -> tuple[str, str]:
    task = Task.objects.get(pk=task.pk)
    found = holder_of(task, task.reports.all())
    return found.who, found.what


def test_the_head_says_number_light_with_reason_holder_and_working_days_before_the_date():
    text = page_of(issued_task(), liaison())
    wanted = ("1.1-01", "办好中国品牌日活动", "待签收", "当前处理", "待签收或提出异议", "2026年12月31日 (周四)")
    for words in wanted:
        assert words in text, words
    assert text.index("个工作日") < text.index("2026年12月31日")


def test_the_sentence_of_the_policy_leads_to_its_place_in_the_policy():
    task = issued_task()
    assert f"{url('plan-policy', task.plan_id)}?action={task.action_id}#s-{task.action_id}" in page_of(task, liaison())


def test_lead_and_co_operating_bureaus_each_have_their_own_line():
    task, office = active_task(), office_person()
    tasks.edit_task(task, actor=office, today=TODAY, lead_duty="制定方案", standard="举办不少于30场", note="")
    tasks.set_duties(Task.objects.get(pk=task.pk), {bureaus()["xcb"]: "组织媒体报道"}, actor=office)
    text = page_of(task, liaison("xcb"))
    for words in ("制定方案", "组织媒体报道", "举办不少于30场", "配合", "累计举办不少于30场"):
        assert words in text, words


def test_whose_move_it_is_follows_the_life_of_the_task():
    report = open_report()
    task, office = report.task, office_person()
    assert holder(task) == ("市商务局", "待报 2026-05 月报")
    report = reports.save_report(report, actor=liaison(), progress=100, done="全部完成", judgement="done")
    report = reports.submit_report(report, actor=liaison(), today=TODAY)
    assert holder(task) == ("品牌办", "待审 2026-05 月报")
    reports.accept_report(report, actor=office, today=TODAY)
    assert holder(task) == ("品牌办", "待确认办结")
    tasks.complete_task(Task.objects.get(pk=task.pk), actor=office, today=TODAY)
    assert holder(task)[1] == "已无待办事项"


@pytest.mark.parametrize(
    ("status", "who", "there", "not_there"),
    [
        ("issued", "liaison", ["sign", "object"], ["edit", "cancel", "reissue"]),
        ("issued", "office", ["edit", "cancel", "duties", "milestones"], ["sign", "object"]),
        ("issued", "leader", [], ["sign", "object", "edit", "cancel"]),
        ("issued", "helper", [], ["sign", "object", "edit"]),
        ("active", "liaison", [], ["sign", "complete", "suspend"]),
        ("active", "office", ["complete", "suspend", "cancel", "roll-over"], ["sign", "resume"]),
    ],
)
def test_each_person_is_offered_exactly_the_steps_that_are_theirs_from_here(status, who, there, not_there):
    task = issued_task() if status == "issued" else active_task()
    people = {
        "liaison": liaison, "office": office_person, "helper": lambda: liaison("xcb"),
        "leader": lambda: person("bureau_leader", task.lead),
    }  # fmt: skip
    text = page_of(task, people[who]())
    for step in there:
        assert f'href="/plan/tasks/{task.pk}/{step}/"' in text, step
    for step in not_there:
        assert f'href="/plan/tasks/{task.pk}/{step}/"' not in text, step


def test_the_main_act_is_the_report_that_waits_for_this_person():
    report = submitted_report()
    address = f'<a class="act" href="/plan/reports/{report.pk}/">审核 2026-05 月报</a>'
    assert address in page_of(report.task, office_person())
    assert address not in page_of(report.task, liaison())


def test_the_months_say_what_each_report_is_today():
    task = active_task()
    tasks.edit_task(task, actor=office_person(), today=TODAY, title="办好活动", note="")
    months = months_of(task, task.reports.all(), TODAY)
    assert [month.first.month for month in months] == list(range(1, 13))
    assert [month.state for month in months] == ["", "", "", "", "due", "not_due", "", "", "", "", "", ""]
    late = months_of(task, task.reports.all(), date(2026, 5, 26))
    assert late[4].state == "overdue"


def test_history_says_who_when_before_after_why_and_the_request_and_is_paged():
    task, office = active_task(), office_person()
    for n in range(12):
        task = tasks.edit_task(task, actor=office, today=TODAY, profile=("even", "back_loaded")[n % 2], note=f"第{n}次")
        if n == 1:
            task = tasks.edit_task(task, actor=office, today=TODAY, due_on=date(2026, 11, 30), note="联席会议决定")
    browser = signed_in(liaison())
    first = browser.get(url("task", task.pk))
    assert len(first.context["events"].object_list) == 10
    text = " ".join(browser.get(url("task", task.pk), {"page": 2}).content.decode().split())
    for words in ("联席会议决定", str(office), "<del>2026-12-31</del>", "2026-11-30", "签收"):
        assert words in text, words
    assert "均衡推进" in text, "a choice is said by its label"


def test_who_sees_the_task_and_who_does_not():
    task = issued_task()
    for user in (liaison("swj"), liaison("xcb"), office_person(), person("bureau_leader", task.lead)):
        assert signed_in(user).get(url("task", task.pk)).status_code == 200
    assert signed_in(liaison("scj")).get(url("task", task.pk)).status_code == 404
    assert signed_in(person("enterprise")).get(url("task", task.pk)).status_code == 403
    assert Client().get(url("task", task.pk)).status_code == 302
    assert signed_in(office_person()).get(url("task", 999_999)).status_code == 404


def test_milestones_duties_and_reports_cost_no_query_each():
    task, office = active_task(), office_person()
    browser, counts = signed_in(office), []
    for many in (1, 5):
        task = tasks.set_milestones(
            Task.objects.get(pk=task.pk), [(f"第{n}步", date(2026, 6 + n, 1), 100 // many) for n in range(many)],
            actor=office, today=TODAY,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(url("task", task.pk)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] < 40
