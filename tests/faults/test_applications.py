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


def test_control_without_the_lock_both_go_all_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    application, filler = complete_application()
    told: list[int] = []
    copy, rows = (
        copies(application),
        Application.objects.select_related("call__scheme", "enterprise__division", "brand"),
    )
    for name, stand_in in {
        "_hold": lambda row: rows.get(pk=row.pk),
        "hold_open": lambda row, *, actor: row,
        "advance": bare(steps.advance),
        "_require_complete": meeting(lambda row: None),
        "_turn_clocks": lambda row, *, first, today: told.append(row.pk),
        "_content": lambda row: {},
        "make_receipt": lambda submission, *, actor, now: submission,
        "_tell_sent": lambda row, *, first: None,
    }.items():
        monkeypatch.setattr(applications, name, stand_in)
    monkeypatch.setattr(steps, "_lock", lambda subject: type(subject)._base_manager.get(pk=subject.pk))
    at_once(2, lambda: bare(applications.submit_application)(copy(), actor=filler, now=NOW))
    assert told == [application.pk] * 2
