"""A stage's clock: stopping and going on never loses or gains a working day, whatever holidays lie between."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises.clock import Clock, go_on, start, stop
from kernel.calendars.queries import WorkingCalendar

FIRST = date(2026, 1, 1)
DAYS = st.dates(FIRST, date(2028, 12, 31))
HOLIDAYS = st.sets(st.integers(0, 400), max_size=40)
TRIALS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PAUSES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), max_size=6)


def turned(begun: date, days: set[int]) -> WorkingCalendar:
    """A calendar in which these days after `begun` are the other kind: worked weekends, closed weekdays."""
    dates = [begun + timedelta(days=n) for n in days]
    return WorkingCalendar({day: day.weekday() >= 5 for day in dates})


@TRIALS
@given(begun=DAYS, length=st.integers(1, 60), special=HOLIDAYS, pauses=PAUSES)
def test_stop_and_go_neither_loses_nor_gains_a_day(
    begun: date, length: int, special: set[int], pauses: list[tuple[int, int]]
) -> None:
    calendar, clock, day, ran = turned(begun, special), start(length, begun), begun, 0
    for running, standing in pauses:
        stopped = day + timedelta(days=running)
        ran += calendar.between(day, stopped)
        clock = stop(clock, stopped, calendar)
        assert clock.used == ran
        day = stopped + timedelta(days=standing)
        assert clock.elapsed(day, calendar) == ran, "it stands while somebody else has the matter"
        clock = go_on(clock, day)
    due = clock.due_on(calendar)
    assert due is not None
    if ran < length:
        assert ran + calendar.between(day, due) == length
        assert clock.left(due, calendar) == 0


@TRIALS
@given(begun=DAYS, length=st.integers(1, 60), special=HOLIDAYS, at=st.integers(0, 90))
def test_a_stop_of_no_length_changes_no_due_day(begun: date, length: int, special: set[int], at: int) -> None:
    calendar, clock = turned(begun, special), start(length, begun)
    day = begun + timedelta(days=at)
    if clock.left(day, calendar) > 0:
        assert go_on(stop(clock, day, calendar), day).due_on(calendar) == clock.due_on(calendar)


def test_stopping_twice_and_going_on_twice_is_once() -> None:
    calendar, clock = WorkingCalendar({}), start(5, FIRST)
    once = stop(clock, FIRST + timedelta(days=4), calendar)
    assert stop(once, FIRST + timedelta(days=9), calendar) == once
    assert go_on(go_on(once, FIRST), FIRST + timedelta(days=3)) == go_on(once, FIRST)
    assert once.due_on(calendar) is None


def test_over_the_national_holiday_of_2026() -> None:
    closed = {date(2026, 10, n): False for n in range(1, 8)}
    calendar = WorkingCalendar(closed)
    clock = stop(start(5, date(2026, 9, 28)), date(2026, 9, 30), calendar)
    assert clock == Clock(length=5, used=2, since=None)
    assert go_on(clock, date(2026, 10, 3)).due_on(calendar) == date(2026, 10, 12)
