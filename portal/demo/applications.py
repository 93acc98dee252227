"""The demo's applications: begun, sent, returned, supplemented, decided, each by the people of its firm and bureau."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from enterprises.models import Application, Brand, Call, Enterprise, Membership
from enterprises.models.schemes import PUBLIC
from enterprises.services import applications, checks, closing
from enterprises.workflow import ApplicationStatus, EnterpriseStatus
from kernel.accounts.models import User
from kernel.activity import clock
from kernel.calendars.queries import add_working_days
from kernel.common.errors import DomainError

from .application_texts import NOTES, REASONS, REJECTED, RETURNED, WITHDRAWN
from .filling import Filler
from .people import ROLES

SEED, ZONE = 990105, ZoneInfo(settings.TIME_ZONE)
OWN_STORY = "石湖恒达阀门"  # 陈可可's firm
LEFT = 4  # working days that it has left to supplement
S = ApplicationStatus
# By the scheme's code: the ends that applications come to, in this year's call and in last year's.
THIS_YEAR: dict[str, dict[str, int]] = {
    "SZZL": {
        "accepted": 2, "supplemented": 1, "submitted": 4, "returned": 1, "rejected": 1, "withdrawn": 1, "draft": 3,
    },
    "BGPP": {"draft": 6, "submitted": 3, "returned": 1, "withdrawn": 1},
    "LZH": {"draft": 3, "submitted": 2},
    "FCZJ": {"accepted": 2, "rejected": 1, "draft": 1},
}  # fmt: skip
LAST_YEAR: dict[str, dict[str, int]] = {"SZZL": {"accepted": 2, "rejected": 1}, "BGPP": {"accepted": 1}}


@dataclass(frozen=True, slots=True)
class Cast:
    """A firm with who owns its entry and its brands."""

    firm: Enterprise
    owner: User
    brands: Sequence[Brand]


def make_applications(today: date) -> None:
    """Everything that firms have applied for until today; the same day gives the same applications."""
    rng = Random(SEED)  # noqa: S311  the same city each time, no secret
    cast = _cast()
    if not cast:
        return
    for call in Call.objects.filter(status__in=PUBLIC).select_related("scheme__department").order_by("closes_at", "pk"):
        ends = (THIS_YEAR if call.year == today.year else LAST_YEAR).get(call.scheme.code, {})
        if ends:
            _Story(call, cast, rng, today).tell(ends)
        closed_on = call.closes_at.astimezone(ZONE).date()
        if closed_on < today:
            with _on(closed_on, time(18, 40)) as now:
                closing.close_calls(now=now)


class _Story:
    """The applications of one call."""

    def __init__(self, call: Call, cast: Sequence[Cast], rng: Random, today: date) -> None:
        self.call, self.rng, self.today = call, rng, today
        self.opens = call.opens_at.astimezone(ZONE).date()
        self.last = min(call.closes_at.astimezone(ZONE).date() - timedelta(days=1), today)
        self.own, self.cast = cast[0], iter(rng.sample(list(cast[1:]), len(cast) - 1))
        self.filler = Filler(call, today)
        people = User.objects.filter(
            memberships__department=call.scheme.department, groups__scope__code="bureau_liaison"
        )
        self.checker: User = people.order_by("pk").first() or User.objects.get(username=ROLES[0].username)

    def tell(self, ends: dict[str, int]) -> None:
        """Each application to its end, while the call is open."""
        mine = self._own_end()
        if mine:
            self._act(mine, self.own)
        for end, number in ends.items():
            for _n in range(number):
                self._until_one_may(end)

    def _own_end(self) -> str:
        """陈可可's: a draft in the open call, one returned this year, one accepted last year."""
        if self.call.scheme.code == "SZZL":
            return "own_returned" if self.call.year == self.today.year else "accepted"
        return "draft" if self.call.scheme.code == "BGPP" and self.call.year == self.today.year else ""

    def _until_one_may(self, end: str) -> None:
        for one in self.cast:
            if self._act(end, one):
                return

    def _act(self, end: str, one: Cast) -> bool:
        """One firm's application; False when the call does not take this firm."""
        if self.call.scheme.needs_brand and not one.brands:
            return False
        begun_on = min(self.opens + timedelta(days=self.rng.randint(1, 12)), self.last)
        try:
            with _on(begun_on, time(9, self.rng.randint(0, 59))) as now:
                brand = one.brands[0] if self.call.scheme.needs_brand and one.brands else None
                row = applications.start_application(self.call, one.firm, actor=one.owner, now=now, brand=brand)
                self.filler.fill(row, actor=one.owner, now=now, half=end == "draft")
        except DomainError:
            return False
        if end != "draft":
            self._on_its_way(row, end, one, begun_on)
        return True

    def _on_its_way(self, row: Application, end: str, one: Cast, begun_on: date) -> None:
        if end == "withdrawn":
            self._withdraw(row, one, begun_on)
            return
        sent_on = min(begun_on + timedelta(days=self.rng.randint(2, 30)), self.last)
        if end in ("submitted", "returned"):
            sent_on = self.last  # the late ones are still with the bureau
        row = self._send(row, one, sent_on)
        if end == "own_returned":
            length = self.call.stages.get(kind="supplement").working_days or LEFT
            self._return(row, add_working_days(self.today, LEFT - length))
        elif end in ("returned", "supplemented"):
            on = min(add_working_days(sent_on, self.rng.randint(1, 3)), self.today)
            row = self._return(row, on)
            if end == "supplemented":
                again = min(add_working_days(on, self.rng.randint(2, 6)), self.today)
                row = self._send(row, one, again)
                self._decide(row, "accepted", again)
        elif end != "submitted":
            self._decide(row, end, sent_on)

    def _send(self, row: Application, one: Cast, on: date) -> Application:
        with _on(on, time(15, self.rng.randint(0, 59))) as now:
            return applications.submit_application(row, actor=one.owner, now=now)

    def _withdraw(self, row: Application, one: Cast, begun_on: date) -> None:
        with _on(min(begun_on + timedelta(days=3), self.last)) as now:
            note = self.rng.choice(WITHDRAWN)
            applications.withdraw_application(row, actor=one.owner, note=note, today=now.date())

    def _return(self, row: Application, on: date) -> Application:
        with _on(on, time(11, self.rng.randint(0, 59))) as now:
            findings = {path: RETURNED.get(path, REASONS) for path in self.filler.weak_points()}
            checks.record_findings(row, findings, actor=self.checker, now=now)
            return checks.return_application(row, actor=self.checker, note=self.rng.choice(NOTES), today=now.date())

    def _decide(self, row: Application, end: str, sent_on: date) -> None:
        with _on(min(add_working_days(sent_on, self.rng.randint(1, 5)), self.today), time(16, 5)) as now:
            if end == "rejected":
                note = self.rng.choice(REJECTED)
                checks.reject_application(row, actor=self.checker, note=note, today=now.date())
            else:
                checks.accept_application(row, actor=self.checker, today=now.date())


def _cast() -> list[Cast]:
    """The registered firms with an owner, 陈可可's first."""
    seats = Membership.objects.active().filter(
        role=Membership.Role.OWNER, enterprise__status=EnterpriseStatus.ACTIVE
    ).select_related("enterprise__division", "user").prefetch_related("enterprise__brands").order_by("pk")  # fmt: skip
    found: dict[int, Cast] = {}
    for seat in seats:
        found.setdefault(seat.enterprise_id, Cast(seat.enterprise, seat.user, list(seat.enterprise.brands.all())))
    return sorted(found.values(), key=lambda one: OWN_STORY not in one.firm.name)


@contextmanager
def _on(day: date, at: time = time(10, 30)) -> Iterator[datetime]:
    """What is done inside happened on that day."""
    instant = datetime.combine(day, at, ZONE)
    with clock.at(instant):
        yield instant
