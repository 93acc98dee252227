"""The list of 100,000 applications by REST, from the address to the last byte, against the database's own JSON."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.urls import reverse

from .data import City
from .lists import Door, measure_pages

COLUMNS = {
    "id": "a.id", "call": "a.call_id", "call_title": "c.title", "scheme": "s.code", "enterprise": "a.enterprise_id",
    "enterprise_name": "e.name", "division": "e.division_id", "brand": "a.brand_id", "brand_name": "b.name",
    "number": "a.number", "status": "a.status", "due_on": "a.due_on", "returns": "a.returns", "begun_at": "a.begun_at",
    "submitted_at": "a.submitted_at", "decided_on": "a.decided_on", "decision_note": "a.decision_note",
    "version": "a.version",
}  # fmt: skip
ROWS = """
SELECT {columns} FROM enterprises_application a
JOIN enterprises_enterprise e ON e.id = a.enterprise_id
JOIN enterprises_call c ON c.id = a.call_id JOIN enterprises_scheme s ON s.id = c.scheme_id
LEFT JOIN enterprises_brand b ON b.id = a.brand_id
WHERE {where} ORDER BY a.begun_at DESC, a.id DESC LIMIT 100"""
WRAPPED = {
    "postgresql": "SELECT json_agg(row_to_json(page)) FROM ({rows}) page",
    "sqlite": "SELECT json_group_array(json_object({pairs})) FROM ({rows}) page",
}


def measure(city: City) -> Iterator[dict[str, Any]]:
    """Ratios for the office, which sees every application."""
    address, order = reverse("applications-list"), ("begun_at", "id")
    door = Door(city.office)
    yield from measure_pages("applications by REST, office", door, address, plain, order=order, check=_check)


def plain(*, after: tuple[Any, ...] | None) -> Any:
    """A hundred applications, the last begun first, as the database writes them; one value comes back."""
    where, params = "a.id > %s", list[Any]([0])
    if after is not None:
        begun_at = connection.ops.adapt_datetimefield_value(datetime.fromisoformat(after[0]))
        where, params = "(a.begun_at, a.id) < (%s, %s)", [begun_at, after[1]]
    rows = ROWS.format(columns=", ".join(f"{column} AS {name}" for name, column in COLUMNS.items()), where=where)
    pairs = ", ".join(f"'{name}', {name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(WRAPPED[connection.vendor].format(rows=rows, pairs=pairs), params)
        return cursor.fetchone()[0]


def _check(body: bytes, floor: Any) -> None:
    """Both are the same rows, or the ratio would say nothing."""
    names = ("id", "number", "enterprise_name")
    rows = json.loads(floor) if isinstance(floor, str) else floor
    ours, theirs = ([tuple(row[name] for name in names) for row in some] for some in (_rows(body), rows))
    if ours != theirs:
        raise RuntimeError(f"not the same rows: {ours[:3]} and {theirs[:3]}")


def _rows(body: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = orjson.loads(body)["results"]
    return rows
