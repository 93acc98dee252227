"""The working-day clocks of an application's stages, kept as rows; their arithmetic is `enterprises.clock`."""

from datetime import date, timedelta

from kernel.calendars.queries import WorkingCalendar

from .. import clock as arithmetic
from ..clock import Clock
from ..models import Application, Call, StageClock

REACH = timedelta(days=400)


def length_of(call: Call, kind: str) -> int:
    """Working days the call gives to this stage; publishing a call has made sure that they are there."""
    days = call.stages.filter(kind=kind).values_list("working_days", flat=True).first()
    return days or 0


def begin(application: Application, kind: str, *, today: date, round: int = 1) -> StageClock:
    """Start the clock of a stage; the row holds the day it is due."""
    row = StageClock(application=application, stage=kind, round=round, began_on=today, length=0)
    _write(row, arithmetic.start(length_of(application.call, kind), today), today)
    return row


def halt(application: Application, kind: str, *, today: date) -> StageClock | None:
    """Stop the running clock of a stage: its days so far stay used."""
    row = _running(application, kind)
    if row is not None:
        _write(row, arithmetic.stop(row.read(), today, _calendar(today)), today)
    return row


def resume(application: Application, kind: str, *, today: date) -> StageClock | None:
    """Let the stopped clock of a stage run again with the days it has left."""
    row = _running(application, kind)
    if row is not None:
        _write(row, arithmetic.go_on(row.read(), today), today)
    return row


def finish(application: Application, *, today: date) -> None:
    """End every clock that has not ended; how many days each used stays on record."""
    for row in application.clocks.filter(ended_on=None):
        row.ended_on = today
        _write(row, arithmetic.stop(row.read(), today, _calendar(today)), today)


def finish_stage(application: Application, kind: str, *, today: date) -> None:
    """End the clock of one stage."""
    row = _running(application, kind)
    if row is not None:
        row.ended_on = today
        _write(row, arithmetic.stop(row.read(), today, _calendar(today)), today)


def reopen(application: Application, kind: str, *, since: date, due_on: date | None) -> None:
    """Let a stage's clock go on as if it had not ended that day; it is due when it was."""
    row = application.clocks.filter(stage=kind, ended_on=since).last()
    if row is not None:
        row.ended_on, row.since, row.due_on = None, since, due_on
        row.save()


def _running(application: Application, kind: str) -> StageClock | None:
    return application.clocks.filter(stage=kind, ended_on=None).last()


def _write(row: StageClock, clock: Clock, today: date) -> None:
    row.length, row.used, row.since = clock.length, clock.used, clock.since
    row.due_on = clock.due_on(_calendar(today))
    row.save()


def _calendar(today: date) -> WorkingCalendar:
    return WorkingCalendar.load(today - REACH, today + REACH)
