"""Many reports decided at once: each by itself, the tasks they move settled together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kernel.common.errors import DomainError, Invalid

from ..models import ProgressReport, Task
from .settling import settled_together

MOST_IN_BULK = 500


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk act did: the rows it changed, and each row it could not with the reason."""

    done: list[ProgressReport] = field(default_factory=list)
    failed: list[tuple[ProgressReport, DomainError]] = field(default_factory=list)


def review_reports(reports: Iterable[ProgressReport], act: Callable[[ProgressReport], ProgressReport]) -> BulkResult:
    """Apply `act` (accept or return, with everything but the report bound) to each; one refusal stops no other.

    Their tasks are settled once, when all are decided: what the tasks owe and their lights are read again after it.
    """
    rows = list(reports)
    if len(rows) > MOST_IN_BULK:
        raise Invalid(fields={"reports": [_("At most %(n)d at once.") % {"n": MOST_IN_BULK}]})
    result = BulkResult()
    with settled_together():
        _hold_tasks(rows)
        for report in rows:
            try:
                result.done.append(act(report))
            except DomainError as refusal:
                result.failed.append((report, refusal))
    return result


def _hold_tasks(reports: Iterable[ProgressReport]) -> None:
    """All their tasks, locked in one order, so that two who decide many at once never wait in a ring."""
    keys = {report.task_id for report in reports}
    list(Task.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
