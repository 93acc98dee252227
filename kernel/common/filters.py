"""Filters named like the fields; a parameter nobody knows is a 400, not a silent everything."""

from collections.abc import Callable
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as drf_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request
from rest_framework.views import APIView

from .errors import Invalid

PAGING = frozenset({"cursor", "page_size"})
LARGEST_ID = 2**63 - 1


class StrictFilterBackend(drf_filters.DjangoFilterBackend):
    """django-filter, refusing parameters that the view's FilterSet does not declare; only lists are filtered."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        asked = set(request.query_params) - PAGING
        if not asked or getattr(view, "action", None) != "list":
            return queryset
        filterset_class: Any = self.get_filterset_class(view, queryset)
        known = set(filterset_class.base_filters) if filterset_class else set()
        if unknown := sorted(asked - known):
            sentence = _("There is no such filter; there are: %s.") % ", ".join(sorted(known | PAGING))
            raise Invalid(fields={name: [sentence] for name in unknown})
        rows: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return rows


def visible(model: type[Model]) -> Callable[[Any], QuerySet[Any]]:
    """For the `queryset` of a filter: the rows the caller sees, so that a filter tells nothing of any other."""

    def rows(request: Any) -> QuerySet[Any]:
        manager: Any = model._default_manager
        if request is None:
            return manager.none()  # type: ignore[no-any-return]
        return manager.visible_to(request.user)  # type: ignore[no-any-return]

    return rows


class ManyField(filters.fields.ModelMultipleChoiceField):
    """Keys of rows; one that no database could hold is as unknown as any other."""

    def _check_values(self, value: Any) -> Any:
        for key in value:
            if not (str(key).isascii() and str(key).isdecimal() and int(str(key)[:20]) <= LARGEST_ID):
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super()._check_values(value)


@extend_schema_field({"type": "array", "items": {"type": "integer"}})
class ManyRows(filters.ModelMultipleChoiceFilter):
    """Any of several rows; a column has one value, so nothing is found twice and nothing need be made distinct."""

    field_class = ManyField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"distinct": False, **kwargs})


class ManyChoices(filters.MultipleChoiceFilter):
    """Any of several values of one column, for the same reason never made distinct."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"distinct": False, **kwargs})


class Search(filters.CharFilter):
    """Rows with these words in any of the columns, in capitals or not."""

    def __init__(self, *columns: str, **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(**{"label": gettext_lazy("search"), **kwargs})

    def filter(self, rows: QuerySet[Any], words: str) -> QuerySet[Any]:
        condition = Q(pk__in=[])
        for column in self.columns:
            condition |= Q(**{f"{column}__icontains": words})
        return rows.filter(condition) if words else rows


@extend_schema_field(OpenApiTypes.INT)
class WholeNumber(filters.Filter):
    """An integer that a column can hold; anything else is refused."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"min_value": 0, "max_value": LARGEST_ID, **kwargs})


@extend_schema_field(OpenApiTypes.BOOL)
class TrueFalse(filters.TypedChoiceFilter):
    """`true` or `false`; anything else is refused, not taken for “any”."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(*args, choices=choices, coerce=lambda value: value == "true", **kwargs)
