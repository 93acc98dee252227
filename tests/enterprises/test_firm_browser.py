"""A firm's pages and the public first page, each looked at in a browser; the picker of an industry, the tabs."""

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from tests.browsing import NARROW, PASSWORD, Visitor
from tests.enterprises.factories import NOW, TODAY, member, open_call, registered_enterprise
from tests.enterprises.factories_cabinet import confirmed_standing, expiring_document
from tests.enterprises.factories_policies import policy_in_force
from tests.enterprises.test_firm_pages import TABS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_pages_of_a_firm_and_the_way_between_them_at_360_px(browser, live_server):
    firm = registered_enterprise()
    owner = member(firm)
    owner.set_password(PASSWORD)
    owner.save()
    expiring_document(firm, owner, TODAY)
    policy_in_force()
    with time_machine.travel(NOW, tick=True):
        phone = Visitor(browser, live_server.url).sign_in(owner.username)
        for name in (*TABS, "firm-edit"):
            page = phone.open(reverse(f"enterprises:{name}", args=[firm.pk]))
            phone.look()
        page.set_viewport_size(NARROW)
        phone.open(reverse("enterprises:people", args=[firm.pk]))
        expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
        expect(page.locator(".dock [aria-current]")).to_contain_text("我的企业")


def test_an_industry_is_picked_by_its_initials_and_what_is_unclear_stays(browser, live_server):
    visitor = Visitor(browser, live_server.url)
    page = visitor.open(reverse("enterprises:policy-fit"))
    offered = page.locator("datalist option[value='C3443 阀门和旋塞制造']")
    assert "fmhxszz" in (offered.get_attribute("label") or "")
    page.fill("[name=industry]", "制造")
    visitor.follow("main form button[type=submit]")
    visitor.sees("可能是")
    assert page.input_value("[name=industry]") == "制造"
    page.fill("[name=industry]", "fmhxszz")
    visitor.follow("main form button[type=submit]")
    assert page.input_value("[name=industry]") in ("fmhxszz", "C3443 阀门和旋塞制造")
    expect(page.locator(".wrong")).to_have_count(0)


def test_the_first_page_as_a_visitor_sees_it(browser, live_server):
    open_call(), policy_in_force(), confirmed_standing()
    with time_machine.travel(NOW, tick=True):
        visitor = Visitor(browser, live_server.url)
        for path in ("/", "/enterprise/register/", "/policies/", "/brands/"):
            visitor.open(path)
            visitor.look()
        visitor.open("/")
        visitor.follow(".top-ways a >> nth=0")
        expect(visitor.page.locator(".top-ways [aria-current]")).to_have_count(1)
