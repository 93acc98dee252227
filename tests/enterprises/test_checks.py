"""The formal check behind its doors: what waits for whom, who is reminded, what is taken back, how calls close."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination.services.reminders import send_reminders
from enterprises.models import Application, Call, CheckRule
from enterprises.queries import reminders_checks, todo_checks
from enterprises.queries.check_sheet import sheet_of
from enterprises.services import applications, checks, closing
from enterprises.services.check_bulk import accept_checked
from enterprises.workflow import ApplicationStatus, CallStatus
from kernel.activity.models import Notification
from kernel.activity.todo import how_many, todos
from kernel.common.errors import Invalid, NotPermitted, StepRefused
from tests.enterprises.factories import CLOSES, NOW, TODAY, open_call
from tests.enterprises.factories_applications import draft_application, returned_application, submitted_application
from tests.factories import bureaus, department, liaison, office_person, person

pytestmark = pytest.mark.django_db


def test_what_waits_for_a_checker_is_sorted_by_its_day_and_says_what_is_late() -> None:
    bureaus()
    call, checker, other = open_call(), liaison("scj"), liaison("swj")
    fresh, _filler = submitted_application(call)
    late, _filler = submitted_application(call, now=NOW - timedelta(days=20))
    rows = todos(todo_checks.waits(checker, TODAY), TODAY)
    assert [row.source for row in rows] == [late.number, fresh.number]
    assert [row.days is not None and row.days < 0 for row in rows] == [True, False]
    assert how_many(todo_checks.waits(checker, TODAY)) == 2
    assert todos(todo_checks.waits(other, TODAY), TODAY) == []
    assert how_many(todo_checks.waits(person("bureau_leader", department("scj")), TODAY)) == 0


def test_checkers_are_reminded_by_the_distances_of_the_rule_and_weekly_while_it_is_late(
    django_assert_num_queries: Any,
) -> None:
    bureaus()
    call, checker = open_call(), liaison("scj")
    application, _filler = submitted_application(call)
    assert application.due_on == date(2026, 5, 19)
    told: list[tuple[date, str]] = []
    for n in range(21):
        day = TODAY + timedelta(days=n)
        told += [(day, row.verb) for row in reminders_checks.due(day) if checker in row.recipients]
    near = [day for day, verb in told if verb == "application_due_near"]
    assert min(near) == date(2026, 5, 15)  # two working days before
    keys = {row.dedupe_key for n in range(21) for row in reminders_checks.due(TODAY + timedelta(days=n))}
    assert len([key for key in keys if key.startswith("check_near")]) == 2
    assert len([key for key in keys if key.startswith("application_late")]) == 3  # three calendar weeks
    CheckRule.objects.update(near_days=[])
    assert not list(reminders_checks.due(date(2026, 5, 18)))
    submitted_application(call)
    with django_assert_num_queries(4):
        list(reminders_checks.due(date(2026, 5, 25)))


def test_the_sweep_of_reminders_tells_each_checker_once() -> None:
    bureaus()
    checker = liaison("scj")
    submitted_application()
    for _sweep in range(2):
        send_reminders(today=date(2026, 5, 25))
    assert Notification.objects.filter(recipient=checker, verb="application_late").count() == 1


def test_an_acceptance_is_taken_back_within_the_seconds_and_the_firm_never_hears_of_it() -> None:
    application, _filler = submitted_application()
    office, due_on = office_person(), application.due_on
    accepted = checks.accept_application(application, actor=office, today=TODAY)
    with pytest.raises(NotPermitted):
        checks.reconsider_acceptance(accepted, actor=office_person(), now=timezone.now(), today=TODAY)
    again = checks.reconsider_acceptance(accepted, actor=office, now=timezone.now(), today=TODAY)
    assert (again.status, again.due_on) == (ApplicationStatus.SUBMITTED, due_on)
    clock = again.clocks.get()
    assert (clock.ended_on, clock.due_on, clock.used) == (None, due_on, 0)
    assert not Notification.objects.filter(verb="application_accepted").exists()
    later = checks.accept_application(again, actor=office, today=TODAY)
    with pytest.raises(StepRefused):
        checks.reconsider_acceptance(later, actor=office, now=timezone.now() + timedelta(hours=1), today=TODAY)


@pytest.mark.parametrize("waited", [0, 2, 6])
def test_taking_an_acceptance_back_neither_gains_nor_loses_a_working_day(waited: int) -> None:
    application, _filler = submitted_application()
    office, day = office_person(), TODAY + timedelta(days=waited)
    accepted = checks.accept_application(application, actor=office, today=day)
    again = checks.reconsider_acceptance(accepted, actor=office, now=timezone.now(), today=day)
    assert again.due_on == application.due_on
    assert again.clocks.get().due_on == application.due_on


def test_one_of_many_is_accepted_only_when_everything_was_looked_at() -> None:
    application, _filler = submitted_application()
    office = office_person()
    with pytest.raises(StepRefused):
        accept_checked(application, actor=office, today=TODAY)
    assert checks.pass_remaining(application, actor=office, now=NOW) == 7
    assert checks.pass_remaining(application, actor=office, now=NOW) == 0
    assert accept_checked(application, actor=office, today=TODAY).status == ApplicationStatus.ACCEPTED


def test_what_was_in_order_and_is_unchanged_need_not_be_looked_at_again() -> None:
    application, filler = submitted_application()
    office = office_person()
    checks.record_findings(application, {"material.licence": ("missing", "")}, actor=office, now=NOW)
    checks.pass_remaining(application, actor=office, now=NOW)
    back = checks.return_application(application, actor=office, note="请补", today=TODAY)
    sent = applications.submit_application(back, actor=filler, now=NOW)
    sheet = sheet_of(sent)
    assert sheet is not None
    assert [place.path for place in sheet.waiting] == ["material.licence"]


@pytest.mark.parametrize(
    ("path", "finding", "remark"),
    [("no.such", "in_order", ""), ("basics.story", "wrong", " "), ("basics.story", "nonsense", ""),
     ("basics.story", "wrong", "x" * 301)],
)  # fmt: skip
def test_a_finding_that_cannot_be_right_is_refused_at_its_place_and_nothing_is_kept(
    path: str, finding: str, remark: str
) -> None:
    application, _filler = submitted_application()
    found = {"basics.market": ("in_order", ""), path: (finding, remark)}
    with pytest.raises(Invalid) as refused:
        checks.record_findings(application, found, actor=office_person(), now=NOW)
    assert list(refused.value.fields) == [path]
    assert sheet_of(application) is not None
    assert not application.submissions.get().check_items.exists()


def test_a_returned_application_is_rejected_when_nothing_comes() -> None:
    application, _filler = returned_application()
    gone = checks.reject_application(application, actor=office_person(), note="逾期未补正", today=date(2026, 6, 1))
    assert gone.status == ApplicationStatus.REJECTED
    assert not gone.clocks.filter(ended_on=None).exists()


# --- the sweep that closes calls -----------------------------------------------------------------------------------


def lapse_nothing(draft: Application) -> None:
    raise SystemExit("killed")


def test_killed_between_a_calls_closing_and_its_drafts_the_next_sweep_finishes(monkeypatch: Any) -> None:
    draft, _filler = draft_application()
    with monkeypatch.context() as patch:
        patch.setattr(closing, "_lapse", lapse_nothing)
        with pytest.raises(SystemExit):
            closing.close_calls(now=CLOSES)
    assert Call.objects.get().status == CallStatus.CLOSED
    assert Application.objects.get().status == ApplicationStatus.DRAFT
    # Without looking at calls that are closed already, as a sweep of open calls only would, it stays a draft for ever.
    with monkeypatch.context() as patch:
        patch.setattr(closing, "CallStatus", type("Open", (), {"PUBLISHED": "published", "CLOSED": "published"}))
        assert closing.close_calls(now=CLOSES) == 0
    assert closing.close_calls(now=CLOSES) == 1
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.NOT_SUBMITTED


def test_one_bad_draft_stops_no_other_and_is_tried_again(monkeypatch: Any) -> None:
    call = open_call()
    bad, good = draft_application(call)[0], draft_application(call)[0]
    real = closing._lapse

    def some_fail(draft: Application) -> None:
        if draft.pk == bad.pk:
            raise ValueError("a row nobody foresaw")
        real(draft)

    with monkeypatch.context() as patch:
        patch.setattr(closing, "_lapse", some_fail)
        with pytest.raises(ExceptionGroup):
            closing.close_calls(now=CLOSES)
    assert Application.objects.get(pk=good.pk).status == ApplicationStatus.NOT_SUBMITTED
    assert Application.objects.get(pk=bad.pk).status == ApplicationStatus.DRAFT
    assert closing.close_calls(now=CLOSES) == 1
