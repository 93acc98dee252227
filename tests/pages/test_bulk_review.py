"""Many reports at once: told before it happens, who failed and why, and all of it undone (A5)."""

from datetime import date

import pytest
from django.urls import reverse

from coordination.models import ProgressReport, Task
from coordination.services import reports
from kernel.activity.models import Notification
from tests.factories import TODAY, liaison, office_person
from tests.pages.reporting import says, three_that_wait
from tests.plans.factories import signed_in

pytestmark = pytest.mark.django_db
BULK, UNDO = reverse("coordination:report-bulk"), reverse("coordination:report-undo")


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
def waiting(submitted):
    """Three reports that wait for the office."""
    return [ProgressReport.objects.get(pk=key) for key in submitted]


def rows(found):
    return [f"{report.pk}:{report.version}" for report in found]


def states():
    return sorted(ProgressReport.objects.filter(period=date(2026, 5, 1)).values_list("status", flat=True))


def test_the_preview_says_what_will_happen_to_how_many_and_does_nothing(waiting):
    page = signed_in(office_person()).post(BULK, {"act": "accept", "pk": [report.pk for report in waiting]})
    assert "审定：3 份月报" in says(page)
    assert {effect["label"]: effect["value"] for effect in page.context["preview"].effects} == {
        "审定": "3 份", "将通知的部门（个）": 1, "进度将变动的任务（项）": 3,
    }  # fmt: skip
    assert "0% → <b>30%</b>" in says(page)
    assert states() == ["open", "submitted", "submitted", "submitted"]


def test_the_way_back_is_the_list_as_it_was_filtered(waiting):
    browser, chosen = signed_in(office_person()), {"act": "accept", "pk": [waiting[0].pk]}
    filtered = says(browser.post(BULK, {**chosen, "list": "period=2026-05-01&sort=-progress"}))
    assert 'href="/plan/reports/?period=2026-05-01&amp;sort=-progress"' in filtered
    assert 'href="/plan/reports/?state=submitted"' in says(browser.post(BULK, chosen))


def test_the_preview_leaves_out_what_does_not_wait_and_says_why(waiting):
    reports.accept_report(waiting[0], actor=office_person(), today=TODAY)
    reports.withdraw_report(waiting[1], actor=liaison(), today=TODAY)
    page = signed_in(office_person()).post(BULK, {"act": "accept", "row": rows(waiting)})
    why = [line.said[0][1] for line in page.context["preview"].left_out]
    assert len(page.context["preview"].lines) == 1
    assert set(why) == {"当前为“已审定”，不在待审之列。", "当前为“待填报”，不在待审之列。"}


def test_what_is_doubtful_is_pointed_out_row_by_row(waiting):
    report = waiting[0]
    Task.objects.filter(pk=report.task_id).update(progress=60)
    ProgressReport.objects.create(
        task=report.task, period=date(2026, 4, 1), due_on=date(2026, 4, 24), done=report.done, progress=20
    )
    page = signed_in(office_person()).post(BULK, {"act": "accept", "row": rows(waiting)})
    warned = {line.report.pk: len(line.warnings) for line in page.context["preview"].lines}
    assert warned == {waiting[0].pk: 2, waiting[1].pk: 0, waiting[2].pk: 0}


def test_returning_needs_a_reason_for_all_and_says_so_at_its_field(waiting):
    browser = signed_in(office_person())
    page = browser.post(BULK, {"act": "return", "confirmed": "yes", "row": rows(waiting), "note": " "})
    assert page.status_code == 400
    assert page.context["form"].errors["note"]
    assert 'href="#id_note"' in says(page)
    assert states().count("submitted") == 3
    browser.post(BULK, {"act": "return", "confirmed": "yes", "row": rows(waiting), "note": "请附合同"})
    assert states().count("returned") == 3
    assert set(ProgressReport.objects.filter(status="returned").values_list("decision_note", flat=True)) == {"请附合同"}


def test_one_that_fails_stops_no_other_and_is_named_with_its_reason(waiting):
    seen = rows(waiting)
    reports.return_report(waiting[1], actor=office_person(), note="缺材料", today=TODAY)
    page = signed_in(office_person()).post(BULK, {"act": "accept", "confirmed": "yes", "row": seen})
    assert [report.pk for report in page.context["result"].done] == [waiting[0].pk, waiting[2].pk]
    assert [(report.pk, refusal.code) for report, refusal in page.context["result"].failed] == [
        (waiting[1].pk, "stale_version")
    ]
    assert "已办理 2 份，未办理 1 份" in says(page)
    assert waiting[1].task.title in says(page)


def test_all_of_it_is_undone_at_once_and_nobody_is_told(waiting):
    browser = signed_in(office_person())
    page = browser.post(BULK, {"act": "accept", "confirmed": "yes", "row": rows(waiting)})
    assert states().count("accepted") == 3
    assert 'data-countdown="30"' in says(page)
    done = rows(page.context["result"].done)
    assert "决定已撤回" in says(browser.post(UNDO, {"row": done}, follow=True))
    assert states().count("submitted") == 3
    assert set(Task.objects.values_list("progress", flat=True)) == {0}
    assert not Notification.objects.filter(verb="report_accepted").exists()


def test_an_undo_names_the_rows_that_went_on_and_why(waiting):
    browser = signed_in(office_person())
    page = browser.post(BULK, {"act": "return", "confirmed": "yes", "row": rows(waiting), "note": "请附合同"})
    done = page.context["result"].done
    reports.save_report(ProgressReport.objects.get(pk=done[0].pk), actor=liaison(), done="已附合同")
    answer = browser.post(UNDO, {"row": rows(done)})
    assert [report.pk for report, _why in answer.context["result"].failed] == [done[0].pk]
    assert states() == ["open", "returned", "submitted", "submitted"]
    assert "撤回决定：已办理 2 份，未办理 1 份" in says(answer)


def test_nobody_but_the_office_decides_or_undoes_in_bulk(waiting):
    browser = signed_in(liaison())
    assert browser.post(BULK, {"act": "accept", "row": rows(waiting)}).status_code == 403
    assert browser.post(UNDO, {"row": rows(waiting)}).status_code == 403
    other = signed_in(office_person())
    page = signed_in(office_person()).post(BULK, {"act": "accept", "confirmed": "yes", "row": rows(waiting)})
    answer = other.post(UNDO, {"row": rows(page.context["result"].done)})
    assert {refusal.code for _row, refusal in answer.context["result"].failed} == {"not_permitted"}
    assert states().count("accepted") == 3


@pytest.mark.parametrize(
    "words", [{}, {"row": "x"}, {"row": "9:9:9"}, {"row": f"{10**30}:1"}, {"pk": "-1"}, {"row": "999999:1"}]
)
def test_choosing_nothing_or_nonsense_is_a_sentence(words):
    answer = signed_in(office_person()).post(BULK, {"act": "accept", **words})
    assert answer.status_code == 400
    assert "至少选择一份月报" in says(answer)
    assert signed_in(office_person()).post(BULK, {"act": "burn", **words}).status_code == 404
