"""The workbench: what waits for each person, the latest first, one click to act; each number opens its rows."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.models import ProgressReport, Task
from coordination.services import reports, tasks
from tests.factories import (
    TODAY,
    active_task,
    bureaus,
    draft_plan,
    issued_task,
    liaison,
    office_person,
    open_report,
    person,
    plan_in_force,
    submitted_report,
)
from tests.pages.factories import on_the_day, signed_in

pytestmark = pytest.mark.django_db
WORK = reverse("workbench")


@pytest.fixture(autouse=True)
def clock():
    with on_the_day():
        yield


def waiting(user, **query):
    page = signed_in(user).get(WORK, query)
    return [(row.kind, row.source) for row in page.context["page"].object_list]


def figures(user):
    return {figure.label: figure for figure in signed_in(user).get(WORK).context["figures"]}


def test_the_liaison_signs_and_writes_the_latest_first_and_one_click_leads_to_the_act():
    task, user = active_task(), liaison()
    Task.objects.filter(number="1.1-02").update(sign_due_on=TODAY - timedelta(days=1))
    assert waiting(user) == [("sign", "1.1-02"), ("sign", "1.2-01"), ("write", "1.1-01")]
    page = signed_in(user).get(WORK)
    late = Task.objects.get(number="1.1-02")
    text = page.content.decode()
    assert f'href="{reverse("coordination:task-step", args=[late.pk, "sign"])}"' in text
    report = task.reports.get(period="2026-05-01")
    assert f'href="{reverse("coordination:report", args=[report.pk])}"' in text
    assert [group["name"] for group in page.context["groups"]] == ["late", "soon", "later"]
    assert page.context["late"] == 1


def test_the_office_reviews_decides_and_confirms():
    report, office = submitted_report(), office_person()
    other = Task.objects.get(number="1.2-01")
    tasks.object_to_task(other, actor=liaison(), kind="duplicate", note="重复", today=TODAY)
    assert set(waiting(office)) == {("review", "1.1-01"), ("decide", "1.2-01")}
    reports.accept_report(report, actor=office, today=TODAY)
    Task.objects.filter(pk=report.task_id).update(progress=100)
    assert ("decide", "1.1-01") in waiting(office)
    assert waiting(office, kind="review") == []


def test_a_draft_waits_for_the_office_alone():
    draft_plan()
    assert waiting(office_person()) == [("draft", "")]
    assert waiting(liaison()) == []


def test_a_returned_report_says_why():
    report = submitted_report()
    reports.return_report(report, actor=office_person(), note="请附合同", today=TODAY)
    assert "请附合同" in signed_in(liaison()).get(WORK).content.decode()


def test_a_report_for_review_says_how_long_it_has_waited():
    submitted_report()
    with time_machine.travel("2026-05-18T09:00:00+08:00", tick=False):
        assert "已等待 4 个工作日" in signed_in(office_person()).get(WORK).content.decode()


def test_the_leader_sees_what_is_red_or_unsigned_and_is_asked_to_do_nothing():
    issued_task()
    Task.objects.filter(number="1.1-01").update(status="active", light="red")
    leader = person("bureau_leader", bureaus()["swj"])
    assert {kind for kind, _source in waiting(leader)} == {"watch"}
    assert ("watch", "1.1-01") in waiting(leader)
    text = signed_in(leader).get(WORK).content.decode()
    assert "/sign/" not in text
    assert waiting(person("bureau_leader", bureaus()["fgw"])) == []


def test_the_district_liaison_works_like_any_liaison():
    issued_task()
    assert len(waiting(person("district_liaison", bureaus()["swj"]))) == 3


@pytest.mark.parametrize("role", ["office", "bureau_liaison", "bureau_leader", "district_liaison"])
def test_every_figure_opens_exactly_the_rows_it_counts(role):
    report = submitted_report()
    Task.objects.filter(number="1.2-01").update(light="red")
    Task.objects.filter(number="2.1-01").update(light="yellow", status="objected")
    ProgressReport.objects.filter(task__number="1.1-02", period="2026-05-01").update(due_on=date(2026, 5, 8))
    user = office_person() if role == "office" else person(role, report.task.lead)
    browser, seen = signed_in(user), 0
    for label, figure in figures(user).items():
        page = browser.get(figure.url)
        assert page.context["page"].paginator.count == figure.number, label
        seen += figure.number
    assert seen > 2


def test_the_three_administrators_have_their_own_figures_and_no_tasks():
    plan_in_force()
    shown = {role: set(figures(person(role, is_staff=True))) for role in ("system_admin", "security_admin", "auditor")}
    assert "在用账号" in shown["system_admin"]
    assert shown["security_admin"] == {"锁定账号", "近七日审计记录"}
    assert shown["auditor"] == {"近七日审计记录"}
    for role in shown:
        user = person(role, is_staff=True)
        assert waiting(user) == []
        for figure in figures(user).values():
            assert signed_in(user).get(figure.url).status_code == 200, figure.label


def test_from_november_the_next_year_s_calendar_waits_for_whoever_keeps_it():
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False):
        assert ("calendar", "") in waiting(person("system_admin", is_staff=True))
        assert ("calendar", "") not in waiting(liaison())
    assert ("calendar", "") not in waiting(person("system_admin", is_staff=True))


def test_with_nothing_to_do_the_page_says_so():
    text = signed_in(person("expert")).get(WORK).content.decode()
    assert "没有待办事项" in text
    assert 'class="todo"' not in text


def test_the_number_of_queries_does_not_grow_with_what_waits():
    open_report()
    for user in (liaison(), office_person()):
        browser, counts = signed_in(user), []
        browser.get(WORK)
        for turn in range(2):
            with CaptureQueriesContext(connection) as seen:
                browser.get(WORK)
            counts.append(len(seen))
            for n, row in enumerate(list(Task.objects.filter(lead__code="swj"))):
                row.pk, row.number, row.status = None, f"{turn}.{n}-{user.pk}", "issued"
                row.save(force_insert=True)
                ProgressReport.objects.create(
                    task=row, period=date(2026, 4, 1), due_on=date(2026, 4, 24), status="submitted", submitted_on=TODAY
                )
        assert counts[0] == counts[1], user


def test_the_page_has_no_inline_style_or_script():
    submitted_report()
    text = signed_in(office_person()).get(WORK).content.decode()
    assert not re.search(r"\sstyle=|<script>", text)
