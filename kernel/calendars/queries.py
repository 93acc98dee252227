"""Working days. `today` is always an argument; a year not yet announced is worked Monday to Friday."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta

from .models import CalendarDay, CalendarYear

ONE = timedelta(days=1)
LONGEST_BREAK = 12
SHEET = Calendar()


class WorkingCalendar:
    """The special days of a span, read once, so that a sweep of thousands asks the table one time.

    >>> days = WorkingCalendar({date(2026, 10, 1): False})
    >>> days.add(date(2026, 9, 30), 1)
    datetime.date(2026, 10, 2)
    """

    def __init__(self, special: dict[date, bool]) -> None:
        self._special = special

    @classmethod
    def load(cls, first: date, last: date) -> WorkingCalendar:
        """Read the days from `first` to `last`; beyond them Monday to Friday is assumed."""
        rows = CalendarDay.objects.filter(date__range=(first, last)).values_list("date", "is_working")
        return cls(dict(rows))

    def is_working(self, day: date) -> bool:
        return self._special.get(day, day.weekday() < 5)

    def add(self, start: date, count: int) -> date:
        """The working day `count` after `start` (before it, if negative); 0 moves to the next working day."""
        step = ONE if count >= 0 else -ONE
        day, left = start, abs(count)
        if count == 0:
            while not self.is_working(day):
                day += ONE
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is before `start`."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(start + ONE * n) for n in range(1, (end - start).days + 1))


def add_working_days(start: date, count: int) -> date:
    """`count` working days after `start`, by the table."""
    reach = timedelta(days=abs(count) * 2 + LONGEST_BREAK)
    return WorkingCalendar.load(start - reach, start + reach).add(start, count)


def working_days_between(start: date, end: date) -> int:
    """Working days left from `start` to `end`, `end` included; negative when it has passed."""
    return WorkingCalendar.load(min(start, end), max(start, end)).between(start, end)


def special_days(first: date, last: date) -> dict[date, tuple[bool, str]]:
    """The days of a span that are not what their weekday says: whether they are worked, and their name. One query."""
    rows = CalendarDay.objects.filter(date__range=(first, last)).values_list("date", "is_working", "name")
    return {day: (worked, name) for day, worked, name in rows}


def is_provisional(day: date) -> bool:
    """Whether the arrangement of the day's year is still a guess."""
    return not CalendarYear.objects.filter(year=day.year, state=CalendarYear.State.ANNOUNCED).exists()


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it: where a deadline to act moves from a closed day."""
    return add_working_days(day, 0)


def month_dues(first: date, last: date, day_of_month: int, calendar: WorkingCalendar) -> list[date]:
    """The report days of each month from `first` to `last`, moved *back* from closed days: “before the 25th”.

    Where all the month's days until then are closed (the first of October), it is the month's first working day.
    """
    dues, month = [], first.replace(day=1)
    while month <= last:
        due = month.replace(day=day_of_month)
        while not calendar.is_working(due) and due.day > 1:
            due -= ONE
        dues.append(calendar.add(due, 0))
        month = (month + timedelta(days=32)).replace(day=1)
    return dues


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day of a year's sheet; `special` when the table says something else than its weekday."""

    date: date
    worked: bool
    special: bool
    name: str


def months_of(year: int) -> list[list[list[DayShown | None]]]:
    """The twelve months of a year as weeks from Monday; None fills up the weeks. One query."""
    rows = CalendarDay.objects.filter(date__year=year).values_list("date", "is_working", "name")
    special = {day: (worked, name) for day, worked, name in rows}

    def shown(day: date) -> DayShown:
        worked, name = special.get(day, (day.weekday() < 5, ""))
        return DayShown(day, worked, day in special, name)

    return [
        [[shown(day) if day.month == month else None for day in week] for week in SHEET.monthdatescalendar(year, month)]
        for month in range(1, 13)
    ]
