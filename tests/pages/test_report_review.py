"""The office's desk for one report: judge, accept, return by a day, go to the next one that waits; the list."""

from datetime import date

import pytest
from django.urls import reverse

from coordination.models import Plan, ProgressReport
from coordination.services import reports
from kernel.activity.models import AuditEntry
from tests.factories import TODAY, liaison, office_person
from tests.pages.reporting import at, queries_of, says, three_that_wait
from tests.plans.factories import signed_in

pytestmark = pytest.mark.django_db
LIST = reverse("coordination:report-list")


@pytest.fixture(autouse=True)
def may(monkeypatch):
    """It is the twelfth of May."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


@pytest.fixture(scope="module")
def submitted(kept_story):
    """Their keys: the same three for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)
        return [report.pk for report in three_that_wait()]


@pytest.fixture
def queue(submitted):
    """Three reports that wait, in the order in which they came."""
    return [ProgressReport.objects.get(pk=key) for key in submitted]


def test_the_desk_shows_its_place_in_the_queue_and_leads_on(queue):
    browser = signed_in(office_person())
    page = browser.get(at("report", queue[1].pk))
    place = page.context["place"]
    assert (place.number, place.count, place.previous, place.next) == (2, 3, queue[0].pk, queue[2].pk)
    assert 'data-key="n"' in says(page)
    answer = browser.post(
        at("report-step", queue[1].pk, "accept"), {"version": queue[1].version, "judgement": "behind"}
    )
    assert answer["Location"] == at("report", queue[2].pk)
    row = ProgressReport.objects.get(pk=queue[1].pk)
    assert (row.status, row.office_judgement, row.judgement) == ("accepted", "behind", "at_risk")
    answer = browser.post(at("report-step", queue[2].pk, "accept"), {"version": queue[2].version})
    assert answer["Location"] == at("report", queue[0].pk), "after the last one comes the first that still waits"


def test_what_was_decided_can_be_undone_from_the_message(queue):
    browser = signed_in(office_person())
    page = browser.post(at("report-step", queue[0].pk, "accept"), {"version": queue[0].version}, follow=True)
    assert 'data-countdown="30"' in says(page)
    undo = at("report-undo") + f"?row={queue[0].pk}%3A{queue[0].version + 1}"
    assert f'action="{undo}"' in says(page)
    answer = browser.post(undo, follow=True)
    assert "决定已撤回" in says(answer)
    assert ProgressReport.objects.get(pk=queue[0].pk).status == "submitted"
    assert "不能撤回" in says(browser.post(undo, follow=True)) or "刚刚修改" in says(browser.post(undo, follow=True))


def test_a_return_names_reason_and_day_and_says_beside_the_field_what_is_wrong(queue):
    report, browser = queue[0], signed_in(office_person())
    address = at("report-step", report.pk, "return")
    late = browser.post(address, {"version": report.version, "note": "请附合同", "due_on": "2026-05-01"})
    assert late.status_code == 400
    assert "这一天已经过去" in says(late)
    assert "请附合同" in says(late)
    silent = browser.post(address, {"version": report.version, "note": " "})
    assert silent.context["return_form"].errors["note"]
    assert ProgressReport.objects.get(pk=report.pk).status == "submitted"
    browser.post(address, {"version": report.version, "note": "请附合同", "due_on": "2026-06-05"})
    row = ProgressReport.objects.get(pk=report.pk)
    assert (row.status, row.due_on, row.decision_note) == ("returned", date(2026, 6, 5), "请附合同")
    assert "2026年6月5日" in says(signed_in(liaison()).get(at("report", report.pk)))


def test_a_double_click_decides_once(queue):
    browser, report = signed_in(office_person()), queue[0]
    for _n in range(2):
        answer = browser.post(at("report-step", report.pk, "accept"), {"version": report.version})
        assert answer.status_code == 302
    assert AuditEntry.objects.of(report).filter(step="accept").count() == 1


def test_somebody_elses_decision_in_between_is_not_overwritten(queue):
    report = queue[0]
    reports.return_report(report, actor=office_person(), note="缺材料", today=TODAY)
    browser = signed_in(office_person())
    answer = browser.post(at("report-step", report.pk, "accept"), {"version": report.version})
    assert answer.status_code == 412
    assert ProgressReport.objects.get(pk=report.pk).status == "returned"


def test_only_the_office_decides(queue):
    for code in ("swj", "xcb"):
        browser = signed_in(liaison(code))
        assert "accept_form" not in browser.get(at("report", queue[0].pk)).context
        answer = browser.post(at("report-step", queue[0].pk, "accept"), {"version": queue[0].version})
        assert answer.status_code == 403
    assert signed_in(liaison("scj")).get(at("report", queue[0].pk)).status_code == 404
    assert signed_in(office_person()).get(at("report-step", queue[0].pk, "accept")).status_code == 405


def test_a_copied_report_is_pointed_out(queue):
    report = queue[0]
    ProgressReport.objects.create(
        task=report.task, period=date(2026, 4, 1), due_on=date(2026, 4, 24), done=report.done, progress=20
    )
    assert "与上月完全相同" in says(signed_in(office_person()).get(at("report", report.pk)))


def test_filters_stay_in_the_address_each_with_a_chip_that_takes_it_away(queue):
    browser = signed_in(office_person())
    page = browser.get(LIST, {"state": "submitted", "q": "1.1", "sort": "-progress"})
    assert [row["pk"] for row in page.context["rows"]] == [queue[1].pk, queue[0].pk]
    chips = {chip["label"]: chip["url"] for chip in page.context["chips"]}
    assert chips["状态: 待审定"] == "?q=1.1&sort=-progress"
    assert len(chips) == 2
    assert "平均 40%" in says(page)
    assert 'aria-sort="descending"' in says(page)
    assert not browser.get(LIST, {"q": "没有这样的"}).context["rows"]
    assert "没有" in says(browser.get(LIST, {"q": "没有这样的"}))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"state": "due"}, 1), ({"state": "not_due"}, 4), ({"state": "overdue"}, 0), ({"period": "2026-06-01"}, 4),
        ({"q": "sswj"}, 3), ({"q": "场"}, 1), ({}, 4), ({"state": "none"}, 8),
    ],
)  # fmt: skip
def test_the_list_finds_by_state_month_and_pinyin_initials(queue, words, found):
    Plan.objects.get().tasks.get(number="1.1-01").lead.__class__.objects.filter(code="swj").update(initials="sswj")
    page = signed_in(office_person()).get(LIST, words)
    assert len(page.context["rows"]) == found, "what is not due yet is shown when it is asked for"


def test_a_bureau_lists_its_own_and_has_nothing_to_tick(queue):
    page = signed_in(liaison("scj")).get(LIST)
    assert {row["cells"][2] for row in page.context["rows"]} == {"市市场监管局"}
    assert 'type="checkbox"' not in says(page)
    assert says(signed_in(office_person()).get(LIST)).count('name="pk"') == 3, "only what waits can be ticked"


def test_more_reports_cost_no_more_queries(queue):
    browser, report = signed_in(office_person()), queue[0]
    few = queries_of(browser, LIST, state="submitted", q="1.2"), queries_of(browser, at("report", report.pk))
    many = queries_of(browser, LIST, state="submitted", q="1."), queries_of(browser, at("report", queue[2].pk))
    assert few[0] == many[0]
    assert abs(few[1] - many[1]) <= 1
