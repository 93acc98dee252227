"""The calls that are open, and those to come, as everybody is shown them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from kernel.calendars.queries import WorkingCalendar

from ..models import Call
from ..workflow import CallStatus

SOON = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A call with its working days left, the most money of its tiers in 10,000 CNY, the first line of its words."""

    call: Call
    days: int
    money: Decimal
    first: str

    @property
    def soon(self) -> bool:
        return self.days <= SOON


def unclosed(now: datetime) -> QuerySet[Call]:
    """Published and not yet closed, the first to close on top."""
    rows = Call.objects.published().filter(status=CallStatus.PUBLISHED, closes_at__gt=now)
    return rows.select_related("scheme__department").prefetch_related("tiers").order_by("closes_at", "pk")


def shown(calls: Iterable[Call], today: date) -> list[Shown]:
    """The calls with what a list says of them. One query for all days, besides that for the calls."""
    rows = list(calls)
    left = days_left(rows, today)
    return [
        Shown(
            call, left[call.pk], max((tier.money for tier in call.tiers.all()), default=Decimal(0)),
            next((line for line in call.introduction.splitlines() if line.strip()), ""),
        )
        for call in rows
    ]  # fmt: skip


def days_left(calls: Iterable[Call], today: date) -> dict[int, int]:
    """Working days until each closes. One query."""
    ends = {call.pk: timezone.localtime(call.closes_at).date() for call in calls}
    calendar = WorkingCalendar.load(min([today, *ends.values()]), max([today, *ends.values()]))
    return {pk: calendar.between(today, end) for pk, end in ends.items()}
