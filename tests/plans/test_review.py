"""The office looks a draft through: every act is one post, and ends at the same card."""

from typing import Any

import pytest
from django.urls import reverse

from coordination.models import Action, Plan
from coordination.services import drafts
from tests.factories import bureaus, draft_plan, office_person, plan_in_force
from tests.plans.factories import action_at, in_office, long_draft

pytestmark = pytest.mark.django_db


def review(plan: Plan) -> str:
    return reverse("coordination:plan-review", args=[plan.pk])


def act_url(action: Action, act: str) -> str:
    return reverse("coordination:plan-action-step", args=[action.measure.pillar.plan_id, action.pk, act])


def card_url(action: Action) -> str:
    return reverse("coordination:plan-action", args=[action.measure.pillar.plan_id, action.pk])


def act(action: Action, name: str, client=None, **form):
    return (client or in_office()).post(act_url(action, name), {"version": action.version, **form})


def fresh(action: Action) -> Any:
    return Action.objects.get(pk=action.pk)


def test_text_and_cards_point_at_each_other():
    plan = draft_plan()
    page, action = in_office().get(review(plan)).content.decode(), action_at(plan, 1)
    for mark in (f'id="s-{action.pk}"', f'href="#action-{action.pk}"', f'id="action-{action.pk}"'):
        assert mark in page


def test_a_card_says_which_words_led_to_its_suggested_lead():
    plan = draft_plan()
    Action.objects.filter(pk=action_at(plan, 1).pk).update(lead_suggested=True, why=["展会", "海外仓"])
    page = in_office().get(review(plan)).content.decode()
    assert "“展会”" in page
    assert "“海外仓”" in page


@pytest.mark.parametrize(("show", "shown"), [("", 4), ("none", 1), ("suggested", 1), ("dropped", 1), ("nonsense", 4)])
def test_filters_show_what_is_still_to_be_decided(show, shown):
    plan, office = draft_plan(), office_person()
    Action.objects.filter(pk=action_at(plan, 1).pk).update(lead=None)
    Action.objects.filter(pk=action_at(plan, 2).pk).update(lead_suggested=True)
    drafts.drop_action(action_at(plan, 3), actor=office)
    response = in_office().get(review(plan), {"show": show})
    assert sum(len(cards) for _group, cards in response.context["groups"]) == shown


@pytest.mark.parametrize("typed", ["市市场监管局", "scj", "sscjgj", "市场监管", " ＳＣＪ "])
def test_a_lead_is_found_by_name_code_initials_or_a_part_of_its_name(typed):
    plan = draft_plan()
    act(action_at(plan, 1), "lead", lead=typed)
    assert action_at(plan, 1).lead.code == "scj"


def test_after_an_act_the_person_is_back_at_the_same_card_with_the_same_filter():
    plan = draft_plan()
    action = action_at(plan, 1)
    response = act(action, "lead", lead="fgw", show="suggested")
    assert response["Location"] == f"{review(plan)}?show=suggested&at={action.pk}#action-{action.pk}"


def test_with_htmx_the_answer_is_the_card_and_the_counts():
    plan = draft_plan()
    action = action_at(plan, 1)
    answer = in_office().post(act_url(action, "drop"), {"version": 1}, headers={"HX-Request": "true"}).content.decode()
    assert f'id="action-{action.pk}"' in answer
    assert 'id="counters"' in answer
    assert "<html" not in answer


@pytest.mark.parametrize("typed", ["没有这个局", "市", ""])
def test_a_lead_that_is_nobody_or_more_than_one_is_refused_at_its_field(typed):
    plan = draft_plan()
    response = act(action_at(plan, 1), "lead", lead=typed)
    assert response.status_code == 400
    assert "lead" in response.context["wrong"].errors
    assert action_at(plan, 1).lead.code == "swj"


def test_wording_lead_and_partners_are_saved_together():
    plan, departments = draft_plan(), bureaus()
    action = action_at(plan, 1)
    form = {"version": 1, "text": "办好活动。\r\n分两批。", "lead": "fgw", "partners": [departments["scj"].pk]}
    in_office().post(card_url(action), form)
    row = fresh(action)
    assert (row.text, row.lead.code) == ("办好活动。\n分两批。", "fgw")
    assert [partner.code for partner in row.partners.all()] == ["scj"]


def test_saving_the_wording_alone_does_not_confirm_a_suggested_lead():
    plan = draft_plan()
    action = action_at(plan, 1)
    Action.objects.filter(pk=action.pk).update(lead_suggested=True)
    in_office().post(card_url(action), {"version": 1, "text": "办好活动。", "lead": "市商务局"})
    assert fresh(action).lead_suggested
    act(fresh(action), "lead", lead="市商务局")
    assert not fresh(action).lead_suggested


def test_an_action_needs_words():
    action = action_at(draft_plan(), 1)
    response = in_office().post(card_url(action), {"version": 1, "text": " ", "lead": "swj"})
    assert response.status_code == 400
    assert "text" in response.context["form"].errors


@pytest.mark.parametrize("cut", [{"at": 10}, {"words": "到2028年底"}])
def test_a_sentence_is_cut_where_the_person_says(cut):
    plan = draft_plan()
    act(action_at(plan, 1), "split", **cut)
    first, second = action_at(plan, 1), action_at(plan, 2)
    assert first.end == second.start
    assert (first.text, second.text) == ("办好中国品牌日活动，", "到2028年底，累计举办不少于30场。")


@pytest.mark.parametrize("cut", [{"at": 0}, {"at": 999}, {"words": "没有的话"}, {}])
def test_a_cut_that_leaves_nothing_on_one_side_is_refused(cut):
    plan = draft_plan()
    response = act(action_at(plan, 1), "split", **cut)
    assert response.status_code == 400
    assert set(response.context["wrong"].errors) == {"words"}
    assert Action.objects.filter(measure__pillar__plan=plan).count() == 4


def test_the_places_to_cut_are_offered_between_the_clauses():
    response = in_office().get(card_url(action_at(draft_plan(), 1)))
    assert [clause for _at, clause in response.context["card"].clauses] == [
        "办好中国品牌日活动，", "到2028年底，", "累计举办不少于30场。",
    ]  # fmt: skip


def test_dropped_and_restored():
    action = action_at(draft_plan(), 1)
    act(action, "drop")
    assert fresh(action).dropped
    act(fresh(action), "restore")
    assert not fresh(action).dropped


def test_ticked_sentences_of_one_measure_become_one_action():
    plan = draft_plan()
    picks = [f"{action.pk}:{action.version}" for action in (action_at(plan, 1), action_at(plan, 2))]
    in_office().post(reverse("coordination:plan-merge", args=[plan.pk]), {"pick": picks})
    assert action_at(plan, 2).merged_into == action_at(plan, 1)


@pytest.mark.parametrize("numbers", [(1,), (1, 3), ()], ids=["one", "two measures", "none"])
def test_merging_what_cannot_be_merged_says_so_and_writes_nothing(numbers):
    plan = draft_plan()
    picks = [f"{action_at(plan, n).pk}:1" for n in numbers] + ["no:sense", "9" * 30 + ":1"]
    response = in_office().post(reverse("coordination:plan-merge", args=[plan.pk]), {"pick": picks}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not Action.objects.exclude(merged_into=None).exists()


def test_merging_a_sentence_that_somebody_changed_meanwhile_writes_nothing():
    plan = draft_plan()
    drafts.change_action(action_at(plan, 2), actor=office_person(), text="改过")
    picks = [f"{action_at(plan, n).pk}:1" for n in (1, 2)]
    in_office().post(reverse("coordination:plan-merge", args=[plan.pk]), {"pick": picks})
    assert not Action.objects.exclude(merged_into=None).exists()


def test_targets_are_added_changed_and_removed():
    plan = draft_plan()
    action = action_at(plan, 2)
    act(action, "target", value="12", unit="场", kind="per_year", by="")
    target = action.targets.get()
    assert (int(target.value), target.unit, target.kind, target.text) == (12, "场", "per_year", "12场")
    act(fresh(action), "target", target=target.pk, value="15", unit="场", kind="total", by="2028-12-31", text="十五场")
    target.refresh_from_db()
    assert (int(target.value), target.text, str(target.by)) == (15, "十五场", "2028-12-31")
    act(fresh(action), "target-remove", target=target.pk)
    assert not action.targets.exists()


def test_a_target_without_a_figure_is_refused_with_what_was_typed_kept():
    response = act(action_at(draft_plan(), 2), "target", value="很多", unit="场", kind="total")
    assert response.status_code == 400
    assert 'value="很多"' in response.content.decode()


def test_the_target_of_another_sentence_is_not_there():
    plan = draft_plan()
    target = action_at(plan, 1).targets.get()
    for name in ("target", "target-remove"):
        response = act(action_at(plan, 2), name, target=target.pk, value="1", unit="", kind="total")
        assert response.status_code == 404
    assert action_at(plan, 1).targets.get().value == 30


@pytest.mark.parametrize(
    ("name", "form", "mine", "theirs"),
    [
        ("lead", {"lead": "scj"}, "市市场监管局", "市发展改革委"),
        ("target", {"value": "7", "unit": "场", "kind": "total"}, "7", ""),
        ("drop", {}, "", ""),
    ],
)
def test_the_second_of_two_people_sees_both_versions_and_nothing_of_theirs_is_written(name, form, mine, theirs):
    plan, office = draft_plan(), office_person()
    action = action_at(plan, 2)
    drafts.change_action(action, actor=office, lead=bureaus()["fgw"], text="别人改的话")
    response = act(action, name, **form)
    assert response.status_code == 412
    said = response.context["fields"]
    assert any(mine in row["new"] and theirs in row["old"] for row in said)
    assert office.full_name in response.content.decode()
    row = fresh(action)
    assert (row.lead.code, row.dropped, row.targets.count()) == ("fgw", False, 0)


def test_having_compared_the_second_may_put_their_version_in_its_place():
    plan = draft_plan()
    action = action_at(plan, 1)
    drafts.change_action(action, actor=office_person(), text="别人改的话")
    client = in_office()
    compared = client.post(card_url(action), {"version": 1, "text": "我的话", "lead": "swj", "partners": []})
    sent = dict(compared.context["sent"]) | {"version": compared.context["card"].action.version}
    client.post(card_url(action), sent)
    assert fresh(action).text == "我的话"


def test_the_review_of_a_plan_in_force_is_over():
    plan = plan_in_force()
    assert in_office().get(review(plan))["Location"] == reverse("coordination:plan", args=[plan.pk])
    assert act(action_at(plan, 1), "drop").status_code == 409


def test_an_act_that_does_not_exist_and_a_sentence_of_another_plan_are_not_there():
    plan, other = draft_plan(), long_draft(2)
    action = action_at(plan, 1)
    assert act(action, "burn").status_code == 404
    url = reverse("coordination:plan-action", args=[other.pk, action.pk])
    assert in_office().get(url).status_code == 404


def test_the_review_costs_the_same_queries_for_three_and_for_a_hundred_and_twenty_sentences(
    django_assert_max_num_queries,
):
    client, few = in_office(), long_draft(3)
    with django_assert_max_num_queries(40) as counted:
        client.get(review(few))
    many = long_draft(120)
    with django_assert_max_num_queries(len(counted)):
        response = client.get(review(many))
    assert len(response.context["groups"][0][1]) == 120
