"""The plan's page and the matrix of bureaus: every number is right, and opens the rows it was counted from."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse

from coordination.filters import ProgressReportFilter, TaskFilter
from coordination.models import LightChange, Plan, ProgressReport, Task
from coordination.queries import board
from coordination.services import plans, reports, rollup
from tests.factories import TODAY, draft_plan, liaison, office_person, open_report, submitted_report
from tests.plans.factories import action_at, in_bureau, in_office, long_draft, mixed_plan, turned_light

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day")]
LAST_MONTH, MAY = date(2026, 4, 30), date(2026, 5, 1)


@pytest.fixture
def _on_the_day():
    with time_machine.travel(f"{TODAY}T10:00:00+08:00", tick=False):
        yield


def page(plan: Plan, name: str = "plan", client=None, **query):
    return (client or in_office()).get(reverse(f"coordination:{name}", args=[plan.pk]), query)


def opened(url: str) -> int:
    """How many rows the office finds in the list behind a number, by the filters in its address."""
    address = urlsplit(url)
    request = RequestFactory().get(url)
    request.user = office_person()
    if address.path == reverse("coordination:task-list"):
        found: Any = TaskFilter(request.GET, queryset=Task.objects.all(), request=request)
    else:
        assert address.path == reverse("coordination:report-list")
        found = ProgressReportFilter(request.GET, queryset=ProgressReport.objects.all(), request=request)
    assert found.is_valid(), found.errors
    assert set(request.GET) <= set(found.form.fields), "a filter that the list does not know"
    return int(found.qs.count())


def test_lights_are_counted_by_measure_pillar_and_in_all():
    response = page(mixed_plan(TODAY))
    first, second = response.context["groups"]
    assert dict(response.context["now"].lights) == {"red": 1, "yellow": 1, "green": 1, "grey": 1}
    assert [row["standing"].total for row in first["rows"]] == [2, 1]
    assert (first["standing"].total, second["standing"].lights["grey"]) == (3, 1)


def test_cancelled_tasks_are_no_longer_counted():
    plan = mixed_plan(TODAY)
    Task.objects.filter(plan=plan, light="red").update(status="cancelled", light="grey")
    context = page(plan).context
    assert (context["now"].total, opened(context["all_url"])) == (3, 3)
    assert [opened(cell["url"]) for cell in context["lights"]] == [0, 1, 1, 1]


def test_every_number_opens_as_many_rows_as_it_says():
    plan = mixed_plan(TODAY)
    Task.objects.filter(number="1.1-01").update(sign_due_on=TODAY - timedelta(days=1))
    Task.objects.filter(number="1.1-02").update(start_on=date(2026, 1, 1), due_on=TODAY - timedelta(days=1))
    ProgressReport.objects.filter(task__number="1.2-01", period=MAY).update(due_on=TODAY - timedelta(days=1))
    context = page(plan).context
    now, late = context["now"], context["late_all"]
    assert (now.unsigned, now.overdue, late["reports"]) == (1, 1, 1)
    assert opened(context["all_url"]) == now.total
    assert opened(context["unsigned_url"]) == 1
    assert opened(context["overdue_url"]) == 1
    assert opened(context["reports_url"]) == 1
    for cell in context["lights"]:
        assert opened(cell["url"]) == cell["count"]
    for group in context["groups"]:
        for row in group["rows"]:
            assert [opened(cell["url"]) for cell in row["lights"]] == [cell["count"] for cell in row["lights"]]
    for cell in context["states"]:
        assert opened(cell["url"]) == cell["count"]
    for row in context["late"]:
        assert [opened(url) for count, url in row["cells"] if count] == [count for count, _ in row["cells"] if count]


def test_who_is_late_is_named_in_protocol_order():
    plan = mixed_plan(TODAY)
    Task.objects.filter(plan=plan).update(sign_due_on=TODAY - timedelta(days=1))
    assert [row["bureau"].code for row in page(plan).context["late"]] == ["swj", "scj"]


def test_the_reports_of_the_month_are_told_apart_by_state():
    report = submitted_report()
    plan = report.task.plan
    whole, by_lead = board.reports(plan, TODAY)
    assert (whole.states["submitted"], whole.states["due"], whole.states["accepted"]) == (1, 3, 0)
    assert by_lead[report.task.lead_id].states["submitted"] == 1
    reports.accept_report(report, actor=office_person(), today=TODAY)
    assert board.reports(plan, TODAY)[0].states["accepted"] == 1


def test_the_rate_on_time_counts_what_is_due_or_in_and_nothing_before_its_day():
    report = open_report()
    plan = report.task.plan
    assert board.reports(plan, TODAY)[0].rate is None
    actor = liaison()
    report = reports.save_report(report, actor=actor, progress=30, done="完成", judgement="on_track")
    reports.submit_report(report, actor=actor, today=TODAY)
    assert board.reports(plan, TODAY)[0].rate == 100
    assert board.reports(plan, report.due_on + timedelta(days=1))[0].rate == 25


def test_what_turned_is_told_against_the_end_of_last_month_worse_and_better_apart():
    plan = mixed_plan(TODAY)
    LightChange.objects.all().delete()
    rows = {task.number: task for task in plan.tasks.all()}
    turned_light(rows["1.1-01"], "green", "red", TODAY)
    turned_light(rows["1.1-02"], "red", "yellow", TODAY)
    turned_light(rows["1.2-01"], "green", "red", LAST_MONTH)
    turned_light(rows["2.1-01"], "grey", "green", TODAY)
    context = page(plan).context
    assert [task.number for task in context["worse"]["rows"]] == ["1.1-01"]
    assert [(task.number, task.before) for task in context["better"]["rows"]] == [("1.1-02", "red")]
    assert (context["worse"]["count"], context["better"]["count"]) == (1, 1)


def test_a_light_that_turned_and_turned_back_has_not_changed():
    plan = mixed_plan(TODAY)
    LightChange.objects.all().delete()
    task = plan.tasks.get(number="1.1-01")
    turned_light(task, "green", "yellow", MAY)
    turned_light(task, "yellow", "green", TODAY)
    assert board.count_turned(plan, LAST_MONTH) == (0, 0)


def test_the_list_of_what_turned_goes_both_ways():
    plan = mixed_plan(TODAY)
    LightChange.objects.all().delete()
    turned_light(plan.tasks.get(number="1.1-01"), "green", "red", TODAY)
    assert len(page(plan, "plan-changes").context["page"].object_list) == 1
    assert len(page(plan, "plan-changes", way="better").context["page"].object_list) == 0


def test_the_trend_reads_the_nightly_readings():
    plan = mixed_plan(TODAY)
    for days in range(40, 0, -1):
        rollup.write_readings(plan, TODAY - timedelta(days=days))
    lines = board.trend(plan, TODAY)
    assert len(lines["red"]) <= board.TREND_POINTS
    assert lines["red"][-1] == (TODAY - timedelta(days=1), 1)
    assert page(plan).context["trend"] is not None


def test_targets_are_counted_by_year_and_listed_with_what_was_last_accepted():
    report = submitted_report()
    target = report.task.targets.get()
    reports.withdraw_report(report, actor=liaison(), today=TODAY)
    report.refresh_from_db()
    report = reports.save_report(report, actor=liaison(), values={target.pk: Decimal(12)})
    report = reports.submit_report(report, actor=liaison(), today=TODAY)
    plan = report.task.plan
    assert board.targets_by_year(plan) == [(2028, 1)]
    assert page(plan, "plan-targets", year="2028").context["page"][0].last_reported is None
    reports.accept_report(report, actor=office_person(), today=TODAY)
    assert page(plan, "plan-targets", year="2028").context["page"][0].last_reported == 12
    assert len(page(plan, "plan-targets", year="2026").context["page"].object_list) == 0


def test_a_bureau_reads_the_plans_numbers_and_is_told_how_many_tasks_it_can_open():
    plan = mixed_plan(TODAY)
    context = page(plan, client=in_bureau("scj")).context
    assert (context["now"].total, context["mine"]) == (4, 1)
    assert page(plan).context["mine"] is None


def test_a_bureaus_own_figures_are_for_itself_and_the_office():
    plan = mixed_plan(TODAY)
    Task.objects.filter(plan=plan).update(sign_due_on=TODAY - timedelta(days=1))
    assert [row["bureau"].code for row in page(plan, "plan-bureaus").context["rows"]] == ["swj", "scj"]
    seen = page(plan, "plan-bureaus", in_bureau("scj")).context
    assert [row["bureau"].code for row in seen["rows"]] == ["scj"]
    assert seen["all"].total == 4
    assert [row["bureau"].code for row in page(plan, client=in_bureau("scj")).context["late"]] == ["scj"]


def test_the_numbers_of_the_matrix_open_their_rows():
    plan = mixed_plan(TODAY)
    for row in page(plan, "plan-bureaus").context["rows"]:
        for cell in (*row["lights"], *row["states"]):
            assert opened(cell["url"]) == cell["count"]


def test_a_draft_says_that_nothing_has_been_issued():
    plan = draft_plan()
    text = page(plan).content.decode()
    assert reverse("coordination:plan-review", args=[plan.pk]) in text
    assert page(plan, "plan-bureaus").status_code == 200


@pytest.mark.parametrize("name", ["plan", "plan-bureaus", "plan-changes", "plan-targets"])
def test_queries_do_not_grow_with_tasks(name, django_assert_max_num_queries):
    client = in_office()
    small = mixed_plan(TODAY)
    with django_assert_max_num_queries(60) as counted:
        page(small, name, client)
    large = plans.confirm_plan(long_draft(40), actor=None, today=TODAY)
    with django_assert_max_num_queries(len(counted)):
        page(large, name, client)


def test_sentences_are_all_there_before_anything_is_counted():
    plan = mixed_plan(TODAY)
    assert page(plan).context["coverage"].total == 4
    assert action_at(plan, 4).text.startswith("严厉打击")
