"""Reading on from a row: an order of columns, and the condition that only rows beyond a position fulfil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, F, Field, Func, Model, Q, Value

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an order; a nullable one has its nulls last, whichever database answers."""

    lookup: str
    descending: bool
    field: Field[Any, Any]
    nullable: bool

    def term(self, backward: bool) -> Any:
        descending = self.descending != backward
        if not self.nullable:
            return f"-{self.lookup}" if descending else self.lookup
        nulls = {"nulls_first": True} if backward else {"nulls_last": True}
        return F(self.lookup).desc(**nulls) if descending else F(self.lookup).asc(**nulls)

    def beyond(self, value: Any, backward: bool) -> Q:
        """The rows that this column alone puts after `value` (before it, if backward)."""
        if value is None:
            return Q(**{f"{self.lookup}__isnull": False}) if backward else Q(pk__in=[])
        condition = Q(**{f"{self.lookup}__{'lt' if self.descending != backward else 'gt'}": value})
        return condition | Q(**{f"{self.lookup}__isnull": True}) if self.nullable and not backward else condition

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.lookup}__isnull": True}) if value is None else Q(**{self.lookup: value})

    def typed(self, value: Any) -> Any:
        """A value from a cursor as the column takes it; ValueError for one it cannot hold."""
        if value is None and not self.nullable:
            raise ValueError(self.lookup)
        if (
            isinstance(value, list | dict | float)
            or (isinstance(value, int) and abs(value) > LARGEST)
            or "\0" in str(value)
        ):
            raise ValueError(self.lookup)
        return self.field.to_python(value)


@dataclass(frozen=True, slots=True)
class Order:
    """An order that the primary key closes, so that every row has a place of its own."""

    columns: tuple[Column, ...]

    @classmethod
    def of(cls, queryset: Any, default: Sequence[str] = ()) -> Order:
        """The order the queryset was given, else `default`, else its model's."""
        terms = queryset.query.order_by or default or queryset.model._meta.ordering or ("pk",)
        columns = [_column(queryset.model, str(term)) for term in terms]
        key = queryset.model._meta.pk.name
        if key not in {column.lookup for column in columns}:
            columns.append(_column(queryset.model, "-pk" if columns[-1].descending else "pk"))
        return cls(tuple(columns))

    @property
    def name(self) -> str:
        return ",".join(f"-{column.lookup}" if column.descending else column.lookup for column in self.columns)

    def read(self, queryset: Any, most: int, *, position: list[Any] | None, backward: bool) -> list[tuple[Any, ...]]:
        """At most so many rows beyond `position`, each as its key and its own position."""
        if position is not None:
            queryset = queryset.filter(self._beyond(position, backward))
        rows = queryset.order_by(*(column.term(backward) for column in self.columns))
        return list(rows.values_list("pk", *(column.lookup for column in self.columns))[:most])

    def position(self, row: tuple[Any, ...]) -> list[Any]:
        """The position of a row that `read` gave, as a cursor carries it."""
        return [value.isoformat() if isinstance(value, date | datetime) else value for value in row[1:]]

    def typed(self, position: Any) -> list[Any]:
        """The values of a cursor as the columns take them; ValueError or ValidationError otherwise."""
        if not isinstance(position, list) or len(position) != len(self.columns):
            raise ValueError("not a position of this order")
        return [column.typed(value) for column, value in zip(self.columns, position, strict=True)]

    def _beyond(self, position: list[Any], backward: bool) -> Any:
        if len({column.descending for column in self.columns}) == 1 and not any(c.nullable for c in self.columns):
            # One direction, no nulls: a comparison of rows, which an index on the columns answers by one seek.
            operator = "<" if self.columns[0].descending != backward else ">"
            return RowComparison(operator, self.columns, position)
        condition = Q(pk__in=[])
        for n, column in enumerate(self.columns):
            tied = Q(*(c.same(value) for c, value in zip(self.columns[:n], position[:n], strict=True)))
            condition |= tied & column.beyond(position[n], backward)
        return condition


class RowComparison(Func):
    """(a, b) > (x, y) in SQL."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, operator: str, columns: Iterable[Column], values: Iterable[Any]) -> None:
        sides = [(F(c.lookup), Value(value, output_field=c.field)) for c, value in zip(columns, values, strict=True)]
        super().__init__(*(left for left, _right in sides), *(right for _left, right in sides))
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _params in side) for side in (parts[:half], parts[half:]))
        return f"({left}) {self.operator} ({right})", [param for _sql, params in parts for param in params]


def _column(model: type[Model], term: str) -> Column:
    """The column a term of an order names; of a related row it is the key, not that row's own order."""
    lookup, field, nullable = term.lstrip("-"), None, False
    owner: Any = model
    path = lookup.split("__")
    for n, name in enumerate(path):
        field = owner._meta.pk if name == "pk" else owner._meta.get_field(name)
        nullable = nullable or field.null
        if n < len(path) - 1:
            owner = field.related_model
    if field is None or not hasattr(field, "attname"):
        raise FieldDoesNotExist(term)
    # By `attname` a foreign key is compared and read as the number it is.
    path[-1] = field.attname
    return Column("__".join(path), term.startswith("-"), getattr(field, "target_field", field), nullable)
