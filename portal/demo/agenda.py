"""What is to happen on which day; acts may put further acts on later days."""

from collections.abc import Callable, Iterator
from datetime import date
from heapq import heappop, heappush

Act = Callable[[date], None]


class Agenda:
    """Acts in the order of their days; those after `last` never happen."""

    def __init__(self, last: date) -> None:
        self.last = last
        self._waiting: list[tuple[date, int, Act]] = []
        self._count = 0

    def on(self, day: date, act: Act) -> None:
        """Let `act` happen on `day`, after what is already there for that day."""
        if day <= self.last:
            self._count += 1
            heappush(self._waiting, (day, self._count, act))

    def due(self, day: date) -> Iterator[Act]:
        """Take the acts of `day`, also those that it puts on the same day."""
        while self._waiting and self._waiting[0][0] <= day:
            yield heappop(self._waiting)[2]
