"""The whole story in a real browser: a text comes in, a task goes out, a month is reported, a light turns."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Dialog, Locator, Page, expect

from coordination.models import Plan, ProgressReport, Task
from coordination.services.rollup import roll_up
from kernel.accounts.models import User
from tests.browsing import PASSWORD, Visitor
from tests.factories import POLICY, bureaus, liaison, office_person

SHANGHAI = ZoneInfo("Asia/Shanghai")
THE_DAY = datetime(2026, 5, 12, 9, 0, tzinfo=SHANGHAI)
A_DAY_TOO_LATE = datetime(2026, 6, 1, 9, 0, tzinfo=SHANGHAI)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def who_may_sign_in(user: User) -> str:
    user.set_password(PASSWORD)
    user.save()
    return user.username


def test_from_the_text_to_an_accepted_report_and_a_changed_light(browser, live_server):
    bureaus()
    office_name, liaison_name = who_may_sign_in(office_person()), who_may_sign_in(liaison())
    with time_machine.travel(THE_DAY, tick=True):
        office = Visitor(browser, live_server.url).sign_in(office_name)
        plan = imported_and_confirmed(office)
        task = plan.tasks.get(number="1.1-01")
        bureau = Visitor(browser, live_server.url).sign_in(liaison_name)
        signed_for(bureau, task)
    with time_machine.travel(A_DAY_TOO_LATE, tick=True):
        roll_up(today=A_DAY_TOO_LATE.date())
        task.refresh_from_db()
        assert (task.status, task.light) == ("active", "red")
        bureau.enter(liaison_name)
        report = reported(bureau, task)
        office.enter(office_name)
        accepted(office, report)
        task.refresh_from_db()
        assert (task.progress, task.light) == (35, "green")
        office.open(f"/plan/tasks/{task.pk}/")
        office.sees("35")
        office.sees("进度正常")
        office.look()
        office.open(f"/plan/{plan.pk}/policy/")
        office.look()


def imported_and_confirmed(office: Visitor) -> Plan:
    """The office pastes the text, looks the draft through, gives the sentence without lead one, and confirms."""
    office.look()
    page = office.open("/plan/import/")
    office.look()
    page.fill("textarea[name=text]", POLICY.replace("（市商务局牵头）\n二、", "（某办公室牵头）\n二、"))
    office.follow("form[data-guard] button[type=submit]")
    plan = Plan.objects.get()
    assert page.url.endswith(f"/plan/{plan.pk}/review/")
    office.look()
    card = page.locator("article.card", has_text="支持企业参加海外展览")
    opened_and_closed_by_keyboard(page, card)
    card.locator("input[name=lead]").fill("swj")
    card.locator(".lead-form button").click()
    expect(card.locator("input[name=lead]")).to_have_value("市商务局")
    office.follow(f"a[href='/plan/{plan.pk}/steps/confirm/']")
    office.look()
    office.follow("form.confirm-plan button[type=submit]")
    plan.refresh_from_db()
    assert plan.status == "active"
    office.look()
    return plan


def opened_and_closed_by_keyboard(page: Page, card: Locator) -> None:
    """Enter opens the card; Escape closes it and is back where Enter was pressed; typed words are not lost unasked."""
    edit, box, asked = card.locator("[data-edit]"), card.locator("textarea"), list[str]()

    def first_no_then_yes(dialog: Dialog) -> None:
        asked.append(dialog.message)
        (dialog.dismiss if len(asked) == 1 else dialog.accept)()

    page.on("dialog", first_no_then_yes)
    edit.focus()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.type("字")
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    expect(box).to_have_count(0)
    assert asked == ["不保存已填写的内容就关闭吗？"] * 2
    page.remove_listener("dialog", first_no_then_yes)


def signed_for(bureau: Visitor, task: Task) -> None:
    """The liaison finds the task in the to-do list and signs for it."""
    bureau.look()
    bureau.follow(f"a[href^='/plan/tasks/{task.pk}/']")
    bureau.open(f"/plan/tasks/{task.pk}/")
    bureau.look()
    bureau.follow(f"a[href='/plan/tasks/{task.pk}/sign/']")
    bureau.look()
    bureau.follow("main form[method=post] button[type=submit]")
    task.refresh_from_db()
    assert task.status == "active"


def reported(bureau: Visitor, task: Task) -> ProgressReport:
    """The month's report is typed, kept by itself, still there after a reload, and handed in."""
    report = task.reports.get(period="2026-05-01")
    page = bureau.open(f"/plan/reports/{report.pk}/")
    bureau.look()
    page.fill("[name=progress]", "35")
    page.fill("[name=done]", "已与三家平台签约，开展首场活动")
    expect(page.locator(".saved").first).to_contain_text("已保存", timeout=6_000)
    page.select_option("[name=judgement]", "on_track")
    expect(page.locator("form[data-autosave]")).not_to_have_attribute("data-dirty", "yes", timeout=6_000)
    page.reload()
    assert page.input_value("[name=done]") == "已与三家平台签约，开展首场活动"
    bureau.follow("form[data-autosave] button[name=act][value=submit]")
    bureau.look()
    bureau.follow("form[data-forget] button[type=submit]")
    report.refresh_from_db()
    assert report.status == "submitted"
    bureau.look()
    return report


def accepted(office: Visitor, report: ProgressReport) -> None:
    """The office finds the report among what waits for it, and accepts it."""
    office.open("/work/")
    office.look()
    office.open(f"/plan/reports/{report.pk}/")
    office.look()
    office.follow(f"form[action='/plan/reports/{report.pk}/accept/'] button[type=submit]")
    report.refresh_from_db()
    assert report.status == "accepted"
