"""A right body for each write, made of nothing but the schema."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from kernel.accounts.models import Department
from kernel.dictionaries.models import Entry

from .routes import Route

# Fields that name what is there already.
ROWS: dict[str, Any] = {
    "department": lambda: Department.objects.values_list("pk", flat=True),
    "lead": lambda: Department.objects.values_list("pk", flat=True),
    "kind": lambda: Entry.objects.filter(dictionary__code="objection-kind").values_list("code", flat=True),
}


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document as the portal serves it."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(address, METHOD, operation) of every operation."""
    return [
        (address, method.upper(), operation)
        for address, methods in schema()["paths"].items()
        for method, operation in methods.items()
    ]


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """The part of the schema that a reference names."""
    if "allOf" in part and len(part["allOf"]) == 1:
        return resolve(part["allOf"][0])
    if "$ref" not in part:
        return part
    return resolve(schema()["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]])


def example(part: dict[str, Any], name: str = "") -> Any:
    """The plainest value that the schema takes: what is required and nothing besides."""
    part = resolve(part)
    part = resolve(part["oneOf"][0]) if "oneOf" in part else part
    kind = part.get("type", "object")
    if "enum" in part or name in ROWS:
        return part["enum"][0] if "enum" in part else ROWS[name]().order_by("pk").first()
    if kind == "object":
        required = part.get("required", [])
        return {key: example(inner, key) for key, inner in part.get("properties", {}).items() if key in required}
    if kind == "array":
        return [example(part["items"], name)]
    return {"integer": part.get("minimum", 1), "number": 1, "boolean": False}.get(kind) or _text(part)


def body_for(route: Route, method: str, row: Any) -> Any:
    """The body that this call takes; None where it takes none."""
    wanted = re.sub(r"\(\?P<pk>[^)]*\)", "{id}", route.address)
    for address, verb, operation in operations():
        if (address, verb) == (wanted, method):
            content = operation.get("requestBody", {}).get("content", {})
            return example(content["application/json"]["schema"]) if "application/json" in content else None
    return None


def _text(part: dict[str, Any]) -> str:
    kinds = {"date": "2026-12-31", "date-time": "2026-12-31T00:00:00+08:00"}
    return kinds.get(part.get("format", ""), "x" * max(1, part.get("minLength", 1)))
