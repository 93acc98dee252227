"""Policies and grants step by step: who may do what when, exact money, and firms told once however often it is cut."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enterprises.models import Grant, Policy
from enterprises.queries import grant_reminders, todo_grants
from enterprises.queries.fits import fits_of
from enterprises.queries.grants import totals_by_policy, totals_of
from enterprises.services import fits, grants, policies
from kernel.activity.models import AuditEntry, Notification
from kernel.activity.services import notify
from kernel.activity.todo import todos
from kernel.common.errors import DomainError, Invalid, NotPermitted, StepRefused
from tests.enterprises.factories import NOW, TODAY, member, registered_enterprise
from tests.enterprises.factories_policies import (
    OLD_ENOUGH,
    REVENUE,
    agreed_grant,
    draft_policy,
    earning,
    policy_in_force,
    running_grant,
)
from tests.factories import liaison, office_person

pytestmark = pytest.mark.django_db
PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"
LATER = TODAY + timedelta(days=300)


def reported_grant() -> Grant:
    """A running grant whose firm has handed in its results."""
    grant = running_grant()
    proof = SimpleUploadedFile("results.pdf", PROOF)
    filler = member(grant.enterprise, "filler")
    return grants.report_results(grant, actor=filler, results="签约三单", uploads=[proof], today=TODAY, now=NOW)


def test_a_policy_is_published_only_when_it_says_everything() -> None:
    policy = draft_policy(summary="", text=" ", how_to_apply="")
    with pytest.raises(Invalid) as refused:
        policies.publish_policy(policy, actor=liaison(), today=TODAY)
    assert set(refused.value.fields) == {"summary", "text", "how_to_apply"}
    with pytest.raises(Invalid) as refused:
        policies.publish_policy(draft_policy(ends_on=date(2026, 5, 1)), actor=liaison(), today=TODAY)
    assert set(refused.value.fields) == {"ends_on"}


def test_only_the_department_that_runs_it_keeps_a_policy() -> None:
    policy = draft_policy()
    with pytest.raises(NotPermitted):
        policies.publish_policy(policy, actor=liaison("scj"), today=TODAY)
    with pytest.raises(NotPermitted):
        policies.edit_policy(policy, actor=liaison("scj"), title="别人的")
    assert policies.publish_policy(policy, actor=office_person(), today=TODAY).status == "published"


@pytest.mark.parametrize("status", ["draft", "published", "ended"])
@pytest.mark.parametrize("step", ["publish", "unpublish", "end"])
def test_a_policy_takes_each_step_only_from_its_place(status: str, step: str) -> None:
    policy = draft_policy()
    Policy.objects.filter(pk=policy.pk).update(status=status)
    policy.refresh_from_db()
    acts: dict[str, Any] = {
        "publish": lambda: policies.publish_policy(policy, actor=None, today=TODAY),
        "unpublish": lambda: policies.unpublish_policy(policy, actor=None, note="改"),
        "end": lambda: policies.end_policy(policy, actor=None, note="到期", today=TODAY),
    }
    if (status, step) in {("draft", "publish"), ("published", "unpublish"), ("published", "end")}:
        acts[step]()
    else:
        with pytest.raises(StepRefused):
            acts[step]()


def test_what_firms_rely_on_is_changed_for_a_reason_and_not_taken_back_once_money_is_agreed() -> None:
    grant = agreed_grant()
    policy = Policy.objects.get(pk=grant.policy_id)
    with pytest.raises(Invalid):
        policies.edit_policy(policy, actor=None, benefit="每家最高60万元")
    with pytest.raises(Invalid):
        policies.edit_policy(policy, actor=None, note="改", text="")
    assert (
        policies.edit_policy(policy, actor=None, note="提高额度", benefit="每家最高60万元").benefit == "每家最高60万元"
    )
    policy.refresh_from_db()
    with pytest.raises(StepRefused):
        policies.unpublish_policy(policy, actor=None, note="改")
    policy.refresh_from_db()
    assert policies.end_policy(policy, actor=None, note="资金用完", today=TODAY).ends_on == TODAY


def test_the_people_of_a_firm_that_fits_are_told_once_and_readers_are_not() -> None:
    fitting, young = registered_enterprise(), registered_enterprise(founded_on=date(2025, 1, 1))
    owner, filler = member(fitting), member(fitting, "filler")
    member(fitting, "reader")
    member(young)
    policy = policy_in_force([OLD_ENOUGH])
    for _again in range(2):
        assert fits.tell_fits(policy, today=TODAY) == 1
    told = Notification.objects.filter(verb="policy_fits").values_list("recipient", flat=True)
    assert sorted(told) == [owner.pk, filler.pk]


def test_telling_that_is_cut_short_goes_on_without_telling_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    owners = [member(registered_enterprise()) for _n in range(5)]
    policy, calls, tell = policy_in_force([OLD_ENOUGH]), list[int](), notify

    def dies(people: Any, *args: Any, **words: Any) -> None:
        if len(calls) == 1:
            raise ConnectionError("the worker is killed")
        calls.append(1)
        tell(people, *args, **words)

    monkeypatch.setattr(fits, "notify", dies)
    with pytest.raises(ConnectionError):
        fits.tell_fits(policy, today=TODAY, batch=2)
    assert Notification.objects.filter(verb="policy_fits").count() == 2
    monkeypatch.setattr(fits, "notify", tell)
    fits.tell_fits(policy, today=TODAY, batch=2)
    told = Notification.objects.filter(verb="policy_fits").values_list("recipient", flat=True)
    assert sorted(told) == sorted(owner.pk for owner in owners)


def test_a_firm_that_comes_to_fit_is_told_by_night_and_one_bad_policy_stops_no_other() -> None:
    firm = registered_enterprise()
    owner, bad, good = member(firm), policy_in_force([REVENUE]), policy_in_force([REVENUE])
    assert fits.tell_all_fits(today=TODAY) == 2
    assert not Notification.objects.filter(recipient=owner).exists()
    earning(firm, 2000)
    bad.rules.update(wanted="not a number")
    with pytest.raises(ExceptionGroup):
        fits.tell_all_fits(today=TODAY)
    assert Notification.objects.get(recipient=owner).object_id == good.pk


def test_what_fits_comes_first_and_what_is_nearly_met_before_what_is_far() -> None:
    firm = registered_enterprise()
    earning(firm, 1940)
    far, near = (policy_in_force([{**REVENUE, "wanted": n}], title=str(n)) for n in (9000, 2000))
    open_to_all = policy_in_force([])
    assert [fit.policy.pk for fit in fits_of(firm, TODAY).all] == [open_to_all.pk, near.pk, far.pk]


def test_conditions_that_are_alike_are_read_judged_and_worded_once(django_assert_max_num_queries: Any) -> None:
    firm = registered_enterprise()
    earning(firm, 1940)
    alike = [policy_in_force([OLD_ENOUGH, REVENUE], title=str(n)) for n in range(3)]
    other = policy_in_force([{**REVENUE, "words": "营业收入达到门槛"}])
    judged = fits_of(firm, TODAY)
    answers = {fit.policy.pk: fit.eligibility.answers for fit in judged.all}
    assert len({id(answer) for policy in alike for answer in answers[policy.pk]}) == 2
    assert [answer.rule.fact for answer in answers[alike[2].pk]] == ["years_since_founding", "figure"]
    assert answers[other.pk][0].condition == "营业收入达到门槛" != answers[alike[0].pk][1].condition
    assert answers[other.pk][0].why == answers[alike[0].pk][1].why
    with django_assert_max_num_queries(4):
        fits_of(firm, TODAY)


@pytest.mark.parametrize(
    ("terms", "where"),
    [
        ({"amount": Decimal("49.9999")}, "instalments"),
        ({"instalments": [{"amount": Decimal(-1)}, {"amount": Decimal(51)}]}, "instalments.0.amount"),
        ({"amount": Decimal("50.00001")}, "amount"),
        ({"amount": Decimal(51), "instalments": [{"amount": Decimal(51)}]}, "amount"),
        ({"instalments": []}, "instalments"),
        ({"purpose": " "}, "purpose"),
        ({"agreed_on": TODAY + timedelta(days=1), "results_due_on": None}, "agreed_on"),
        ({"results_due_on": TODAY}, "results_due_on"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_right_are_refused_and_nothing_is_written(terms: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        agreed_grant(**terms)
    assert list(refused.value.fields) == [where]
    assert not Grant.objects.exists()


def test_instalments_are_paid_in_turn_and_the_first_sets_the_grant_running() -> None:
    grant, office = agreed_grant(), office_person()
    with pytest.raises(StepRefused):
        grants.pay_instalment(grant, 2, actor=office, paid_on=TODAY, today=TODAY)
    with pytest.raises(Invalid):
        grants.pay_instalment(grant, 1, actor=office, paid_on=TODAY + timedelta(days=1), today=TODAY)
    running = grants.pay_instalment(grant, 1, actor=office, paid_on=TODAY, today=TODAY)
    assert running.status == "running"
    with pytest.raises(StepRefused):
        grants.pay_instalment(running, 1, actor=office, paid_on=TODAY, today=TODAY)
    grants.pay_instalment(running, 2, actor=office, paid_on=TODAY, today=TODAY)
    assert totals_of(Grant.objects.all(), TODAY).paid == Decimal(50)
    assert AuditEntry.objects.of(running).filter(step="pay").count() == 2


def test_results_need_words_and_a_document_and_come_from_who_writes_for_the_firm() -> None:
    grant = running_grant()
    reader, filler = member(grant.enterprise, "reader"), member(grant.enterprise, "filler")
    with pytest.raises(NotPermitted):
        grants.report_results(grant, actor=reader, results="好", today=TODAY, now=NOW)
    with pytest.raises(Invalid) as refused:
        grants.report_results(grant, actor=filler, results=" ", today=TODAY, now=NOW)
    assert set(refused.value.fields) == {"results", "file"}


def test_results_go_back_with_a_reason_come_again_and_are_accepted() -> None:
    grant, office = reported_grant(), office_person()
    assert [item.kind for item in todos(todo_grants.waits(office, TODAY), TODAY)] == ["decide"]
    with pytest.raises(DomainError):
        grants.return_results(grant, actor=office, note=" ")
    grant = grants.return_results(grant, actor=office, note="缺合同")
    filler = grant.enterprise.members.get().user
    assert grant.reported_on is None
    assert [item.kind for item in todos(todo_grants.waits(filler, LATER), LATER)] == ["firm"]
    grant = grants.report_results(grant, actor=filler, results="已补合同", today=TODAY, now=NOW)
    assert grants.accept_results(grant, actor=office).status == "completed"
    with pytest.raises(StepRefused):
        grants.revoke_grant(Grant.objects.get(), actor=office, note="晚了")


def test_a_revoked_grant_is_paid_no_more_and_counts_with_what_was_paid() -> None:
    grant, office = running_grant(), office_person()
    grant = grants.revoke_grant(grant, actor=office, note="企业迁出")
    with pytest.raises(StepRefused):
        grants.pay_instalment(grant, 2, actor=office, paid_on=TODAY, today=TODAY)
    totals = totals_by_policy(Grant.objects.all(), [grant.policy_id], TODAY)[grant.policy_id]
    assert (totals.grants, totals.agreed, totals.paid) == (1, Decimal(0), Decimal(30))


def test_another_department_neither_pays_nor_accepts() -> None:
    grant = agreed_grant()
    with pytest.raises(NotPermitted):
        grants.pay_instalment(grant, 1, actor=liaison("scj"), paid_on=TODAY, today=TODAY)
    with pytest.raises(NotPermitted):
        grants.revoke_grant(grant, actor=liaison("scj"), note="x")


def test_late_results_are_urged_weekly_and_those_due_soon_are_said_ahead() -> None:
    grant = running_grant()
    owner, due = member(grant.enterprise), date(2026, 12, 31)
    said = {
        day: [(row.verb, owner in row.recipients) for row in grant_reminders.due(day)]
        for day in (due - timedelta(days=31), due - timedelta(days=30), due, due + timedelta(days=1))
    }
    assert list(said.values()) == [
        [], [("grant_results_due", True)], [("grant_results_due", True)], [("grant_results_overdue", True)],
    ]  # fmt: skip
    assert totals_of(Grant.objects.all(), due + timedelta(days=1)).overdue == 1
