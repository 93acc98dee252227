"""A stage's clock in working days: it stops while somebody else has the matter, and no day is lost or gained. Pure.

The day on which a stage begins is not counted; the days after it are, up to and with the day it stops on. When it goes
on, the day of going on is again not counted. So a stage of n working days that was stopped after k of them is due
n - k working days after it goes on, whatever holidays lie between.
"""

from dataclasses import dataclass, replace
from datetime import date

from kernel.calendars.queries import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Clock:
    """`length` and `used` are working days; `since` is the day it last began to run, None while it stands."""

    length: int
    used: int = 0
    since: date | None = None

    def elapsed(self, on: date, calendar: WorkingCalendar) -> int:
        """Working days used by the end of that day."""
        if self.since is None or on <= self.since:
            return self.used
        return self.used + calendar.between(self.since, on)

    def left(self, on: date, calendar: WorkingCalendar) -> int:
        """Working days left after that day; negative when it is late."""
        return self.length - self.elapsed(on, calendar)

    def due_on(self, calendar: WorkingCalendar) -> date | None:
        """The last day of the stage; None while the clock stands. One that used all of its days is due at once."""
        if self.since is None:
            return None
        return calendar.add(self.since, max(self.length - self.used, 0))


def start(length: int, on: date) -> Clock:
    """A clock that begins to run; the day itself is not counted."""
    return Clock(length, since=on)


def stop(clock: Clock, on: date, calendar: WorkingCalendar) -> Clock:
    """Stand still; the days run so far stay used. Stopping one that stands changes nothing."""
    return replace(clock, used=clock.elapsed(on, calendar), since=None)


def go_on(clock: Clock, on: date) -> Clock:
    """Run again from that day; one that runs goes on running."""
    return clock if clock.since is not None else replace(clock, since=on)
