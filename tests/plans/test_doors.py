"""Who may open which page: the office manages, bureaus read the plan in force, others have nothing to do here."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import draft_plan, plan_in_force
from tests.plans.factories import action_at, in_bureau, in_office, outside

pytestmark = pytest.mark.django_db
READ = ["plan", "plan-policy", "plan-bureaus", "plan-changes", "plan-targets"]


@pytest.mark.parametrize("name", READ)
def test_a_plan_in_force_is_read_by_office_and_bureau_and_nobody_else(name):
    url = reverse(f"coordination:{name}", args=[plan_in_force().pk])
    assert in_office().get(url).status_code == 200
    assert in_bureau().get(url).status_code == 200
    assert outside().get(url).status_code == 403
    assert Client().get(url)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [*READ, "plan-review"])
def test_a_draft_does_not_exist_for_a_bureau(name):
    plan = draft_plan()
    url = reverse(f"coordination:{name}", args=[plan.pk])
    assert in_bureau().get(url).status_code == 404
    assert in_office().get(url).status_code == 200
    assert in_office().get(url.replace(str(plan.pk), "999999")).status_code == 404
    assert in_office().get(url.replace(str(plan.pk), "9" * 30)).status_code == 404


def test_an_opened_card_closes_to_the_page_it_stands_on():
    plan = draft_plan()
    action = action_at(plan, 1)
    url = reverse("coordination:plan-action", args=[plan.pk, action.pk]) + "?close=yes&show=none"
    assert in_office().get(url)["Location"].endswith(f"?show=none&at={action.pk}#action-{action.pk}")
    card = in_office().get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'name="lead"' in card
    assert "<textarea" not in card


def test_a_bureau_does_not_manage_plans():
    plan = plan_in_force()
    action = action_at(plan, 1)
    bureau = in_bureau()
    for url in (
        reverse("coordination:plan-import"),
        reverse("coordination:plan-compare"),
        reverse("coordination:plan-review", args=[plan.pk]),
        reverse("coordination:plan-action", args=[plan.pk, action.pk]),
        reverse("coordination:plan-step", args=[plan.pk, "close"]),
    ):
        assert bureau.get(url).status_code == 403, url
        assert bureau.post(url, {"version": 1, "note": "x"}).status_code in (403, 405), url
    drop = reverse("coordination:plan-action-step", args=[plan.pk, action.pk, "drop"])
    assert bureau.post(drop, {"version": 1}).status_code == 403
    assert bureau.post(reverse("coordination:plan-merge", args=[plan.pk])).status_code == 403
    assert bureau.get(drop).status_code == 405


def test_without_a_plan_the_list_teaches_the_office_the_next_step_and_the_bureau_what_will_come():
    url = reverse("coordination:plan-list")
    assert reverse("coordination:plan-import") in in_office().get(url).content.decode()
    assert reverse("coordination:plan-import") not in in_bureau().get(url).content.decode()


def test_the_list_shows_drafts_to_the_office_only():
    draft_plan()
    url = reverse("coordination:plan-list")
    assert len(in_office().get(url).context["listed"]) == 1
    assert len(in_bureau().get(url).context["listed"]) == 0


def test_the_pages_keep_the_strict_policy_on_styles_and_scripts():
    plan = draft_plan()
    page = in_office().get(reverse("coordination:plan-review", args=[plan.pk]))
    text = page.content.decode()
    assert " style=" not in text
    assert "<script>" not in text
    assert "unsafe" not in page.headers["Content-Security-Policy"]
