"""Rows of the API straight from `.values()`: a list costs little more than the database's own JSON of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import F
from rest_framework import serializers


class RowSerializer(serializers.ModelSerializer):
    """Declares a resource's row once: the schema reads the fields, the list reads their sources by `.values()`.

    A field's `source` is its lookup. Fields named in `Meta.computed` are added by `complete`, page by page.
    """

    class Meta:
        model: Any = None
        fields: list[str] = []
        computed: tuple[str, ...] = ()

    @classmethod
    @cache
    def lookups(cls) -> dict[str, str]:
        """Output name -> ORM lookup, in the order of the fields."""
        computed = set(getattr(cls.Meta, "computed", ()))
        fields = cls().fields.items()
        return {name: str(f.source).replace(".", "__") for name, f in fields if name not in computed}

    @classmethod
    def rows(cls, queryset: Any) -> Any:
        """The queryset as dicts of just these fields."""
        lookups = cls.lookups()
        plain = [name for name, lookup in lookups.items() if name == lookup]
        named = {name: F(lookup) for name, lookup in lookups.items() if name != lookup}
        return queryset.values(*plain, **named)

    @classmethod
    def complete(cls, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Add the computed fields to one page of rows, with a constant number of queries."""
        return list(rows)
