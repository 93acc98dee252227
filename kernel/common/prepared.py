"""Queries whose SQL is composed once in the life of a process: composing one costs more than running it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Expression, Func, QuerySet, TextField

Composed = tuple[str, tuple[Any, ...], dict[int, Any]]


class Hole(Expression):
    """A place in a prepared query that each run fills with a value of its own."""

    output_field = TextField()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class Among(Func):
    """Whether an expression is one of the list that fills the hole, however long the list."""

    output_field = BooleanField()
    conditional = True
    template, arg_joiner = "%(expressions)s)", " = ANY("

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        joiner = " IN (SELECT value FROM json_each("
        return self.as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=joiner, **context)


class Prepared:
    """A queryset of `.values_list()` with holes. It must be the same on each call, so nothing in it may hang on a
    request, a language or a day; whatever does goes into a hole.
    """

    def __init__(self, compose: Callable[[], QuerySet[Any, Any]]) -> None:
        self._compose = compose
        self._composed: dict[str, Composed] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows, in one query; each hole is filled by the argument of its name."""
        sql, params, converters = self._composed.get(connection.vendor) or self._for_this_database()
        filled = [_as_param(given[param.name]) if isinstance(param, Hole) else param for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def _for_this_database(self) -> Composed:
        compiler = self._compose().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        composed = self._composed[connection.vendor] = (sql, tuple(params), converters)
        return composed


def _as_param(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) and connection.vendor == "sqlite" else value


def _converted(row: tuple[Any, ...], converters: dict[int, Any]) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, expression) in converters.items():
        for convert in functions:
            values[place] = convert(values[place], expression, connection)
    return tuple(values)
