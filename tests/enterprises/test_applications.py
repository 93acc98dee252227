"""An application from its first question to accepted: what may be done when, by whom, and what is never lost."""

from datetime import date, timedelta

import pytest

from enterprises.models import Answer, Application, EligibilityRule, Material, Membership
from enterprises.queries.completeness import problems_of
from enterprises.services import answers, applications, checks, closing, materials
from enterprises.services.late_codes import make_late_code
from enterprises.workflow import ApplicationStatus
from kernel.activity.models import Notification
from kernel.common.errors import Invalid, NotPermitted, StepRefused
from tests.enterprises.factories import CLOSES, NOW, TODAY, member, open_call, registered_enterprise
from tests.enterprises.factories_applications import (
    complete_application,
    draft_application,
    licence_of,
    returned_application,
    submitted_application,
)
from tests.factories import bureaus, liaison, office_person

pytestmark = pytest.mark.django_db


def test_what_the_portal_knows_is_filled_in():
    application, _filler = draft_application()
    assert Answer.objects.get(application=application).value == application.enterprise.name


def test_beginning_twice_is_one_application():
    application, filler = draft_application()
    again = applications.start_application(application.call, application.enterprise, actor=filler, now=NOW)
    assert again == application


def test_a_firm_that_fails_a_rule_is_told_before_the_form_opens():
    call, firm = open_call(), registered_enterprise(founded_on=date(2025, 1, 1))
    EligibilityRule.objects.create(call=call, fact="years_since_founding", operator="gte", wanted=3)
    with pytest.raises(StepRefused) as refused:
        applications.start_application(call, firm, actor=member(firm), now=NOW)
    assert len(refused.value.extra["reasons"]) == 1
    assert not Application.objects.exists()


def test_all_that_is_missing_is_said_at_once():
    application, filler = draft_application()
    with pytest.raises(Invalid) as refused:
        applications.submit_application(application, actor=filler, now=NOW)
    assert set(refused.value.fields) == {"basics.story", "basics.market", "results.revenue", "material.licence"}


def test_a_double_click_is_one_submission_with_one_number():
    application, filler = complete_application()
    first = applications.submit_application(application, actor=filler, now=NOW)
    second = applications.submit_application(application, actor=filler, now=NOW)
    assert first.number == second.number
    assert application.submissions.count() == 1
    assert Notification.objects.filter(verb="application_submitted").count() == 1


def test_numbers_of_a_call_follow_each_other():
    call = open_call()
    numbers = [submitted_application(call)[0].number for _n in range(2)]
    assert [str(number)[-4:] for number in numbers] == ["0001", "0002"]


def test_the_closing_instant_is_too_late_and_the_draft_is_kept():
    application, filler = complete_application()
    with pytest.raises(StepRefused):
        applications.submit_application(application, actor=filler, now=CLOSES)
    assert Answer.objects.filter(application=application).count() == 5
    sent = applications.submit_application(application, actor=filler, now=CLOSES - timedelta(seconds=1))
    assert sent.status == ApplicationStatus.SUBMITTED


def test_the_call_closes_by_itself_and_drafts_lapse_once():
    application, _filler = draft_application()
    assert closing.close_calls(now=CLOSES - timedelta(seconds=1)) == 0
    assert closing.close_calls(now=CLOSES) == 2
    assert closing.close_calls(now=CLOSES) == 0
    application.refresh_from_db()
    assert application.status == ApplicationStatus.NOT_SUBMITTED


def test_a_late_code_counts_its_uses_and_opens_a_closed_call():
    call, late = open_call(), CLOSES + timedelta(days=1)
    _row, code = make_late_code(
        call, actor=office_person(), uses=1, expires_at=late + timedelta(days=1), reason="系统故障", now=NOW
    )
    firm, other = registered_enterprise(), registered_enterprise()
    typed = f" {code[:4]} {code[4:].lower()} "
    begun = applications.start_application(call, firm, actor=member(firm), now=late, late_code=typed)
    assert begun.late_code is not None
    with pytest.raises(Invalid):
        applications.start_application(call, other, actor=member(other), now=late, late_code=code)


def test_two_fillers_meet_field_by_field():
    application, filler = draft_application()
    other = member(application.enterprise, Membership.Role.FILLER)
    answers.save_answers(application, {"basics.story": "甲"}, versions={}, actor=filler, now=NOW)
    both = {"basics.story": "乙", "results.staff": "10"}
    saved = answers.save_answers(application, both, versions={}, actor=other, now=NOW)
    assert saved.versions == {"basics.story": 1, "results.staff": 1}
    assert saved.conflicts["basics.story"].theirs == "甲"
    kept = answers.save_answers(application, {"basics.story": "乙"}, versions={"basics.story": 1}, actor=other, now=NOW)
    assert not kept.conflicts


@pytest.mark.parametrize("value", [7, {"a": 1}, ["x"], "x" * 201, "a\0b", True])
def test_a_value_of_the_wrong_shape_is_refused_at_its_field(value):
    application, filler = draft_application()
    with pytest.raises(Invalid) as refused:
        answers.save_answers(application, {"basics.market": value}, versions={}, actor=filler, now=NOW)
    assert list(refused.value.fields) == ["basics.market"]


def test_a_reader_reads_and_a_stranger_does_not_write():
    application, _filler = draft_application()
    for nobody in (member(application.enterprise, Membership.Role.READER), member(registered_enterprise())):
        with pytest.raises(NotPermitted):
            answers.save_answers(application, {"basics.story": "x"}, versions={}, actor=nobody, now=NOW)


def test_a_return_opens_only_what_the_notice_names():
    application, filler = returned_application()
    with pytest.raises(Invalid):
        answers.save_answers(application, {"results.staff": "9"}, versions={"results.staff": 1}, actor=filler, now=NOW)
    saved = answers.save_answers(
        application, {"basics.story": "新"}, versions={"basics.story": 1}, actor=filler, now=NOW
    )
    assert saved.versions == {"basics.story": 2}
    report = Material.objects.get(form=application.call.form_id, key="report")
    with pytest.raises(StepRefused):
        materials.pick_document(application, report, licence_of(application.enterprise, filler), actor=filler)


def test_the_checks_clock_stands_while_the_firm_supplements():
    application, filler = returned_application(today=date(2026, 5, 14))  # two working days after it came
    assert application.due_on == date(2026, 5, 28)  # ten working days to supplement
    later = NOW + timedelta(days=6)  # Monday the 18th
    sent = applications.submit_application(application, actor=filler, now=later)
    assert sent.due_on == date(2026, 5, 21)  # the three working days that were left
    assert sent.number == application.number
    assert [row.round for row in sent.submissions.all()] == [1, 2]


def test_it_is_returned_once_only():
    application, filler = returned_application()
    sent, office = applications.submit_application(application, actor=filler, now=NOW), office_person()
    checks.record_findings(sent, {"basics.story": ("wrong", "仍不符")}, actor=office, now=NOW)
    with pytest.raises(StepRefused):
        checks.return_application(sent, actor=office, note="再补", today=TODAY)


def test_nothing_marked_as_missing_is_accepted():
    application, _filler = submitted_application()
    office = office_person()
    checks.record_findings(application, {"material.licence": ("missing", "")}, actor=office, now=NOW)
    with pytest.raises(StepRefused):
        checks.accept_application(application, actor=office, today=TODAY)
    checks.record_findings(application, {"material.licence": ("in_order", "")}, actor=office, now=NOW)
    accepted = checks.accept_application(application, actor=office, today=TODAY)
    assert (accepted.status, accepted.due_on) == (ApplicationStatus.ACCEPTED, None)


def test_only_the_department_that_runs_the_scheme_checks():
    bureaus()
    application, _filler = submitted_application()
    with pytest.raises(NotPermitted):
        checks.accept_application(application, actor=liaison("swj"), today=TODAY)
    assert (
        checks.accept_application(application, actor=liaison("scj"), today=TODAY).status == ApplicationStatus.ACCEPTED
    )


def test_withdrawn_before_the_decision_it_can_be_begun_anew():
    application, filler = submitted_application()
    gone = applications.withdraw_application(application, actor=filler, note="材料有误", today=TODAY)
    assert gone.status == ApplicationStatus.WITHDRAWN
    assert not gone.clocks.filter(ended_on=None).exists()
    again = applications.start_application(gone.call, gone.enterprise, actor=filler, now=NOW)
    assert again != gone


def test_a_document_that_runs_out_before_the_closing_is_named():
    application, _filler = complete_application()
    application.enterprise.documents.update(expires_on=date(2026, 6, 29))
    assert [problem.path for problem in problems_of(application)] == ["material.licence"]
