"""Two sweeps that close calls at once: each call and each draft is closed once (F7)."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from enterprises.models import Application, Call
from enterprises.services import closing
from enterprises.workflow import ApplicationStatus, CallStatus
from kernel.activity.models import AuditEntry, Notification
from kernel.activity.services import steps
from tests.enterprises.factories import CLOSES
from tests.enterprises.factories_applications import draft_application
from tests.faults.test_parallel import bare, meeting, without_lock_and_version
from tests.kernel.factories import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db]


def draft_alone() -> Application:
    """A draft whose call is the only one to close."""
    draft, _filler = draft_application()
    Call.objects.exclude(pk=draft.call_id).update(status=CallStatus.CANCELLED)
    return draft


def lapses(draft: Application) -> int:
    return AuditEntry.objects.of(draft).filter(step="lapse").count()


def test_two_sweeps_at_once_close_each_draft_once(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_alone()
    monkeypatch.setattr(closing, "advance", meeting(closing.advance))
    answers = at_once(2, lambda: closing.close_calls(now=CLOSES))
    assert sorted(answers) in ([0, 2], [1, 1])  # whoever comes second finds it done, and calls that no error
    assert Application.objects.get(pk=draft.pk).status == ApplicationStatus.NOT_SUBMITTED
    assert Call.objects.get(pk=draft.call_id).status == CallStatus.CLOSED
    assert lapses(draft) == 1
    told = Notification.objects.filter(verb="application_lapsed", object_id=draft.pk)
    assert told.count() == 1


def test_control_without_lock_and_version_it_lapses_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_alone()
    monkeypatch.setattr(steps, "_lock", without_lock_and_version)
    monkeypatch.setattr(closing, "advance", bare(steps.advance))
    monkeypatch.setattr(closing, "transaction", SimpleNamespace(atomic=nullcontext))
    monkeypatch.setattr(steps, "_write", meeting(steps._write))
    at_once(2, lambda: closing.close_calls(now=CLOSES))
    assert lapses(draft) == 2
