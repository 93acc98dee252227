"""Sent twice at once, by two windows or by page and program, it is one application with one number (F14)."""

from typing import Any

import pytest

from enterprises.models import Application, Submission
from enterprises.services import applications
from kernel.activity.services import steps
from tests.enterprises.factories import NOW
from tests.enterprises.factories_applications import complete_application
from tests.faults.test_parallel import bare, meeting, refusals
from tests.kernel.factories import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db]


def copies(application: Application) -> Any:
    """What each of two requests reads before either has written."""
    return [Application.objects.select_related("call", "enterprise").get(pk=application.pk) for _n in range(2)].pop


def test_two_that_send_at_once_get_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    application, filler = complete_application()
    copy = copies(application)
    answers = at_once(2, lambda: applications.submit_application(copy(), actor=filler, now=NOW))
    assert refusals(answers) == [], answers
    assert len({answer.number for answer in answers}) == 1
    assert Submission.objects.filter(application=application).count() == 1


def test_control_without_the_lock_it_is_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    application, filler = complete_application()
    copy, rows = (
        copies(application),
        Application.objects.select_related("call__scheme", "enterprise__division", "brand"),
    )

    def unlocked(row: Application) -> Application:
        return rows.get(pk=row.pk)

    def no_lock(subject: Any) -> Any:
        return type(subject)._base_manager.get(pk=subject.pk)

    sent: list[int] = []
    monkeypatch.setattr(applications, "_hold", unlocked)
    monkeypatch.setattr(applications, "hold_open", lambda row, *, actor: row)
    monkeypatch.setattr(applications, "advance", bare(steps.advance))
    monkeypatch.setattr(steps, "_lock", no_lock)
    monkeypatch.setattr(applications, "_require_complete", meeting(lambda row: None))
    monkeypatch.setattr(applications, "_turn_clocks", lambda row, *, first, today: None)
    monkeypatch.setattr(applications, "make_receipt", lambda submission, *, actor, now: sent.append(submission.pk))
    monkeypatch.setattr(applications, "_tell_sent", lambda row, *, first: None)
    monkeypatch.setattr(
        applications.Submission.objects, "create", lambda **words: sent.append(0) or Submission(**words)
    )
    at_once(2, lambda: bare(applications.submit_application)(copy(), actor=filler, now=NOW))
    assert sent.count(0) == 2
