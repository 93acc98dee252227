"""Working days by the table: holidays, worked weekends, leap days, year's ends, years nobody has announced (F18)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.calendars.models import CalendarDay, CalendarYear
from kernel.calendars.queries import (
    WorkingCalendar,
    add_working_days,
    is_provisional,
    month_dues,
    months_of,
    next_working_day,
    working_days_between,
)
from kernel.calendars.services import announce_year, read_arrangement
from kernel.common.errors import Invalid

pytestmark = pytest.mark.django_db
SPECIAL = {date(2026, 10, n): False for n in range(1, 8)} | {date(2026, 9, 27): True, date(2026, 10, 10): True}
AUTUMN = WorkingCalendar(SPECIAL)
days = st.dates(date(2026, 8, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # the whole National Day holiday lies between
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
        (date(2026, 10, 10), 1, date(2026, 10, 12)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # not announced: only weekends are closed
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # leap day, a Thursday
        (date(2024, 12, 31), 1, date(2025, 1, 2)),  # New Year's Day
    ],
)
def test_working_days_are_added_over_holidays_worked_weekends_leap_days_and_years_ends(start, count, end):
    assert add_working_days(start, count) == end


def test_the_spring_festival_of_a_known_year_is_one_long_break():
    assert working_days_between(date(2025, 1, 27), date(2025, 2, 5)) == 1


def test_days_left_count_the_last_day_and_turn_negative_when_it_has_passed():
    assert working_days_between(date(2026, 5, 12), date(2026, 5, 15)) == 3
    assert working_days_between(date(2026, 5, 15), date(2026, 5, 12)) == -3
    assert working_days_between(date(2026, 5, 12), date(2026, 5, 12)) == 0


def test_an_act_due_on_a_closed_day_moves_to_the_next_worked_one():
    assert next_working_day(date(2026, 10, 3)) == date(2026, 10, 8)
    assert next_working_day(date(2026, 10, 8)) == date(2026, 10, 8)


@given(start=days, count=st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_adding_and_then_counting_gives_the_same_number(start, count):
    assert AUTUMN.between(start, AUTUMN.add(start, count)) == count


@given(start=days, count=st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_going_back_as_far_as_one_came_ends_on_the_same_worked_day(start, count):
    first = AUTUMN.add(start, 0)
    assert AUTUMN.add(AUTUMN.add(first, count), -count) == first


@given(start=days, end=days)
@settings(max_examples=150, deadline=None)
def test_counting_is_the_same_backwards_with_the_other_sign(start, end):
    assert AUTUMN.between(start, end) == -AUTUMN.between(end, start)


def test_a_year_nobody_announced_is_worked_monday_to_friday_and_says_so():
    assert is_provisional(date(2027, 5, 1))
    assert is_provisional(date(2045, 5, 1))
    assert not is_provisional(date(2026, 5, 1))
    assert working_days_between(date(2027, 9, 30), date(2027, 10, 8)) == 6


def test_reports_are_due_before_the_day_so_a_closed_day_moves_them_back():
    calendar = WorkingCalendar.load(date(2026, 1, 1), date(2026, 12, 31))
    dues = month_dues(date(2026, 1, 1), date(2026, 12, 31), 25, calendar)
    assert len(dues) == 12
    assert all(calendar.is_working(due) for due in dues)
    assert dues[3] == date(2026, 4, 24)  # 25 April 2026 is a Saturday
    assert [due.month for due in dues] == list(range(1, 13))


def test_an_announced_year_replaces_its_days_and_no_other():
    others = CalendarDay.objects.exclude(date__year=2027).count()
    announce_year(2027, read_arrangement("2027-05-01,0,劳动节", 2027), basis="试验")
    announce_year(2027, read_arrangement("2027-05-03,0,劳动节", 2027), basis="更正")
    assert list(CalendarDay.objects.filter(date__year=2027).values_list("date", flat=True)) == [date(2027, 5, 3)]
    assert CalendarDay.objects.exclude(date__year=2027).count() == others
    assert CalendarYear.objects.get(year=2027).basis == "更正"
    assert not is_provisional(date(2027, 5, 1))
    with pytest.raises(Invalid):
        announce_year(2027, {date(2028, 1, 1): (False, "")}, basis="")


def test_every_day_of_a_year_stands_once_on_its_sheet(django_assert_num_queries):
    with django_assert_num_queries(1):
        shown = [day for month in months_of(2024) for week in month for day in week if day]
    assert [day.date for day in shown] == [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
