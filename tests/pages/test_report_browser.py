"""A month written in a real browser: the session ends in mid-form, two people write, nothing typed is lost (F22)."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from coordination.models import ProgressReport
from coordination.services import reports
from tests.browsing import Visitor
from tests.factories import TODAY, liaison, office_person, open_report
from tests.pages.test_browser_story import THE_DAY, who_may_sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
NEXT = "[name=next_step]"


def test_what_was_typed_outlives_the_session_and_meets_the_other_version(browser, live_server):
    name, other = who_may_sign_in(liaison()), liaison()
    with time_machine.travel(THE_DAY, tick=True):
        report = open_report()
        visitor = Visitor(browser, live_server.url).sign_in(name)
        page = sent_without_session(visitor, name, report, "没有留下的打算", kept=False)
        assert page.input_value(NEXT) == "", "without the copy on this device it is gone"
        assert not page.locator(".kept").count()
        sent_without_session(visitor, name, report, "会话结束时写的打算")
        expect(page.locator(".kept")).to_contain_text("已留在本机")
        reports.save_report(fresh(report), actor=other, next_step="同事先存的打算")
        page.locator(".kept button").first.click()
        expect(page.locator("[data-saved] button")).to_be_visible(timeout=8_000)
        visitor.complaints.clear()  # the browser notes the 412 that was asked for
        visitor.follow("[data-saved] button")
        visitor.complaints.clear()
        visitor.look()
        page.check("input[value=both]")
        visitor.follow("button[value=merge]")
        assert fresh(report).next_step == "同事先存的打算\n会话结束时写的打算"


def test_the_office_decides_by_keyboard_and_takes_it_back(browser, live_server):
    name = who_may_sign_in(office_person())
    with time_machine.travel(THE_DAY, tick=True):
        report = reports.save_report(open_report(), actor=liaison(), progress=30, done="已签约", judgement="on_track")
        report = reports.submit_report(report, actor=liaison(), today=TODAY)
        visitor = Visitor(browser, live_server.url).enter(name)
        for path in ("/plan/reports/?state=submitted", "/inbox/", "/inbox/channels/", "/tokens/"):
            page = visitor.open(path)
            visitor.look()
        visitor.open("/plan/reports/?state=submitted")
        page.check("tbody input[type=checkbox]")
        visitor.follow("button[value=accept]")
        visitor.look()
        visitor.open(f"/plan/reports/{report.pk}/")
        page.keyboard.press("a")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert fresh(report).status == "accepted"
        visitor.follow(".toast form button")
        visitor.sees("决定已撤回")
        assert fresh(report).status == "submitted"


def sent_without_session(visitor: Visitor, name: str, report: ProgressReport, words: str, kept: bool = True) -> Page:
    """The form after it was sent when the session had ended, and its writer has signed in again."""
    page = visitor.open(f"/plan/reports/{report.pk}/")
    if not kept:
        page.evaluate("Storage.prototype.setItem = () => {}")
    page.fill(NEXT, words)
    Session.objects.all().delete()
    visitor.follow("button[name=act][value=save]")
    assert "/accounts/login/" in page.url
    visitor.sign_in(name)
    return visitor.open(f"/plan/reports/{report.pk}/")


def fresh(report: ProgressReport) -> ProgressReport:
    return ProgressReport.objects.get(pk=report.pk)
