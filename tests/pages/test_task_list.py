"""The list of tasks: searched, filtered by the address, sorted, summed; it costs the same however long it is."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.models import Task
from kernel.accounts.services import initials_of
from tests.factories import TODAY, active_task, bureaus, liaison, office_person, person, plan_in_force
from tests.pages.factories import on_the_day, signed_in, url
from tests.plans.factories import mixed_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with on_the_day():
        yield


def numbers(page):
    return [row["cells"][0]["sub"] for row in page.context["rows"]]


def listed(browser, **query):
    return browser.get(url("task-list"), query)


def test_number_name_and_pinyin_initials_find_a_task():
    plan_in_force()
    browser = signed_in(office_person())
    title = Task.objects.get(number="1.1-02").title
    for words in ("1.1-02", title[:4], initials_of(title)[:4], initials_of(title)[:4].upper()):
        assert "1.1-02" in numbers(listed(browser, q=words)), words
    assert numbers(listed(browser, q="1.1 xyz")) == []


def test_filters_stay_in_the_address_as_chips_that_take_themselves_away():
    mixed_plan(TODAY)
    browser, lead = signed_in(office_person()), bureaus()["swj"].pk
    page = listed(browser, light=["red", "yellow"], lead=lead, q="", sort="-number")
    assert numbers(page) == ["1.1-02", "1.1-01"]
    chips = {chip["label"]: chip["url"] for chip in page.context["chips"]}
    assert list(chips) == ["牵头单位: 市商务局", "灯色: 红", "灯色: 黄"]
    assert numbers(browser.get(url("task-list") + chips["灯色: 红"])) == ["1.1-02"]
    assert "sort=-number" in chips["灯色: 红"]


def test_every_sortable_head_sorts_both_ways():
    mixed_plan(TODAY)
    browser = signed_in(office_person())
    for column in ("number", "light", "progress", "due_on", "status"):
        up, down = numbers(listed(browser, sort=column)), numbers(listed(browser, sort=f"-{column}"))
        assert sorted(up) == sorted(down)
        assert len(up) == 4
    assert numbers(listed(browser, sort="-number")) == ["2.1-01", "1.2-01", "1.1-02", "1.1-01"]


def test_the_sum_row_counts_all_pages_and_says_how_many_are_overdue():
    plan = mixed_plan(TODAY)
    Task.objects.filter(plan=plan, number="1.1-01").update(due_on="2026-05-01", progress=40)
    sums = listed(signed_in(office_person())).context["sums"]
    assert sums[:2] == ["合计 4 项任务", "2 个单位"]
    assert sums[3:5] == ["平均 10%", "逾期 1 项"]
    assert re.findall(r"\d+", sums[2]) == ["1", "1", "1", "1"]


def test_a_filter_that_cannot_be_right_says_so_and_breaks_nothing():
    plan_in_force()
    browser = signed_in(office_person())
    for query in ({"light": "purple"}, {"lead": "9" * 30}, {"sort": "password"}, {"plan": "x"}, {"page": "x"}):
        assert listed(browser, **query).status_code == 200
    assert "有一个筛选条件无效" in listed(browser, light="purple").content.decode()


def test_an_empty_list_says_what_to_do_next():
    browser = signed_in(office_person())
    assert url("plan-list") in listed(browser).content.decode()
    plan_in_force()
    page = listed(browser, q="没有这样的任务")
    assert f'href="{url("task-list")}"' in page.content.decode()
    assert page.context["chips"]


def test_the_height_of_rows_is_remembered_until_it_is_changed():
    plan_in_force()
    browser = signed_in(office_person())
    assert listed(browser).context["density"] == ""
    assert listed(browser, density="compact").context["density"] == "compact"
    assert listed(browser).context["density"] == "compact"
    assert listed(browser, density="normal").context["density"] == ""
    assert listed(browser, density="x").context["density"] == ""


def test_each_sees_the_tasks_of_their_bureau_and_what_it_helps_with():
    plan_in_force()
    expected = {
        office_person(): 4, liaison("swj"): 3, liaison("scj"): 1, liaison("xcb"): 1,
        person("bureau_leader", bureaus()["swj"]): 3, person("district_liaison", bureaus()["fgw"]): 0,
    }  # fmt: skip
    for user, count in expected.items():
        assert len(numbers(listed(signed_in(user)))) == count, user
    assert listed(signed_in(person("expert"))).status_code == 403


def test_days_left_are_said_only_while_somebody_works_on_a_task():
    task = active_task()
    Task.objects.filter(pk=task.pk).update(status="completed", due_on="2026-05-01")
    page = listed(signed_in(liaison()), q=task.number)
    assert page.context["rows"][0]["cells"][4]["days"] is None


def test_a_longer_list_costs_no_query_more():
    plan = plan_in_force()
    browser, counts = signed_in(office_person()), []
    listed(browser)
    for turn in range(2):
        with CaptureQueriesContext(connection) as seen:
            listed(browser, light=["green", "red", "yellow", "grey"], lead=[row.pk for row in bureaus().values()])
        counts.append(len(seen))
        rows = list(Task.objects.filter(plan=plan)[:4])
        for n, row in enumerate(rows * 5):
            row.pk, row.number = None, f"9.{turn}.{n}"
            row.save(force_insert=True)
    assert counts[0] == counts[1]
