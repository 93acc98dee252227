"""What staff find on the pages of firms, calls and support: words for everything, the next thing, and who was first."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brandcity.admin_index import USES
from enterprises.forms.call_parts import FieldPart
from enterprises.models import Brand, Breach, EligibilityRule, Grant, Policy, Registration, SupportLetter
from enterprises.queries.prefill import sources
from enterprises.services import grants
from enterprises.workflow import CallStatus
from kernel.activity.queries import history_of, in_words, words_of_steps
from tests.admin.factories import address, superuser
from tests.enterprises.factories import TODAY, credit_code, district, member, open_call, registered_enterprise
from tests.enterprises.factories_applications import submitted_application
from tests.enterprises.factories_calls import ready_call
from tests.enterprises.factories_policies import agreed_grant, draft_policy, policy_in_force
from tests.enterprises.factories_registry import handed_in, liaison_of, office, planned_merge
from tests.factories import bureaus, liaison
from tests.pages.factories import on_the_day, signed_in

pytestmark = pytest.mark.django_db
ALWAYS: dict[str, Any] = {"starts_on": date(2020, 1, 1), "ends_on": None}


@pytest.fixture(autouse=True)
def ground(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with on_the_day():
        yield


def url(name: str, *args: Any) -> str:
    return reverse(f"enterprises:{name}", args=args)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


class TestWords:
    def test_the_history_of_a_paid_grant_names_no_step_and_no_field_by_its_code(self) -> None:
        grant, actor = agreed_grant(), liaison()
        grants.pay_instalment(grant, 1, actor=actor, paid_on=TODAY, today=TODAY)
        events = history_of(grant)
        words = [event.label for event in events] + [label for event in events for label, _old, _new in event.changes]
        assert {"登记拨付", "核定扶持资金", "拨付日期"} <= set(words)
        assert not [word for word in words if word.isascii()]
        assert "30" in [new for event in events for _label, _old, new in event.changes]

    @pytest.mark.parametrize(("model", "steps"), [(Policy, {"create", "set_rules"}), (SupportLetter, {"ask"})])
    def test_what_is_recorded_beside_the_life_cycle_has_words(self, model: Any, steps: set[str]) -> None:
        assert steps <= set(words_of_steps(model))

    def test_kept_money_is_said_without_the_noughts_of_its_column(self) -> None:
        assert in_words(Grant, "amount", "10.8000") == "10.8"
        assert in_words(Grant, "amount", "2000.0000") == "2000"
        assert in_words(Grant, "amount", "viel") == "viel"

    def test_every_list_of_the_admin_says_what_it_is_for(self) -> None:
        lists = {model._meta.label for model in admin.site._registry if model._meta.app_label == "enterprises"}
        assert lists <= set(USES)

    def test_conditions_are_narrowed_by_what_they_ask_for_in_words(self) -> None:
        policy = draft_policy()
        for fact, operator, wanted in (("size", "in", ["small"]), ("years_since_founding", "gte", 3)):
            EligibilityRule.objects.create(policy=policy, fact=fact, operator=operator, wanted=wanted)
        client = signed_in(superuser())
        page = client.get(address(EligibilityRule), {"fact": "size"})
        assert {rule.fact for rule in page.context["cl"].result_list} == {"size"}
        assert "成立年限" in text_of(page)
        assert "years_since_founding</a>" not in text_of(page)

    def test_breaches_are_found_by_the_firms_initials(self) -> None:
        firm = registered_enterprise(name="云江微光泵业有限公司", initials="yjwgbyyxgs")
        Breach.objects.create(enterprise=firm, kind="tax", happened_on=TODAY, decided_by="税务局", text="x")
        client = signed_in(superuser())
        assert client.get(address(Breach), {"q": "yjwg"}).context["cl"].result_count == 1
        assert client.get(address(Breach), {"q": "zzzz"}).context["cl"].result_count == 0


class TestFirm:
    def test_the_record_shows_what_the_firm_has_with_a_way_to_each(self) -> None:
        application, _filler = submitted_application()
        firm = application.enterprise
        grant = agreed_grant(firm)
        brand = Brand.objects.create(enterprise=firm, name="江声")
        page = text_of(signed_in(office()).get(url("enterprise", firm.pk)))
        for page_of in (url("check", application.pk), url("grant", grant.pk), url("brand", brand.pk)):
            assert page_of in page
        assert f"{url('check-list')}?q={firm.uscc}" in page
        assert url("cabinet", firm.pk) in page

    def test_drafts_of_applications_stay_the_firms_own(self) -> None:
        application, _filler = submitted_application()
        type(application).objects.update(status="draft")
        page = text_of(signed_in(office()).get(url("enterprise", application.enterprise_id)))
        assert url("check", application.pk) not in page

    def test_it_costs_the_same_for_many(self) -> None:
        firm, client, counts = registered_enterprise(), signed_in(office()), []
        for more in (2, 8):
            for n in range(more):
                Brand.objects.create(enterprise=firm, name=f"江声{more}{n}")
                agreed_grant(firm)
            with CaptureQueriesContext(connection) as seen:
                client.get(url("enterprise", firm.pk))
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestRegistrations:
    def test_the_next_one_is_at_hand_and_only_of_the_own_district(self) -> None:
        first, second = handed_in(), handed_in()
        page = signed_in(liaison_of(first.division)).get(url("registration", first.pk))
        assert page.context["following"] == second
        assert url("registration", second.pk) in text_of(page)

    def test_it_is_found_by_number_and_by_who_applied(self) -> None:
        row, client = handed_in(), signed_in(office())
        handed_in()
        for words in (row.number, row.applicant.full_name, row.uscc):
            assert [line["pk"] for line in client.get(url("registration-list"), {"q": words}).context["rows"]] == [
                row.pk
            ]

    def test_who_decides_second_reads_who_was_first_and_keeps_the_typed_reason(self) -> None:
        row, first = handed_in(), office()
        signed_in(first).post(url("registration-step", row.pk, "approve"), {"version": row.version})
        late = signed_in(office()).post(
            url("registration-step", row.pk, "return"), {"version": row.version, "note": "请补公章"}
        )
        assert late.status_code == 409
        assert "请补公章" in text_of(late)
        assert str(first) in text_of(late)
        assert url("registration", row.pk) in text_of(late)

    def test_a_decision_on_an_old_version_is_not_taken(self) -> None:
        row = handed_in()
        late = signed_in(office()).post(
            url("registration-step", row.pk, "refuse"), {"version": row.version + 1, "note": "照片不清"}
        )
        assert late.status_code == 412
        assert "照片不清" in text_of(late)
        row.refresh_from_db()
        assert row.status == "submitted"


class TestSideBySide:
    def test_only_what_was_ticked_is_approved_and_each_other_one_is_told_why(self) -> None:
        one, two, three = handed_in(), handed_in(), handed_in()
        client = signed_in(liaison_of(one.division))
        page = client.post(url("registration-bulk"), {"pk": [one.pk, two.pk, three.pk]})
        assert {desk["row"] for desk in page.context["desks"]} == {one, two, three}
        assert text_of(page).count("licence-picture") >= 3
        assert not page.context["left_out"]
        done = client.post(
            url("registration-bulk"), {"confirmed": "yes", "row": [f"{one.pk}:{one.version}", f"{two.pk}:99"]}
        )
        assert [row.pk for row in done.context["result"].done] == [one.pk]
        assert [row.pk for row, _why in done.context["result"].failed] == [two.pk]
        states = dict(Registration.objects.values_list("pk", "status"))
        assert (states[one.pk], states[two.pk], states[three.pk]) == ("approved", "submitted", "submitted")
        assert done.context["waiting"] == 2

    def test_nothing_ticked_approves_nothing_and_nothing_chosen_is_said(self) -> None:
        row, client = handed_in(), signed_in(office())
        assert "没有勾选" in text_of(client.post(url("registration-bulk"), {"confirmed": "yes"}))
        assert client.post(url("registration-bulk"), {"pk": ["x", "9" * 30]}).status_code == 400
        row.refresh_from_db()
        assert row.status == "submitted"

    def test_another_districts_and_ones_own_are_not_approved(self) -> None:
        row = handed_in()
        stranger = liaison_of(district("990122", "青溪县", "qx"))
        page = signed_in(stranger).post(url("registration-bulk"), {"pk": [row.pk]})
        assert page.context["desks"] == []
        send = {"confirmed": "yes", "row": f"{row.pk}:{row.version}"}
        assert signed_in(stranger).post(url("registration-bulk"), send).context["result"].done == []
        assert signed_in(row.applicant).post(url("registration-bulk"), send).status_code == 403
        row.refresh_from_db()
        assert row.status == "submitted"

    def test_what_is_decided_is_left_out_with_the_reason(self) -> None:
        row, client = handed_in(), signed_in(office())
        client.post(url("registration-step", row.pk, "approve"), {"version": row.version})
        page = client.post(url("registration-bulk"), {"pk": [row.pk]})
        assert page.context["desks"] == []
        assert "已通过" in page.context["left_out"][0][1]

    def test_it_costs_the_same_for_many(self) -> None:
        client, counts, rows = signed_in(office()), [], []
        for more in (1, 6):
            rows += [handed_in() for _n in range(more)]
            with CaptureQueriesContext(connection) as seen:
                client.post(url("registration-bulk"), {"pk": [row.pk for row in rows]})
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestMerges:
    def test_an_entry_is_not_merged_with_itself(self) -> None:
        firm = registered_enterprise()
        page = signed_in(office()).get(url("merge-new"), {"dropped": firm.pk, "kept": firm.pk})
        assert page.context["kept"] is None
        assert "不能与自身合并" in text_of(page)

    def test_the_plan_leads_to_both_entries(self) -> None:
        row = planned_merge()
        page = text_of(signed_in(office()).get(url("merge", row.pk)))
        assert url("enterprise", row.kept_id) in page
        assert url("enterprise", row.dropped_id) in page


class TestCalls:
    def test_the_list_counts_what_was_sent_and_opens_it(self) -> None:
        application, _filler = submitted_application()
        page = text_of(signed_in(office()).get(url("call-manage")))
        assert f'<a href="{url("check-list")}?call={application.call_id}">1</a>' in page
        type(application).objects.update(status="draft")
        assert "?call=" not in text_of(signed_in(office()).get(url("call-manage")))

    def test_one_that_is_in_preparation_is_gone_on_with_instead_of_copied(self) -> None:
        call = ready_call()
        page = text_of(signed_in(office()).get(url("call-new")))
        assert url("call-edit", call.pk) in page
        assert url("call-copy", call.pk) not in page
        type(call).objects.filter(pk=call.pk).update(status=CallStatus.CLOSED)
        assert url("call-copy", call.pk) in text_of(signed_in(office()).get(url("call-new")))

    def test_a_question_says_in_words_what_it_is_filled_in_from(self) -> None:
        call = ready_call()
        page = text_of(signed_in(office()).get(url("call-form", call.pk)))
        assert "企业 · 名称" in page
        assert "enterprise.name" not in page

    def test_sources_are_chosen_and_nothing_else_is_taken(self) -> None:
        assert "enterprise.founded_on" in sources()["企业"]
        asked = {"label": "名称", "kind": "text", "most_rows": "20", "version": "1"}
        assert "prefill" not in FieldPart({**asked, "prefill": "enterprise.name"}).errors
        assert "prefill" not in FieldPart(asked).errors
        assert "prefill" in FieldPart({**asked, "prefill": "enterprise.secret"}).errors
        old = {"prefill": "figure.gone.-1"}
        assert "prefill" not in FieldPart({**asked, **old}, initial=old).errors


class TestSupport:
    def test_the_preview_tells_how_many_of_the_own_firms_fit(self) -> None:
        fits, young = registered_enterprise(founded_on=date(2001, 1, 1)), registered_enterprise(founded_on=TODAY)
        policy = draft_policy([{"fact": "years_since_founding", "operator": "gte", "wanted": 3}])
        page = signed_in(office()).get(url("policy-preview", policy.pk))
        assert (page.context["reach"]["fit"], page.context["reach"]["all"]) == (1, 2)
        assert fits.name in text_of(page)
        assert young.name not in text_of(page)
        of_bureau = signed_in(liaison()).get(url("policy-preview", policy.pk))
        assert (of_bureau.context["reach"]["fit"], of_bureau.context["reach"]["all"]) == (0, 0)
        assert fits.name not in text_of(of_bureau)

    def test_a_firm_is_tried_by_name_and_where_several_fit_one_chooses(self) -> None:
        one, two = (
            registered_enterprise(name="云江微光泵业有限公司", initials="yjwgbyyxgs"),
            registered_enterprise(name="云江微光阀门有限公司", initials="yjwgfmyxgs"),
        )
        policy, client = draft_policy(), signed_in(office())
        several = client.get(url("policy-preview", policy.pk), {"uscc": "微光"})
        assert several.context["tried"] == [one, two] or several.context["tried"] == [two, one]
        assert several.context["found"] is None
        assert client.get(url("policy-preview", policy.pk), {"uscc": "yjwgby"}).context["enterprise"] == one
        assert client.get(url("policy-preview", policy.pk), {"uscc": credit_code(77)}).context["tried"] == []

    def test_the_firm_of_a_grant_is_named_by_code_or_by_words_that_fit_one(self) -> None:
        one = registered_enterprise(name="云江微光泵业有限公司")
        registered_enterprise(name="云江微光阀门有限公司")
        policy, client = policy_in_force(**ALWAYS), signed_in(office())
        terms = {"policy": policy.pk, "purpose": "展会", "amount": "50", "agreed_on": TODAY.isoformat()}
        several = client.post(url("grant-new"), {**terms, "uscc": "微光"})
        assert several.status_code == 400
        assert "云江微光泵业有限公司、云江微光阀门有限公司" in str(several.context["form"].errors["uscc"])
        none = client.post(url("grant-new"), {**terms, "uscc": "无此企业", "amount": ""})
        assert {"uscc", "amount"} <= set(none.context["form"].errors), "all that is wrong is said at once"
        assert client.post(url("grant-new"), {**terms, "uscc": "微光泵业"}).status_code == 302
        assert Grant.objects.get().enterprise == one

    def test_a_bureau_finds_by_code_or_full_name_but_not_by_searching_others_firms(self) -> None:
        firm = registered_enterprise(name="云江微光泵业有限公司")
        client = signed_in(liaison())
        terms = {
            "policy": policy_in_force(**ALWAYS).pk,
            "purpose": "展会",
            "amount": "5",
            "agreed_on": TODAY.isoformat(),
        }
        assert client.post(url("grant-new"), {**terms, "uscc": "微光"}).status_code == 400
        assert client.post(url("grant-new"), {**terms, "uscc": firm.name}).status_code == 302

    def test_who_accepts_results_second_is_told(self) -> None:
        grant = agreed_grant()
        Grant.objects.filter(pk=grant.pk).update(status="completed")
        late = signed_in(office()).post(
            url("grant-step", grant.pk, "return"), {"version": grant.version, "note": "补发票"}
        )
        assert late.status_code == 409
        assert "补发票" in text_of(late)

    def test_money_stands_in_its_box_as_people_write_it(self) -> None:
        policy = draft_policy(most_amount=Decimal(60))
        page = signed_in(office()).get(url("policy-edit", policy.pk))
        assert page.context["form"]["most_amount"].value() == "60"


class TestChecks:
    def test_nothing_to_return_leads_back_to_the_sheet_instead_of_to_a_refusal(self) -> None:
        application, _filler = submitted_application()
        page = text_of(signed_in(office()).get(url("check-step", application.pk, "return")))
        assert f"{url('check', application.pk)}#check" in page
        assert 'name="note"' not in page

    def test_who_decides_second_keeps_the_typed_words(self) -> None:
        application, _filler = submitted_application(open_call())
        first = office()
        step = {"version": application.version, "note": ""}
        assert signed_in(first).post(url("check-step", application.pk, "accept"), step).status_code == 302
        late = signed_in(office()).post(url("check-step", application.pk, "reject"), {**step, "note": "材料不实"})
        assert late.status_code == 409
        assert "材料不实" in text_of(late)
        assert str(first) in text_of(late)


def test_bureaus_and_members_of_firms_read_no_record_of_another_firm() -> None:
    firm = registered_enterprise()
    bureaus()
    for stranger in (liaison(), member(registered_enterprise())):
        assert signed_in(stranger).get(url("enterprise", firm.pk)).status_code == 404
