"""The sum row of a list of tasks: one query over exactly the rows that the filters leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q

from ..lights import SEVERITY
from ..models.tasks import LIVE


@dataclass(frozen=True, slots=True)
class Sums:
    """How many tasks, of how many leads, by light from the worst on, their mean progress, how many overdue."""

    tasks: int
    leads: int
    lights: list[tuple[str, int]]
    progress: int
    overdue: int


def sums_of(tasks: Any, today: date) -> Sums:
    """Sums of a queryset of tasks."""
    colours = sorted(SEVERITY, key=lambda colour: -SEVERITY[colour])
    counted = tasks.order_by().aggregate(
        n=Count("pk"), leads=Count("lead", distinct=True), mean=Avg("progress"),
        overdue=Count("pk", filter=Q(due_on__lt=today, status__in=LIVE)),
        **{colour.value: Count("pk", filter=Q(light=colour)) for colour in colours},
    )  # fmt: skip
    lights = [(str(colour), counted[colour.value]) for colour in colours if counted[colour.value]]
    return Sums(counted["n"], counted["leads"], lights, round(counted["mean"] or 0), counted["overdue"])
