"""What every act of the story needs: the plan, the people, the working days, the dice and the hour."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from coordination.models import Plan, Task
from coordination.queries.people import liaisons_by_department
from kernel.accounts.models import Department, Membership, User
from kernel.activity import clock
from kernel.calendars.queries import WorkingCalendar

from .agenda import Agenda
from .people import LEADER
from .prose import Prose

ZONE = ZoneInfo(settings.TIME_ZONE)
OPENS, BETWEEN = time(9, 0), timedelta(seconds=67)
SEED = 990100


class Stage:
    """One telling of the story, from the plan's confirmation to `today`."""

    def __init__(self, plan: Plan, office: User, today: date) -> None:
        self.plan, self.office, self.today = plan, office, today
        self.start: date = plan.confirmed_on or today
        self.agenda, self.prose = Agenda(today), Prose()
        self.rng = Random(SEED)  # noqa: S311  the same city each time, no secret
        self.days = WorkingCalendar.load(date(plan.first_year, 1, 1), date(plan.last_year, 12, 31))
        self.departments = {row.code: row for row in Department.objects.all()}
        self._by_key = {row.pk: row for row in self.departments.values()}
        seats = Membership.objects.filter(post__name=LEADER).select_related("user")
        self.leaders = {seat.department_id: seat.user for seat in seats}
        self._liaisons = liaisons_by_department()
        self._acts: dict[date, int] = {}

    def department(self, pk: int) -> Department:
        row: Department = self._by_key[pk]
        return row

    def liaison(self, task: Task) -> User:
        """Who acts for the lead of the task; one object a person, so that permissions are read once."""
        return self._liaisons[task.lead_id][0]

    def later(self, day: date, fewest: int, most: int) -> date:
        """A working day, by chance, so many working days after `day`."""
        return self.days.add(day, self.rng.randint(fewest, most))

    @contextmanager
    def office_hours(self, day: date) -> Iterator[None]:
        """What is done inside happened on `day`, one act after the other from nine o'clock."""
        with clock.at(self.instant(day)):
            yield

    def instant(self, day: date) -> datetime:
        """The next free minute of the day."""
        number = self._acts[day] = self._acts.get(day, -1) + 1
        return datetime.combine(day, OPENS, ZONE) + BETWEEN * min(number, 500)
