"""JSON that the database writes itself, the same from SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    DateTimeField,
    DecimalField,
    DurationField,
    Func,
    JSONField,
    QuerySet,
    Subquery,
    TimeField,
    UUIDField,
)

# How a column of this kind is written where the database's own way is not ours: instants in UTC to the microsecond,
# decimals as the numbers they are. What SQLite keeps as text or as 0 and 1 has to be told what it is.
WORDING: dict[str, list[tuple[type, str]]] = {
    "postgresql": [
        (DateTimeField, """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""),
        (DecimalField, "({0})::float8"),
    ],
    "sqlite": [
        (DateTimeField, "substr(replace({0}, ' ', 'T') || '.000000', 1, 26) || '+00:00'"),
        (BooleanField, "json(CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"),
        (JSONField, "json({0})"),
    ],
}
UNKNOWN = (UUIDField, DurationField, TimeField)


class JsonArray(Func):
    """The values in a row. Cast it to text where it leaves the database."""

    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self._call("json_build_array", compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self._call("json_array", compiler, connection)

    def _call(self, function: str, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        parts = [_wording(expression, compiler, connection) for expression in self.get_source_expressions()]
        arguments = ", ".join(self._arguments([sql for sql, _params in parts]))
        return f"{function}({arguments})", [param for _sql, params in parts for param in params]

    def _arguments(self, values: list[str]) -> list[str]:
        return values


class JsonObject(JsonArray):
    """The values by their names."""

    def __init__(self, **values: Any) -> None:
        super().__init__(*values.values())
        self._names = tuple(values)

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self._call("json_build_object", compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self._call("json_object", compiler, connection)

    def _arguments(self, values: list[str]) -> list[str]:
        return [f"'{name}', {value}" for name, value in zip(self._names, values, strict=True)]


class JsonList(Subquery):
    """One value of each row of a queryset, in its order; an empty list when there are none."""

    template = "(SELECT COALESCE(json_agg(u_.line_), '[]'::json) FROM (%(subquery)s) u_)"
    output_field = JSONField()

    def __init__(self, queryset: QuerySet[Any], value: Any) -> None:
        super().__init__(queryset.values(line_=value))
        self._line = "json(u_.line_)" if isinstance(value, JsonArray) else "u_.line_"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(SELECT json_group_array({self._line}) FROM (%(subquery)s) u_)"  # noqa: S608 - no value in it
        return self.as_sql(compiler, connection, template=template, **context)


def _wording(expression: Any, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
    sql, params = compiler.compile(expression)
    field = expression.output_field
    if isinstance(field, UNKNOWN):
        raise TypeError(f"{type(field).__name__} has no wording in JSON yet")
    wordings = (text for kind, text in WORDING[connection.vendor] if isinstance(field, kind))
    return next(wordings, "{0}").format(sql), list(params)
