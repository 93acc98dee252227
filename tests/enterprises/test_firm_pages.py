"""A firm's way through the portal: its home and tabs, the rail, the public first page, the picker of its industry."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django import forms
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from enterprises.forms.industries import IndustryField
from enterprises.models import EligibilityRule, FormField, Industry, Membership
from enterprises.queries.content import in_words
from enterprises.queries.rule_words import with_unit
from enterprises.services import registration
from kernel.activity.queries import history_of
from kernel.common.errors import Invalid
from portal.rail import rail_of
from tests.factories import person
from tests.pages.factories import on_the_day, signed_in

from .factories import CLOSES, NOW, TODAY, credit_code, member, open_call, registered_enterprise
from .factories_applications import returned_application
from .factories_cabinet import confirmed_standing, expiring_document
from .factories_policies import policy_in_force
from .factories_registry import claim, office

pytestmark = pytest.mark.django_db
TABS = ("firm", "cabinet", "figures", "brand-list", "assessment-list", "firm-policies", "firm-grants", "people")


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with on_the_day():
        yield


def url(name: str, *args: Any) -> str:
    return reverse(f"enterprises:{name}", args=args)


class TestIndustry:
    @pytest.mark.parametrize(
        "typed", ["C3443", "c3443", "Ｃ３４４３", "C3443 阀门和旋塞制造", "阀门和旋塞制造", "旋塞", "fmhxszz"]
    )
    def test_a_branch_is_found_by_code_name_a_part_of_it_or_pinyin_initials(self, typed: str) -> None:
        assert IndustryField().clean(typed).pk == "C3443"

    def test_of_several_some_are_named_and_of_none_it_says_so(self) -> None:
        with pytest.raises(forms.ValidationError, match=r"可能是.*等"):
            IndustryField().clean("制造")
        with pytest.raises(forms.ValidationError, match="没有“不存在”"):
            IndustryField().clean("不存在")
        assert IndustryField().clean(" ") is None

    def test_a_name_of_two_branches_is_not_guessed(self) -> None:
        Industry.objects.create(code="A0999", name="阀门和旋塞制造")
        with pytest.raises(forms.ValidationError, match=r"A0999.*C3443"):
            IndustryField().clean("阀门和旋塞制造")

    def test_the_list_offers_each_with_its_higher_branch_and_initials(self) -> None:
        firm = registered_enterprise(industry=Industry.objects.get(pk="C3443"))
        page = signed_in(member(firm)).get(url("firm-edit", firm.pk)).content.decode()
        assert 'value="C3443 阀门和旋塞制造"' in page
        assert page.count("<option") > Industry.objects.count()
        assert "fmhxszz" in page

    def test_what_was_typed_stays_when_it_is_not_clear(self) -> None:
        client = Client()
        client.post(url("register-step", "code"), {"uscc": credit_code(7001)})
        page = client.post(url("register-step", "firm"), {"industry": "制造", "name": "云江试航阀门有限公司"})
        assert page.status_code == 400
        assert page.context["form"]["industry"].errors
        assert 'value="制造"' in page.content.decode()

    def test_the_five_questions_take_it_too(self) -> None:
        policy_in_force([{"fact": "industry", "operator": "under", "wanted": ["C34"]}], title="阀泵集群补助")
        fits = Client().post(url("policy-fit"), {"industry": "fmhxszz"}).context["fits"]
        assert [fit.policy.title for fit in fits.passing] == ["阀泵集群补助"]


class TestTheFirstPage:
    def test_a_visitor_sees_open_calls_support_and_brands_and_the_way_to_each(self) -> None:
        call, policy = open_call(), policy_in_force(title="自主品牌出海扶持")
        confirmed_standing()
        page = Client().get(reverse("home")).content.decode()
        for address in (url("call", call.pk), url("policy", policy.pk), url("policy-fit"), url("register")):
            assert f'href="{address}"' in page
        assert "还剩" in page
        assert "rung=city" in page

    def test_without_an_open_one_it_tells_of_those_to_come(self) -> None:
        call = open_call(opens_at=NOW + timedelta(days=9), closes_at=CLOSES)
        page = Client().get(reverse("home"))
        assert ([card.call for card in page.context["coming"]], page.context["open"]) == ([call], [])
        assert url("call", call.pk) in page.content.decode()

    def test_it_costs_the_same_for_many(self) -> None:
        counts = []
        for _n in range(2):
            open_call(), policy_in_force()
            with CaptureQueriesContext(connection) as seen:
                Client().get(reverse("home"))
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_the_search_for_tasks_is_for_those_who_have_tasks(self) -> None:
        assert 'role="search"' not in signed_in(member(registered_enterprise())).get(url("call-list")).content.decode()
        assert 'role="search"' in signed_in(office()).get(url("call-list")).content.decode()


class TestTheRail:
    def test_a_page_below_an_entry_marks_it_and_the_nearest_wins(self) -> None:
        user = member(registered_enterprise())
        for path, label in (
            ("/enterprise/1/cabinet/", "我的企业"),
            ("/enterprise/applications/7/sections/basics/", "我的申报"),
            ("/calls/3/apply/", "项目申报"),
        ):
            assert [row["label"] for row in rail_of(user, path) if row["current"]] == [label]
        assert not [row for row in rail_of(user, "/plan/") if row["current"]]

    def test_the_open_page_itself_is_told_from_one_below_it(self) -> None:
        user = member(registered_enterprise())
        marks = [
            next(row["current"] for row in rail_of(user, path) if row["current"]) for path in ("/calls/", "/calls/3/")
        ]
        assert marks == ["page", "true"]

    def test_the_parts_of_a_section_stand_on_a_phone_too(self) -> None:
        page = signed_in(office()).get(url("registration-list")).content.decode()
        strip = page[page.index('class="sections"') :].split("</nav>")[0]
        assert url("enterprise-list") in strip
        assert 'aria-current="page"' in strip


class TestAFirmsHome:
    def test_each_of_its_pages_leads_to_all_others(self) -> None:
        firm = registered_enterprise()
        client = signed_in(member(firm))
        for name in TABS:
            page = client.get(url(name, firm.pk))
            assert page.status_code == 200, name
            assert [tab["url"] for tab in page.context["tabs"]] == [url(other, firm.pk) for other in TABS]
            assert [tab["url"] for tab in page.context["tabs"] if tab["current"]] == [url(name, firm.pk)]

    def test_it_shows_what_waits_at_this_firm_and_what_runs_out(self) -> None:
        application, filler = returned_application()
        firm = application.enterprise
        document = expiring_document(firm, filler, TODAY + timedelta(days=20))
        other = registered_enterprise(name="云江另一家阀门有限公司")
        Membership.objects.create(user=filler, enterprise=other, role="owner", status="active", requested_at=NOW)
        page = signed_in(filler).get(url("firm", firm.pk))
        assert [row.url for row in page.context["todo"]] == [url("application", application.pk)]
        assert url("cabinet-document", document.pk) in page.content.decode()
        assert signed_in(filler).get(url("firm", other.pk)).context["todo"] == []

    def test_a_reader_is_not_offered_to_replace_what_runs_out(self) -> None:
        firm = registered_enterprise()
        document = expiring_document(firm, member(firm), TODAY + timedelta(days=20))
        replace = url("cabinet-replace", document.pk)
        assert replace in signed_in(member(firm)).get(url("firm", firm.pk)).content.decode()
        assert replace not in signed_in(member(firm, "reader")).get(url("firm", firm.pk)).content.decode()

    def test_a_brand_is_offered_the_rungs_above_its_own_only(self) -> None:
        standing = confirmed_standing(code="province")
        owner = member(standing.brand.enterprise)
        page = signed_in(owner).get(url("brand", standing.brand_id))
        assert [rung.code for rung in page.context["rungs"]] == ["national", "world"]


class TestAnApplication:
    def test_while_supplementing_only_what_is_named_is_to_do_until_it_is_changed(self) -> None:
        application, filler = returned_application()

        def states() -> dict[str, tuple[int, bool]]:
            page = signed_in(filler).get(url("application", application.pk))
            return {step["key"]: (step["to_do"], step["shut"]) for step in page.context["steps"]}

        assert states() == {"basics": (1, False), "results": (0, True), "materials": (1, False)}
        page = url("application-section", application.pk, "basics")
        with time_machine.travel(NOW + timedelta(hours=1)):
            client = signed_in(filler)
            seen = client.get(page).content.decode().split('name="seen-story"')[1].split('value="')[1].split('"')[0]
            answer = client.post(page, {"story": "新写的品牌故事", "seen-story": seen, "act": "next"})
            assert answer["Location"] == url("application-materials", application.pk), "past what is shut"
            assert states()["basics"] == (0, False)

    def test_a_reader_is_shown_the_way_to_what_is_filled_in(self) -> None:
        application, _filler = returned_application()
        page = signed_in(member(application.enterprise, "reader")).get(url("application", application.pk))
        assert url("application-summary", application.pk) in page.content.decode()
        assert 'name="brand"' not in page.content.decode()

    def test_its_history_tells_instants_as_people_read_them(self) -> None:
        application, _filler = returned_application()
        told = [new for event in history_of(application) for _name, _old, new in event.changes]
        assert "2026-05-12 10:00" in told
        assert not [value for value in told if "T" in value and ":" in value]

    def test_met_but_not_open_is_not_called_a_yes(self) -> None:
        call = open_call(opens_at=NOW + timedelta(days=9), closes_at=CLOSES)
        EligibilityRule.objects.create(call=call, fact="years_since_founding", operator="gte", wanted=3)
        client = signed_in(member(registered_enterprise()))
        assert "可以申报" not in client.get(url("application-start", call.pk)).content.decode()
        assert "可以申报" in client.get(url("application-start", open_call().pk)).content.decode()


class TestWords:
    def test_a_year_is_read_without_a_separator_and_other_numbers_with_one(self) -> None:
        year = FormField(kind=FormField.Kind.NUMBER, unit="年", least=1000, most=2100)
        assert in_words(year, "1996") == "1996 年"
        assert in_words(FormField(kind=FormField.Kind.NUMBER, unit="件"), "1996") == "1,996 件"

    def test_a_unit_that_is_a_number_is_told_from_the_number(self) -> None:
        assert with_unit("1,940", "10,000 CNY") == "1,940 ×10,000 CNY"
        assert (with_unit("1,940", "万元"), with_unit("3", "")) == ("1,940 万元", "3")
        with translation.override("en"):
            assert in_words(FormField(kind=FormField.Kind.MONEY), "12.5") == "12.5 ×10,000 CNY"


class TestFounding:
    def test_a_day_to_come_is_refused_on_its_page_and_by_the_service(self) -> None:
        client = Client()
        client.post(url("register-step", "code"), {"uscc": credit_code(7002)})
        page = client.post(url("register-step", "firm"), {**firm_data(), "founded_on": "2030-01-01"})
        assert list(page.context["form"].errors) == ["founded_on"]
        with pytest.raises(Invalid) as refused:
            registration.register(claim(founded_on=date(2030, 1, 1)), actor=person("enterprise"), now=NOW, today=TODAY)
        assert list(refused.value.fields) == ["founded_on"]

    def test_back_shows_what_was_typed(self) -> None:
        client = Client()
        client.post(url("register-step", "code"), {"uscc": credit_code(7003)})
        assert "no-store" not in client.get(url("register-step", "firm"))["Cache-Control"]
        assert "private" in client.get(url("register-step", "firm"))["Cache-Control"]


def firm_data() -> dict[str, Any]:
    return {
        "name": "云江试航阀门有限公司", "division": "990104",
        "industry": "C3443", "size": "small", "founded_on": "2015-01-01", "legal_representative": "石开元",
        "address": "云江市石湖区滨湖路1号",
    }  # fmt: skip
