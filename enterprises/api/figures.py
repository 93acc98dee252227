"""A firm's yearly figures by REST: the table of the page, each cell written by itself."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet
from kernel.common.api import StrictSerializer
from kernel.common.errors import Invalid

from ..models import Enterprise, FigureItem
from ..queries.figures import figure_table
from ..services.figures import set_figures

MOST_CELLS = 200


class FigureRow(serializers.Serializer):
    item = serializers.CharField(help_text="The figure's code, such as revenue")
    name = serializers.CharField()
    unit = serializers.CharField(help_text="Money is in 10,000 CNY")
    year = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True, help_text="Null: not given yet")


class FigureBody(StrictSerializer):
    item = serializers.SlugRelatedField(slug_field="code", queryset=FigureItem.objects.all())
    year = serializers.IntegerField(min_value=1, max_value=9999)
    value = serializers.DecimalField(
        max_digits=18, decimal_places=4, allow_null=True, help_text="Null takes the figure back"
    )


class FiguresBody(StrictSerializer):
    """Only the cells that change; what is not named stays."""

    figures = FigureBody(many=True, allow_empty=False, max_length=MOST_CELLS)  # type: ignore[call-arg]

    def validate_figures(self, cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({(cell["item"].pk, cell["year"]) for cell in cells}) != len(cells):
            raise serializers.ValidationError(_("A figure is named twice."))
        return cells


class FiguresMixin(WritableViewSet):
    """For the enterprises' viewset. No version is asked for: cells are written one by one, none overwrites another."""

    @extend_schema(responses=FigureRow(many=True), filters=False, methods=["get"])
    @extend_schema(request=FiguresBody, responses=FigureRow(many=True), methods=["patch"])
    @action(detail=True, methods=["get", "patch"], pagination_class=None, versioned=False)
    def figures(self, request: Request, pk: str) -> Response:
        """What the firm has told of its years and what is asked for (GET); some of it written (PATCH)."""
        firm = self.get_object()
        if request.method == "PATCH":
            self._keep(firm, self.body(FiguresBody)["figures"])
        return Response(_rows(firm))

    def _keep(self, firm: Enterprise, cells: list[dict[str, Any]]) -> None:
        values: dict[tuple[int, int], Decimal | None] = {
            (cell["item"].pk, cell["year"]): cell["value"] for cell in cells
        }
        places = {f"{item}_{year}": place for place, (item, year) in enumerate(values)}
        try:
            set_figures(firm, actor=self.actor, values=values, today=timezone.localdate())
        except Invalid as refusal:
            raise Invalid(
                fields={f"figures/{places[name]}/value": said for name, said in refusal.fields.items()}
            ) from refusal


def _rows(firm: Enterprise) -> list[dict[str, Any]]:
    table = figure_table(firm, timezone.localdate())
    cells = [(item, year, table.values.get((item.pk, year))) for item in table.items for year in table.years]
    return [
        {"item": item.code, "name": item.name, "unit": item.unit, "year": year,
         "value": None if value is None else float(value)}
        for item, year, value in cells
    ]  # fmt: skip
