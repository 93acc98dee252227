"""The liaison's month: kept as it is typed, checked at once, read once more, handed in once (F14, F15, A8)."""

from datetime import date

import pytest

from coordination.models import ProgressReport, ReportedValue
from coordination.services import reports
from kernel.activity.models import AuditEntry
from tests.factories import TODAY, liaison, office_person, open_report, person
from tests.pages.reporting import DONE, at, says, typed
from tests.plans.factories import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def may(monkeypatch):
    """It is the twelfth of May."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


def fresh(report):
    return ProgressReport.objects.get(pk=report.pk)


def test_last_months_words_and_what_was_accepted_stand_beside_the_boxes():
    report, someone, office = open_report(), liaison(), office_person()
    april = ProgressReport.objects.create(task=report.task, period=date(2026, 4, 1), due_on=date(2026, 4, 24))
    target = report.task.targets.get()
    words = {"progress": 20, "done": "四月办了首场", "judgement": "at_risk"}
    april = reports.save_report(april, actor=someone, values={target.pk: 7}, **words)
    april = reports.submit_report(april, actor=someone, today=TODAY)
    reports.accept_report(april, actor=office, today=TODAY, judgement="behind")
    page = signed_in(someone).get(at("report", report.pk))
    lines = {line["bound"].name: line for line in page.context["lines"]}
    assert lines["progress"]["before"] == "20 %"
    assert lines["done"]["before"] == "四月办了首场"
    assert lines[f"target_{target.pk}"]["before"].startswith("7")
    assert "已审定：7" in lines[f"target_{target.pk}"]["notes"][0]
    assert "目标：30" in lines[f"target_{target.pk}"]["notes"][1]
    assert lines["judgement"]["before"] == "部门：有风险 · 品牌办：滞后"


def test_everything_that_is_missing_is_listed_at_once_with_links_and_nothing_typed_is_lost():
    report = open_report()
    answer = signed_in(liaison()).post(at("report", report.pk), {"version": 1, "problems": "缺场地", "act": "submit"})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"progress", "judgement", "done"}
    for name in ("progress", "judgement", "done"):
        assert f'href="#id_{name}"' in says(answer)
    assert fresh(report).problems == "缺场地"
    assert fresh(report).status == "open"


def test_beside_a_wrong_box_the_others_are_kept():
    report, browser = open_report(), signed_in(liaison())
    answer = browser.post(at("report", report.pk), typed(report, progress="一百二"))
    assert answer.status_code == 400
    assert "一百二" in says(answer), "what was typed stays in its box"
    assert (fresh(report).done, fresh(report).progress) == (DONE, None)
    draft = browser.post(at("report-draft", report.pk), typed(fresh(report), progress="130", done="更多"))
    assert draft.json()["errors"].keys() == {"progress"}
    assert fresh(report).done == "更多"


def test_a_draft_typed_with_full_width_digits_is_kept_and_its_version_told():
    report, browser = open_report(), signed_in(liaison())
    target = report.task.targets.get()
    answer = browser.post(
        at("report-draft", report.pk), typed(report, progress="４５", **{f"target_{target.pk}": "１２．５"})
    )
    assert answer.json()["version"] == fresh(report).version == 2
    assert fresh(report).progress == 45
    assert float(ReportedValue.objects.get(report=report).value) == 12.5
    assert not AuditEntry.objects.of(report).exists(), "a draft is no history"


def test_before_it_is_handed_in_all_of_it_is_read_once_more():
    report, browser = open_report(), signed_in(liaison())
    answer = browser.post(at("report", report.pk), typed(report, act="submit"))
    assert answer["Location"] == at("report-submit", report.pk)
    summary = browser.get(answer["Location"])
    assert DONE in says(summary)
    assert fresh(report).status == "open", "reading hands nothing in"
    assert browser.post(answer["Location"], {"version": fresh(report).version})["Location"] == at("report", report.pk)
    assert fresh(report).status == "submitted"
    assert "撤回" in says(browser.get(at("report", report.pk)))


def test_a_double_click_hands_in_once_and_shows_the_same_page():
    report, browser = open_report(), signed_in(liaison())
    browser.post(at("report", report.pk), typed(report, act="submit"))
    version = fresh(report).version
    answers = [browser.post(at("report-submit", report.pk), {"version": version}) for _n in range(2)]
    assert [answer["Location"] for answer in answers] == [at("report", report.pk)] * 2
    assert AuditEntry.objects.of(report).filter(step="submit").count() == 1


def test_what_somebody_changed_after_the_summary_is_read_again_before_it_is_handed_in():
    report, browser = open_report(), signed_in(liaison())
    browser.post(at("report", report.pk), typed(report, act="submit"))
    seen = fresh(report).version
    reports.save_report(fresh(report), actor=liaison(), done="别人补充")
    answer = browser.post(at("report-submit", report.pk), {"version": seen}, follow=True)
    assert "请再核对一遍" in says(answer)
    assert fresh(report).status == "open"


def two_versions(report):
    """Somebody else has saved while this browser was typing; the page that it gets, and the browser."""
    mine = typed(report, done="我写的进展", progress="40")
    reports.save_report(report, actor=liaison(), done="同事写的进展", next_step="同事的打算")
    browser = signed_in(liaison())
    return browser, browser.post(at("report", report.pk), mine)


def test_the_second_of_two_gets_both_versions_field_by_field_and_nothing_is_written():
    report = open_report()
    _browser, page = two_versions(report)
    assert page.status_code == 412
    assert {field.name for field in page.context["fields"]} >= {"done", "progress", "next_step"}
    assert "<ins>" in says(page)
    assert "<del>" in says(page)
    assert fresh(report).done == "同事写的进展"


def test_the_second_chooses_for_each_field_and_may_keep_both():
    report = open_report()
    browser, page = two_versions(report)
    sent = dict(page.context["sent"])
    picks = {"pick_done": "both", "pick_next_step": "theirs", "pick_progress": "mine"}
    answer = browser.post(at("report", report.pk), {**sent, **picks, "version": fresh(report).version, "act": "merge"})
    assert answer["Location"] == at("report", report.pk)
    row = fresh(report)
    assert (row.done, row.next_step, row.progress) == ("同事写的进展\n我写的进展", "同事的打算", 40)


def test_a_third_who_saves_during_the_choice_is_compared_as_well():
    report = open_report()
    browser, page = two_versions(report)
    sent, seen = dict(page.context["sent"]), fresh(report).version
    reports.save_report(fresh(report), actor=liaison(), done="第三人")
    answer = browser.post(at("report", report.pk), {**sent, "version": seen, "act": "merge"})
    assert answer.status_code == 412
    assert "第三人" in says(answer)
    assert fresh(report).done == "第三人"


def test_without_the_comparison_the_second_would_overwrite_the_first(monkeypatch):
    report = open_report()
    monkeypatch.setattr("coordination.views.report_write.differing", lambda form, row: [])
    _browser, page = two_versions(report)
    assert page.status_code == 302
    assert fresh(report).done == "我写的进展"


def test_autosave_meets_the_other_version_with_412():
    report, browser = open_report(), signed_in(liaison())
    reports.save_report(report, actor=liaison(), done="同事写的进展")
    answer = browser.post(at("report-draft", report.pk), typed(report, done="我写的"))
    assert answer.status_code == 412
    assert answer.json()["code"] == "stale_version"
    assert fresh(report).done == "同事写的进展"
    same = browser.post(at("report-draft", report.pk), typed(report, **as_kept(report)))
    assert same.status_code == 200, "the same words in an old version are no conflict"


def as_kept(report):
    row = fresh(report)
    return {"done": row.done, "progress": "", "judgement": "", **{f"target_{t.pk}": "" for t in row.task.targets.all()}}


def test_words_typed_after_a_colleague_handed_it_in_can_still_go_into_it():
    report, browser = open_report(), signed_in(liaison())
    other = reports.save_report(report, actor=liaison(), progress=30, done="同事写的", judgement="on_track")
    reports.submit_report(other, actor=liaison(), today=TODAY)
    page = browser.post(at("report", report.pk), typed(report, done="我写的"))
    assert page.status_code == 412
    assert 'value="withdraw"' in says(page)
    sent = dict(page.context["sent"])
    version = fresh(report).version
    again = browser.post(at("report", report.pk), {**sent, "version": version, "act": "withdraw"})
    assert fresh(report).status == "open"
    assert again.status_code == 412
    assert "我写的" in says(again)


def test_who_writes_reads_or_is_kept_out():
    report = open_report()
    address = at("report", report.pk)
    assert "data-autosave" in says(signed_in(liaison()).get(address))
    assert "data-autosave" not in says(signed_in(office_person()).get(address))
    assert signed_in(liaison("scj")).get(address).status_code == 404
    assert signed_in(person("enterprise")).get(address).status_code == 403
    helper = signed_in(liaison("xcb"))
    assert "data-autosave" not in says(helper.get(address)), "who only co-operates reads"
    for name in ("report-draft", "report-submit"):
        assert helper.post(at(name, report.pk), typed(report)).status_code == 403
    helper.post(address, typed(report))
    assert fresh(report).done == ""
