"""Queries whose SQL is composed once in the life of a process, and planned once in the life of a connection.

Composing a query costs more than running it, and so does planning one of many joins. PostgreSQL keeps the plan under a
name (PREPARE); SQLite's driver keeps it by the text. A pooler that hands one connection to many clients cannot keep
names: DATABASE_PREPARED_STATEMENTS=0 sends the text each time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connection
from django.db.models import BooleanField, Expression, Func, QuerySet, TextField
from psycopg2.extensions import AsIs  # type: ignore[import-untyped]

Composed = tuple[str, tuple[Any, ...], dict[int, Any]]
Rows = list[tuple[Any, ...]]
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


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

    def rows(self, **given: Any) -> Rows:
        """The rows, in one query; each hole is filled by the argument of its name."""
        sql, params, converters = self._composed.get(connection.vendor) or self._for_this_database()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and settings.PREPARED_STATEMENTS:
                rows = _run_planned(cursor, sql, params, given)
            else:
                filled = [_as_param(given[p.name]) if isinstance(p, Hole) else p for p in params]
                cursor.execute(sql, filled)
                rows = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def _for_this_database(self) -> Composed:
        compiler = self._compose().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        composed = self._composed[connection.vendor] = (sql, tuple(params), converters)
        return composed


def _run_planned(cursor: Any, sql: str, params: tuple[Any, ...], given: dict[str, Any]) -> Rows:
    name = "p" + hashlib.sha256(sql.encode()).hexdigest()[:24]
    names = _planned.setdefault(connection.connection, set())
    if name not in names:
        _plan(name, sql, params, list(given))
        names.add(name)
    call, values = f"EXECUTE {name} ({', '.join(['%s'] * len(given))})", list(given.values())
    try:
        cursor.execute(call, values)
    except NotSupportedError:
        # A migration has changed the type of a column since: plan anew, unless a transaction was lost with it.
        if connection.in_atomic_block:
            raise
        cursor.execute(f"DEALLOCATE {name}")
        _plan(name, sql, params, list(given))
        cursor.execute(call, values)
    rows: Rows = cursor.fetchall()
    return rows


def _plan(name: str, sql: str, params: tuple[Any, ...], holes: list[str]) -> None:
    """PREPARE, past the log of queries: it reads nothing, and happens once for a connection."""
    places = [AsIs(f"${holes.index(p.name) + 1}") if isinstance(p, Hole) else p for p in params]
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"PREPARE {name} AS {sql}", places)


def _as_param(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) and connection.vendor == "sqlite" else value


def _converted(row: tuple[Any, ...], converters: dict[int, Any]) -> tuple[Any, ...]:
    values = list(row)
    for place, (functions, expression) in converters.items():
        for convert in functions:
            values[place] = convert(values[place], expression, connection)
    return tuple(values)
