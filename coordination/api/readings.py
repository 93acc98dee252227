"""Readings: what was counted each night."""

from typing import Any

from django.db.models import F
from rest_framework import serializers

from kernel.common.api import ScopedViewSet
from kernel.common.rows import RowSerializer

from ..filters import ReadingFilter
from ..models import Reading
from .rows import Rows


class ReadingRow(RowSerializer):
    indicator = serializers.CharField(source="indicator.code")
    unit = serializers.CharField(source="indicator.unit")

    class Meta:
        model = Reading
        fields = ["id", "indicator", "plan", "measure", "department", "on", "value", "unit"]

    @classmethod
    def rows(cls, queryset: Any) -> Any:
        # The code leaves under the name of the foreign key, which `.values()` cannot give to another column.
        own = [name for name in cls.Meta.fields if name not in ("indicator", "unit")]
        return queryset.values(*own, code=F("indicator__code"), unit=F("indicator__unit"))

    @classmethod
    def complete(cls, rows: Rows) -> list[dict[str, Any]]:
        return [{name: row["code" if name == "indicator" else name] for name in cls.Meta.fields} for row in rows]


class ReadingViewSet(ScopedViewSet):
    """What was counted on a day: of the whole plan, of a measure, or of a department."""

    queryset = Reading.objects.all()
    serializer_class = ReadingRow
    filterset_class = ReadingFilter
    ordering = ("-on", "-id")
