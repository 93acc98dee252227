"""Many rows decided at once: each by itself, one refusal stops no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from kernel.common.errors import DomainError, Invalid

MOST_IN_BULK = 200
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class BulkResult(Generic[Row]):
    """What a bulk act did: the rows it changed, and each row it could not with the reason."""

    done: list[Row] = field(default_factory=list)
    failed: list[tuple[Row, DomainError]] = field(default_factory=list)


def decide_each(rows: Iterable[Row], act: Callable[[Row], Row]) -> BulkResult[Row]:
    """Apply `act` (with everything but the row bound) to each; Invalid (400) for more than MOST_IN_BULK."""
    chosen = list(rows)
    result: BulkResult[Row] = BulkResult()  # slots take no subscript
    if len(chosen) > MOST_IN_BULK:
        raise Invalid(fields={"ids": [_("At most %(n)d at once.") % {"n": MOST_IN_BULK}]})
    for row in chosen:
        try:
            result.done.append(act(row))
        except DomainError as refusal:
            result.failed.append((row, refusal))
    return result
