"""How many applications there are, by where they stand: below a list, and call by call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from ..models import Application, Call
from ..workflow import ApplicationStatus

OPEN = (ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Counts:
    """Applications by status, and how many are late with the office or with the firm."""

    by_status: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_status.values())

    @property
    def late_in_all(self) -> int:
        return sum(self.late.values())


def counts_of(applications: Any, today: date) -> Counts:
    """Counts of a queryset of applications; one query."""
    rows = applications.order_by().values("status").annotate(n=Count("pk"), late=_late(today))
    return _counts(rows)


@dataclass(frozen=True, slots=True)
class CallLine:
    call: Call
    counts: Counts


def calls_with_counts(calls: Iterable[Call], applications: Any, today: date) -> list[CallLine]:
    """Each call with the counts of its applications among those given; one query for all calls."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in applications.order_by().values("call", "status").annotate(n=Count("pk"), late=_late(today)):
        grouped.setdefault(row["call"], []).append(row)
    return [CallLine(call, _counts(grouped.get(call.pk, []))) for call in calls]


def summed(lines: Iterable[CallLine]) -> Counts:
    """The counts of several calls together."""
    by_status: dict[str, int] = {}
    late: dict[str, int] = {}
    for line in lines:
        for total, part in ((by_status, line.counts.by_status), (late, line.counts.late)):
            for status, n in part.items():
                total[status] = total.get(status, 0) + n
    return Counts(by_status, late)


def seen_applications(user: Any) -> Any:
    """What this person sees as staff, for counting."""
    return Application.objects.for_staff(user)


def _late(today: date) -> Count:
    return Count("pk", filter=Q(due_on__lt=today, status__in=OPEN))


def _counts(rows: Iterable[dict[str, Any]]) -> Counts:
    found = list(rows)
    return Counts(
        {row["status"]: row["n"] for row in found}, {row["status"]: row["late"] for row in found if row["late"]}
    )
