"""A firm applies on a phone: from the question whether it may to the receipt, each page looked at."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Page, expect

from enterprises.models import Application, EligibilityRule
from tests.browsing import NARROW, PASSWORD, Visitor
from tests.enterprises.factories import member, open_call, registered_enterprise
from tests.enterprises.factories_applications import licence_of

THE_DAY = datetime(2026, 5, 12, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_from_the_question_to_the_receipt_at_360_px(browser, live_server):
    call, firm = open_call(), registered_enterprise()
    EligibilityRule.objects.create(call=call, fact="years_since_founding", operator="gte", wanted=3)
    filler, colleague = member(firm), member(firm, "filler")
    for user in (filler, colleague):
        user.set_password(PASSWORD)
        user.save()
    licence_of(firm, filler)
    with time_machine.travel(THE_DAY, tick=True):
        phone = Visitor(browser, live_server.url).sign_in(filler.username)
        page = phone.open(f"/calls/{call.pk}/apply/")
        phone.sees("符合全部条件")
        phone.look()
        page.set_viewport_size(NARROW)
        phone.follow("form[data-once] button[type=submit]")
        application = Application.objects.get()
        phone.look()
        page.set_viewport_size(NARROW)
        filled_in(phone, page)
        met_by_a_colleague(browser, live_server, colleague.username, application, page)
        sent(phone, page, application)


def filled_in(phone: Visitor, page: Page) -> None:
    """The first part is kept as it is typed; what the portal knows stands there already."""
    phone.follow(".parts-list a >> nth=0")
    phone.sees("已由平台填入")
    page.fill("[name=story]", "一阀一生，滴水不漏。")
    page.check("[name=market][value=国内]")
    expect(page.locator("form .saved")).to_contain_text("已保存", timeout=6_000)
    expect(page.locator("form[data-autosave]")).not_to_have_attribute("data-dirty", "yes", timeout=6_000)
    phone.look()
    page.set_viewport_size(NARROW)
    page.reload()
    assert page.input_value("[name=story]") == "一阀一生，滴水不漏。"


def met_by_a_colleague(browser, live_server, name: str, application: Application, page: Page) -> None:
    """Two browsers at one draft: another's answer stands beside one's own until one of them is chosen."""
    other = Visitor(browser, live_server.url).enter(name)
    second = other.open(f"/enterprise/applications/{application.pk}/sections/basics/")
    second.fill("[name=story]", "同事写的理念")
    expect(second.locator("form[data-autosave]")).not_to_have_attribute("data-dirty", "yes", timeout=6_000)
    page.fill("[name=story]", "我写的理念")
    expect(page.locator(".conflict")).to_contain_text("同事写的理念", timeout=6_000)
    with page.expect_navigation():
        page.click("button[name=pick-story][value=mine]")
    assert page.input_value("[name=story]") == "我写的理念"
    assert application.answers.get(field__key="story").value == "我写的理念"


def sent(phone: Visitor, page: Page, application: Application) -> None:
    """The other parts, the summary with a link to what is missing, the receipt."""
    phone.follow("button[name=act][value=next]")
    page.fill("[name=revenue]", "12500.5")
    phone.follow("button[name=act][value=next]")
    phone.look()
    page.set_viewport_size(NARROW)
    page.goto(page.url.replace("materials/", "summary/"))
    phone.look()
    page.set_viewport_size(NARROW)
    phone.follow("[data-summary] a[href*='material-licence']")
    phone.follow("#material-licence .pick-row button")
    phone.follow("a[href$='/summary/']")
    phone.follow("form.send button[type=submit]")
    application.refresh_from_db()
    assert application.status == "submitted"
    phone.sees(str(application.number))
    phone.look()
