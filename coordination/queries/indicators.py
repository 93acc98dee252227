"""What the roll-up counts, by SQL: lights by plan, measure and department, and the reports of the month."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q

from ..lights import Colour
from ..models import Plan, ProgressReport, Task
from ..workflow import ReportStatus, TaskStatus

Figure = tuple[str, int | None, int | None, int]


def lights(plan: Plan, on: date) -> Iterator[Figure]:
    """How many tasks stand on each colour."""
    tasks = Task.objects.filter(plan=plan).exclude(status=TaskStatus.CANCELLED)
    counts = {f"tasks-{colour}": Count("pk", filter=Q(light=colour)) for colour in Colour.values}
    yield from _by_dimension(tasks, counts, "measure", "lead")


def reports(plan: Plan, on: date) -> Iterator[Figure]:
    """Of the reports of the day's month, as at that day: how many there are, are in, are accepted, are late."""
    month = ProgressReport.objects.filter(task__plan=plan, period=on.replace(day=1)).exclude(status=ReportStatus.WAIVED)
    handed_in = Q(submitted_on__lte=on)
    counts = {
        "reports-due": Count("pk"),
        "reports-submitted": Count("pk", filter=handed_in),
        "reports-accepted": Count("pk", filter=Q(status=ReportStatus.ACCEPTED, decided_on__lte=on)),
        "reports-overdue": Count("pk", filter=Q(due_on__lt=on) & (Q(submitted_on=None) | Q(submitted_on__gt=on))),
    }
    yield from _by_dimension(month, counts, "task__measure", "task__lead")


def _by_dimension(rows: Any, counts: dict[str, Count], measure: str, department: str) -> Iterator[Figure]:
    named = {code.replace("-", "_"): count for code, count in counts.items()}
    for code, value in rows.aggregate(**named).items():
        yield code.replace("_", "-"), None, None, value
    for row in _grouped(rows, measure, named):
        yield from ((code.replace("_", "-"), row[measure], None, row[code]) for code in named)
    for row in _grouped(rows, department, named):
        yield from ((code.replace("_", "-"), None, row[department], row[code]) for code in named)


def _grouped(rows: Any, field: str, counts: dict[str, Count]) -> Iterable[dict[str, Any]]:
    return rows.order_by().values(field).annotate(**counts)  # type: ignore[no-any-return]
