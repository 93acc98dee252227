"""Which formal checks their people are reminded of: before the last day, and weekly once it has passed."""

from collections.abc import Iterator
from datetime import date, timedelta

from coordination.queries.reminders import Reminder
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Application, CheckRule, Stage
from ..workflow import ApplicationStatus
from .people import checkers_of

REACH = timedelta(days=400)


def due(today: date) -> Iterator[Reminder]:
    """The checks whose last day is near, by the distances of the rule, or over; queries by departments, not rows.

    One that fails stops no other: an ExceptionGroup comes after the last reminder.
    """
    days, near = WorkingCalendar.load(today - REACH, today + REACH), CheckRule.objects.on(today).near_days
    horizon = days.add(today, max(near, default=0))
    rows = Application.objects.filter(status=ApplicationStatus.SUBMITTED, due_on__lte=horizon)
    people: dict[int, list[User]] = {}
    broken = list[Exception]()
    for row in rows.select_related("call__scheme", "enterprise").iterator(2000):
        try:
            department = row.call.scheme.department_id
            if department not in people:
                people[department] = checkers_of(row.call)
            yield from _of(row, people[department], near, days, today)
        except Exception as error:
            error.add_note(f"application {row.pk}")
            broken.append(error)
    if broken:
        raise ExceptionGroup("applications that nobody was reminded of", broken)


def _of(
    row: Application, checkers: list[User], near: list[int], days: WorkingCalendar, today: date
) -> Iterator[Reminder]:
    if row.due_on is None:
        return
    stage = f"{row.enterprise.name} · {Stage.Kind.FORMAL_CHECK.label}"
    words = {"call": row.call.title, "stage": stage, "due": str(row.due_on)}
    key = f"{row.pk}:{row.due_on}"
    if row.due_on < today:
        week = today.isocalendar()
        yield Reminder(
            checkers, "application_late", row, f"application_late:{key}:{week.year}-{week.week}", words
        )  # fmt: skip
        return
    left = days.between(today, row.due_on)
    # The smallest distance reached: a day on which no sweep ran is made up by the next.
    rung = min((distance for distance in near if left <= distance), default=None)
    if rung is not None:
        yield Reminder(
            checkers, "application_due_near", row, f"check_near:{key}:{rung}", {**words, "days": left}
        )  # fmt: skip
