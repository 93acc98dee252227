"""Rows of the API as the database writes them: a list costs little more than the database's own JSON of it.

A RowSerializer declares a resource's row once: the schema reads its fields, the database writes them. A field's
`source` is its lookup. A field that is another RowSerializer with `many=True` lists the rows whose `Meta.parent` is
this one, in `Meta.order`, as far as `Meta.only` holds. What only Python can say is named in `Meta.computed` and said
by `computed`, which is given the values of `Meta.computed_from`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from django.db.models import F, OuterRef, Q, TextField
from django.db.models.functions import Cast
from rest_framework import serializers

from .jsonsql import JsonArray, JsonList, JsonObject
from .prepared import Among, Hole, Prepared
from .renderers import JSONRenderer


class ValuesField(serializers.ListField):
    """A plain list: one value of each row that hangs on this one, in the order of `rows`."""

    def __init__(self, rows: Any, *, parent: str, value: str, **kwargs: Any) -> None:
        self._rows, self._parent, self._value = rows, parent, value
        super().__init__(**kwargs)

    def listed(self) -> JsonList:
        return JsonList(self._rows.filter(**{self._parent: OuterRef("pk")}), F(self._value))


class StepsField(serializers.ListField):
    """The names of the steps that a row's life cycle has from its status."""

    child = serializers.CharField()

    def __init__(self, **kwargs: Any) -> None:
        said = "The steps its status allows; whether they are yours to take is another matter"
        super().__init__(**{"help_text": said, **kwargs})


class RowSerializer(serializers.ModelSerializer):
    # What stands in a docstring here would describe every resource to the clients of the API.
    class Meta:
        model: Any = None
        fields: list[str] = []
        parent = ""
        order: tuple[str, ...] = ("pk",)
        only = Q()
        computed: tuple[str, ...] = ()
        computed_from: tuple[str, ...] = ()

    @classmethod
    def computed(cls, *values: Any) -> dict[str, Any]:
        """The computed fields of a row, from its values as JSON has them: a date is text. None unless overridden."""
        return {}

    @classmethod
    def computed_for(cls, rows: list[list[Any]]) -> list[dict[str, Any]]:
        """The same for a page of rows that differ; overridden where they are better said together."""
        return [cls.computed(*values) for values in rows]

    @classmethod
    def page(cls, keys: Sequence[int]) -> list[orjson.Fragment]:
        """The rows with these keys as JSON, in this order, by one query; a row that is gone is left out."""
        found = {key: (text, given) for key, text, given in cls._prepared().rows(keys=list(keys))} if keys else {}
        there = [found[key] for key in keys if key in found]
        if not getattr(cls.Meta, "computed", ()):
            return [orjson.Fragment(text) for text, _given in there]
        distinct = list({given for _text, given in there})
        said = map(JSONRenderer().render, cls.computed_for([orjson.loads(given) for given in distinct]))
        more = {given: words.decode() for given, words in zip(distinct, said, strict=True)}
        return [orjson.Fragment(_one_object(text, more[given])) for text, given in there]

    @classmethod
    def row(cls, key: int) -> dict[str, Any]:
        """One row as it is now."""
        row: dict[str, Any] = orjson.loads(JSONRenderer().render(cls.page([key])[0]))
        return row

    @classmethod
    @cache
    def _prepared(cls) -> Prepared:
        given = JsonArray(*(F(name) for name in getattr(cls.Meta, "computed_from", ())))
        columns = Cast(JsonObject(**cls.columns()), TextField()), Cast(given, TextField())
        rows = cls.Meta.model._base_manager.filter(Among(F("pk"), Hole("keys"))).order_by()
        return Prepared(lambda: rows.values_list("pk", *columns))

    @classmethod
    def columns(cls) -> dict[str, Any]:
        """What the database is asked for, by the names of the fields, in their order."""
        computed = getattr(cls.Meta, "computed", ())
        return {name: _column(field) for name, field in cls().fields.items() if name not in computed}

    @classmethod
    def listed(cls) -> JsonList:
        """These rows as a list inside the row they hang on."""
        meta: Any = cls.Meta
        rows = meta.model._base_manager.filter(getattr(meta, "only", Q()), **{meta.parent: OuterRef("pk")})
        return JsonList(rows.order_by(*getattr(meta, "order", ("pk",))), JsonObject(**cls.columns()))


class SteppedRow(RowSerializer):
    # A row with a life cycle, of which nothing but the steps is computed; its Meta inherits this one.
    steps = StepsField()

    class Meta(RowSerializer.Meta):
        computed = ("steps",)
        computed_from = ("status",)

    @classmethod
    def computed(cls, *values: Any) -> dict[str, Any]:
        return {"steps": cls.Meta.model.workflow.names_from(values[0])}


def _one_object(first: str, second: str) -> str:
    """Two JSON objects as one."""
    return f"{first[:-1]},{second[1:]}" if second != "{}" else first


def _column(field: Any) -> Any:
    inner = getattr(field, "child", None)
    if isinstance(field, ValuesField):
        return field.listed()
    if isinstance(field, serializers.ListSerializer) and isinstance(inner, RowSerializer):
        return inner.listed()
    return F(str(field.source).replace(".", "__"))
