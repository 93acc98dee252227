"""Cursor pages: the thousandth page costs what the first one does, and a new row shifts nothing."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class CursorPages(CursorPagination):
    """`?cursor=` and `?page_size=` (1 to 200, 50 by default); stable because `pk` always ends the order."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "pk"

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, ...]:
        """The order the filter backend has put on the queryset, closed by the primary key."""
        ordering = tuple(str(field) for field in queryset.query.order_by) or tuple(queryset.model._meta.ordering)
        names = {field.lstrip("-") for field in ordering}
        return ordering if names & {"pk", "id"} else (*ordering, "pk")
