"""Filters named like the fields; a parameter nobody knows is a 400, not a silent everything."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as drf_filters
from rest_framework.request import Request
from rest_framework.views import APIView

from .errors import Invalid

PAGING = frozenset({"cursor", "page_size", "format", "lang"})


class StrictFilterBackend(drf_filters.DjangoFilterBackend):
    """django-filter, refusing parameters that the view's FilterSet does not declare."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        known = set(filterset.form.fields) if filterset is not None else set()
        unknown = sorted(set(request.query_params) - known - PAGING)
        if unknown and getattr(view, "action", None) == "list":
            sentence = _("There is no such filter; there are: %s.") % ", ".join(sorted(known | PAGING))
            raise Invalid(fields={name: [sentence] for name in unknown})
        rows: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return rows
