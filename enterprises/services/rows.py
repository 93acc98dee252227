"""Rows that belong to a call or a form: moved past a neighbour, or made once more for another."""

from collections.abc import Iterable, Sequence
from typing import Any


def move(row: Any, rows: Sequence[Any], *, up: bool) -> None:
    """Swap the row with its neighbour among `rows` (in their order) and number them all anew; at the end it stays."""
    ordered = [other for other in rows if other.pk != row.pk]
    place = next(n for n, other in enumerate(rows) if other.pk == row.pk)
    ordered.insert(max(place - 1, 0) if up else min(place + 1, len(ordered)), row)
    for number, other in enumerate(ordered, start=1):
        other.order = number * 10
    type(row)._default_manager.bulk_update(ordered, ["order"])


def clone(row: Any, **changes: Any) -> Any:
    """A new row with the same values but for `changes`, not yet written."""
    fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    copy = type(row)(**{name: getattr(row, name) for name in fields})
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def clone_all(rows: Iterable[Any], **changes: Any) -> list[Any]:
    """The same rows once more, written, with `changes`."""
    copies = [clone(row, **changes) for row in rows]
    made: list[Any] = type(copies[0])._default_manager.bulk_create(copies) if copies else []
    return made
