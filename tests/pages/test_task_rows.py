"""Duties and milestones by page: rows come and go with and without a script, all that is wrong is said at once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.models import Task
from coordination.queries.recent import recent_departments
from coordination.services import tasks
from kernel.accounts.models import Department
from kernel.common.errors import Invalid
from tests.factories import TODAY, active_task, bureaus, department, office_person
from tests.pages.factories import on_the_day, signed_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with on_the_day():
        yield


def sheet(kind, task, rows, **more):
    """What the browser sends: the version that was read, and the rows as they were typed."""
    data = {"version": task.version, f"{kind}-TOTAL_FORMS": len(rows), f"{kind}-INITIAL_FORMS": 0}
    for n, row in enumerate(rows):
        data |= {f"{kind}-{n}-{name}": value for name, value in row.items()}
    return {**data, **more}


def duty(name, words=""):
    return {"department": name, "duty": words}


def step(title, day, share):
    return {"title": title, "due_on": day, "share": share}


def said(page):
    """(row, field, sentences) of everything that is wrong in the rows."""
    rows = page.context["rows"]
    return [(n, name, list(texts)) for n, form in enumerate(rows) for name, texts in form.errors.items()]


def test_departments_are_named_by_name_alias_code_or_pinyin_initials():
    task, browser = active_task(), signed_in(office_person())
    rows = [duty("发改委", "统筹投资"), duty("XCB", "媒体报道"), duty("scjgj", "维权保护"), duty("")]
    department("scj", "市市场监管局")
    Department.objects.filter(code="scj").update(initials="sscjgj", short_name="市场监管局")
    answer = browser.post(url("task-duties", task.pk), sheet("duties", task, rows))
    assert answer.status_code == 302, said(answer)
    assert {row.department.code: row.duty for row in task.duties.all()} == {
        "fgw": "统筹投资", "xcb": "媒体报道", "scj": "维权保护",
    }  # fmt: skip


def test_all_that_is_wrong_with_duties_is_said_at_once_and_nothing_is_written():
    task, browser = active_task(), signed_in(office_person())
    rows = [duty("市发展改革委", "甲"), duty("不存在的局", "乙"), duty("", "丙"), duty("fgw", "丁"), duty("x" * 90)]
    answer = browser.post(url("task-duties", task.pk), sheet("duties", task, rows))
    assert answer.status_code == 400
    assert [(n, name) for n, name, _texts in said(answer)] == [(n, "department") for n in (1, 2, 3, 4)]
    text = answer.content.decode()
    for words in ("没有名为", "该单位重复填写。", "请填写该分工对应的单位。", "乙", "丁"):
        assert words in text, words
    assert [row.department.code for row in task.duties.all()] == ["xcb"]


def test_the_lead_is_refused_at_its_row_by_page_and_by_rest():
    task, office = active_task(), office_person()
    browser = signed_in(office)
    answer = browser.post(url("task-duties", task.pk), sheet("duties", task, [duty("xcb"), duty("swj")]))
    assert [(n, name) for n, name, _texts in said(answer)] == [(1, "department")]
    body = {"duties": [{"department": bureaus()["xcb"].pk}, {"department": task.lead_id}]}
    read = {"If-Match": f'"{task.version}"'}
    rest = browser.put(f"/api/v1/tasks/{task.pk}/duties/", body, content_type="application/json", headers=read)
    assert (rest.status_code, rest.json()["errors"][0]["pointer"]) == (400, "/duties/1/department")


def test_milestones_are_laid_down_and_every_fault_is_said_at_its_row():
    task, browser = active_task(), signed_in(office_person())
    address = url("task-milestones", task.pk)
    rows = [step("方案", "2025-03-01", "３０"), step("", "2026-06-01", "30"), step("验收", "", "x")]
    faults = [(n, name) for n, name, _texts in said(browser.post(address, sheet("milestones", task, rows)))]
    assert faults == [(1, "title"), (2, "share"), (2, "due_on")]
    rows = [step("方案", "2025-03-01", "３０"), step("验收", "2026-11-30", "60")]
    answer = browser.post(address, sheet("milestones", task, rows))
    assert [(n, name) for n, name, _texts in said(answer)] == [(0, "due_on")]
    assert list(answer.context["wrong"]) == ["占比合计为 90，应当等于 100。"]
    assert not task.milestones.exists()
    rows = [step("方案", "2026-06-30", "３０"), step("验收", "2026-11-30", "70"), step("", "", "")]
    assert browser.post(address, sheet("milestones", task, rows)).status_code == 302
    assert [(row.title, row.share) for row in task.milestones.all()] == [("方案", 30), ("验收", 70)]


def test_the_service_names_every_milestone_outside_the_task_s_time_by_its_place():
    steps = [("早", date(2025, 1, 1), 50), ("中", date(2026, 6, 1), 20), ("晚", date(2027, 1, 1), 20)]
    with pytest.raises(Invalid) as refusal:
        tasks.set_milestones(active_task(), steps, actor=office_person(), today=TODAY)
    assert set(refusal.value.fields) == {"milestones/0/due_on", "milestones/2/due_on", "milestones"}


@pytest.mark.parametrize(("button", "left"), [({"add": "1"}, ["甲", "乙", None]), ({"remove": "0"}, ["乙"])])
def test_without_a_script_rows_are_added_and_taken_away_and_nothing_typed_is_lost(button, left):
    task, browser = active_task(), signed_in(office_person())
    rows = [step("甲", "2026-06-30", "abc"), step("乙", "第三天", "")]
    page = browser.post(url("task-milestones", task.pk), sheet("milestones", task, rows, **button))
    assert page.status_code == 200
    assert [form["title"].value() for form in page.context["rows"]] == left
    assert not said(page), "a row that is only being typed is not yet wrong"
    assert not task.milestones.exists()


def test_a_row_taken_away_by_the_script_does_not_count_whatever_it_says():
    task, browser = active_task(), signed_in(office_person())
    rows = [step("甲", "2026-06-30", "100"), {**step("乙", "bad", "x"), "DELETE": "on"}]
    assert browser.post(url("task-milestones", task.pk), sheet("milestones", task, rows)).status_code == 302
    assert task.milestones.count() == 1


def test_whoever_comes_second_sees_both_versions_and_may_put_theirs_in_place():
    task, office = active_task(), office_person()
    browser = signed_in(office_person())
    rows = [duty("xcb", "媒体报道"), duty("fgw", "统筹")]
    opened = sheet("duties", task, rows)
    tasks.set_duties(task, {bureaus()["scj"]: "执法"}, actor=office)
    answer = browser.post(url("task-duties", task.pk), opened)
    assert answer.status_code == 412
    (line,) = answer.context["stale"]["fields"]
    assert "执法" in line["old"]
    assert "媒体报道" in line["new"]
    assert [form["duty"].value() for form in answer.context["rows"]] == ["媒体报道", "统筹"]
    assert [row.department.code for row in task.duties.all()] == ["scj"]
    now = Task.objects.get(pk=task.pk)
    assert browser.post(url("task-duties", task.pk), sheet("duties", now, rows)).status_code == 302
    assert {row.department.code for row in task.duties.all()} == {"xcb", "fgw"}


def test_the_picker_offers_first_what_this_person_named_last():
    task, office = active_task(), office_person()
    names = [name for name, _words in signed_in(office).get(url("task-duties", task.pk)).context["departments"]]
    assert names == ["市委宣传部", "市发展改革委", "市商务局", "市市场监管局"]
    tasks.set_duties(task, {bureaus()["scj"]: ""}, actor=office)
    assert recent_departments(office) == [bureaus()["scj"].pk]
    page = signed_in(office).get(url("task-duties", task.pk))
    assert next(name for name, _words in page.context["departments"]) == "市市场监管局"
    assert 'list="departments"' in page.content.decode()


def test_a_long_sheet_costs_no_query_a_row():
    task, office = active_task(), office_person()
    browser, counts = signed_in(office), []
    for many in (2, 9):
        rows = [duty(department(f"d{n}", f"第{n}局", protocol_order=n).name, "分工") for n in range(many)]
        with CaptureQueriesContext(connection) as seen:
            answer = browser.post(url("task-duties", task.pk), sheet("duties", task, [*rows, duty("没有的局")]))
        assert answer.status_code == 400
        counts.append(len(seen))
    assert counts[0] == counts[1]
