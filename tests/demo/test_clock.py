"""A story told later is dated as it happened; everything else is dated now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from kernel.activity import clock
from kernel.activity.models import AuditEntry, Notification
from kernel.activity.services import notify, record
from tests.factories import department, person

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 2, 3, 1, 30, tzinfo=UTC)


def test_what_is_written_inside_carries_the_instant_and_what_comes_after_carries_now():
    bureau, reader = department(), person()
    with clock.at(THEN):
        record(bureau, "look", actor=None)
        notify([reader], "task_issued", about=bureau, dedupe_key="then")
    record(bureau, "look_again", actor=None)
    assert AuditEntry.objects.get(step="look").at == THEN
    assert Notification.objects.get(dedupe_key="then").created_at == THEN
    assert timezone.now() - AuditEntry.objects.get(step="look_again").at < timedelta(minutes=1)


def test_a_failure_inside_does_not_leave_the_clock_standing():
    with pytest.raises(ZeroDivisionError), clock.at(THEN):
        raise ZeroDivisionError
    assert clock.now() > THEN
