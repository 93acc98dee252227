"""Confirming, abandoning, closing: the page says what will happen, the step does it once."""

import pytest
from django.urls import reverse

from coordination.models import Action, Plan, Task
from coordination.services import drafts
from kernel.activity.models import Notification
from tests.factories import bureaus, draft_plan, liaison, office_person, plan_in_force
from tests.plans.factories import action_at, in_office

pytestmark = pytest.mark.django_db


def step_url(plan: Plan, step: str) -> str:
    return reverse("coordination:plan-step", args=[plan.pk, step])


def test_the_page_says_how_many_tasks_go_to_whom_who_is_told_and_by_which_day():
    plan, commerce = draft_plan(), liaison("swj")
    drafts.drop_action(action_at(plan, 2), actor=office_person())
    response = in_office().get(step_url(plan, "confirm"))
    will = response.context["will"]
    assert (will.tasks, will.told, will.dropped) == (3, 1, 1)
    assert [(share.bureau.code, share.tasks) for share in will.shares] == [("swj", 2), ("scj", 1)]
    assert will.shares[0].told == [commerce]
    assert [bureau.code for bureau in will.untold] == ["scj"]
    assert Task.objects.count() == 0


def test_confirming_issues_the_tasks_and_tells_the_liaisons():
    plan, commerce = draft_plan(), liaison("swj")
    response = in_office().post(step_url(plan, "confirm"), {"version": plan.version})
    assert response["Location"] == reverse("coordination:plan", args=[plan.pk])
    assert Task.objects.filter(plan=plan, status="issued").count() == 4
    assert Notification.objects.filter(recipient=commerce, verb="task_issued").count() == 3


def test_a_sentence_without_lead_blocks_the_plan_and_is_named_with_a_way_to_it():
    plan = draft_plan()
    action = action_at(plan, 3)
    Action.objects.filter(pk=action.pk).update(lead=None)
    page = in_office().get(step_url(plan, "confirm")).content.decode()
    assert f"#action-{action.pk}" in page
    response = in_office().post(step_url(plan, "confirm"), {"version": plan.version})
    assert response.status_code == 400
    assert Task.objects.count() == 0


def test_a_second_click_issues_nothing_twice():
    plan, client = draft_plan(), in_office()
    client.post(step_url(plan, "confirm"), {"version": plan.version})
    assert client.post(step_url(plan, "confirm"), {"version": plan.version}).status_code == 409
    assert Task.objects.count() == 4


@pytest.mark.parametrize(
    ("step", "make", "after"), [("abandon", draft_plan, "abandoned"), ("close", plan_in_force, "closed")]
)
def test_giving_up_and_closing_need_a_reason(step, make, after):
    plan, client = make(), in_office()
    refused = client.post(step_url(plan, step), {"version": plan.version, "note": " "})
    assert (refused.status_code, set(refused.context["form"].errors)) == (400, {"note"})
    client.post(step_url(plan, step), {"version": plan.version, "note": "市政府决定重新起草"})
    plan.refresh_from_db()
    assert plan.status == after


def test_a_plan_changed_meanwhile_is_not_closed_on_the_old_version_and_the_reason_is_kept():
    plan, client = plan_in_force(), in_office()
    response = client.post(step_url(plan, "close"), {"version": plan.version - 1, "note": "到期"})
    assert response.status_code == 400
    assert response.context["form"]["note"].value() == "到期"
    again = client.post(
        step_url(plan, "close"), {"version": response.context["form"]["version"].value(), "note": "到期"}
    )
    assert again.status_code == 302


@pytest.mark.parametrize(("step", "status"), [("close", 409), ("burn", 404)])
def test_a_step_that_a_draft_cannot_take_is_refused(step, status):
    assert in_office().get(step_url(draft_plan(), step)).status_code == status


def test_the_reasonless_get_changes_nothing():
    plan = draft_plan()
    bureaus()
    in_office().get(step_url(plan, "abandon"))
    plan.refresh_from_db()
    assert plan.status == "draft"
