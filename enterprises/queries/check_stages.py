"""Where an application stands: its stages for a timeline, and each stage's clock in working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kernel.calendars.queries import WorkingCalendar

from ..models import Application, Stage, StageClock
from ..models.applications import ENDED
from ..workflow import ApplicationStatus

S = ApplicationStatus


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A stage's clock today: `used` of `length` working days, running, standing or ended; `left` below zero is late."""

    row: StageClock
    used: int
    left: int

    @property
    def state(self) -> str:
        if self.row.ended_on is not None:
            return "ended"
        return "running" if self.row.since is not None else "standing"


def clock_lines(clocks: Sequence[StageClock], days: WorkingCalendar, today: date) -> list[ClockLine]:
    """The clocks as they stand today, in the order they began; no query."""
    return [ClockLine(row, row.read().elapsed(today, days), row.read().left(today, days)) for row in clocks]


def stages_of(
    row: Application, clocks: Sequence[StageClock], days: WorkingCalendar, today: date
) -> list[dict[str, Any]]:
    """Done, now and next, as the part `timeline` shows them; no query."""
    sent = timezone.localdate(row.submitted_at) if row.submitted_at else None
    stages: list[dict[str, Any]] = [_stage(_("Sent"), "done" if sent else "now", sent)]
    now = {S.SUBMITTED: Stage.Kind.FORMAL_CHECK, S.RETURNED: Stage.Kind.SUPPLEMENT}.get(S(row.status))
    for clock in sorted(clocks, key=lambda row: (row.ended_on or date.max, row.pk)):
        current = clock.ended_on is None and clock.stage == now
        late = current and clock.due_on is not None and clock.due_on < today
        on = clock.due_on if current else clock.ended_on
        state = "late" if late else "now" if current else "done" if clock.ended_on else "next"
        note = _("day %(used)d of %(length)d") % {"used": clock.read().elapsed(today, days), "length": clock.length}
        stages.append(_stage(str(clock.get_stage_display()), state, on, note))
    return [*stages, _end(row)]


def _end(row: Application) -> dict[str, Any]:
    if row.status in (S.ACCEPTED, *ENDED):
        return _stage(str(row.get_status_display()), "done", row.decided_on)
    return _stage(pgettext("application", "Decision"), "next", None)


def _stage(label: str, state: str, on: date | None, note: str = "") -> dict[str, Any]:
    return {"label": label, "state": state, "on": on, "note": note}
