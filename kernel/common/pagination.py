"""Cursor pages: the thousandth page costs what the first one does, and a new row shifts nothing."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from .errors import Invalid
from .keyset import Order


class CursorPages(BasePagination):
    """`?cursor=` and `?page_size=` (1 to 200, 50 by default) ; a page is the keys of its rows, in order.

    The order is the queryset's, closed by the primary key; a view may name another default in `ordering`.
    """

    default_size, largest_size = 50, 200

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[int]:  # type: ignore[override]
        order = Order.of(queryset, getattr(view, "ordering", ()))
        size, cursor = self._size(request), request.query_params.get("cursor")
        backward, position = _decode(cursor, order) if cursor else (False, None)
        found = order.read(queryset, size + 1, position=position, backward=backward)
        more, found = len(found) > size, found[:size]
        if backward:
            found.reverse()
        self._url = request.build_absolute_uri()
        after, before = (more, position is not None) if not backward else (True, more)
        self._next = self._link(False, order.position(found[-1]), order) if after and found else None
        self._previous = self._link(True, order.position(found[0]), order) if before and found else None
        return [key for key, *_position in found]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next, "previous": self._previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The next page; null on the last one."},
                "previous": {**link, "description": "The page before; null on the first one."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": self.largest_size, "default": self.default_size}
        return [
            {
                "name": "cursor", "in": "query", "required": False, "schema": {"type": "string"},
                "description": "From `next` or `previous` of another page; opaque.",
            },
            {
                "name": "page_size", "in": "query", "required": False, "schema": size,
                "description": "How many rows a page has.",
            },
        ]  # fmt: skip

    def _size(self, request: Request) -> int:
        given = request.query_params.get("page_size")
        if given is None:
            return self.default_size
        if not (given.isascii() and given.isdecimal() and 1 <= int(given[:5]) <= self.largest_size):
            sentence = _("A page has 1 to %(most)d rows.") % {"most": self.largest_size}
            raise Invalid(fields={"page_size": [sentence]})
        return int(given)

    def _link(self, backward: bool, position: list[Any], order: Order) -> str:
        cursor = json.dumps([order.name, backward, position], default=str, separators=(",", ":"))
        encoded = urlsafe_b64encode(cursor.encode()).decode().rstrip("=")
        return replace_query_param(remove_query_param(self._url, "cursor"), "cursor", encoded)


def _decode(cursor: str, order: Order) -> tuple[bool, list[Any]]:
    """Direction and position; Invalid (400) for a cursor that is not ours, or of another order."""
    try:
        name, backward, position = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if name != order.name or not isinstance(backward, bool):
            raise ValueError(name)
        return backward, order.typed(position)
    except (ValueError, TypeError, RecursionError, binascii.Error, ValidationError) as wrong:
        raise Invalid(fields={"cursor": [_("This cursor does not belong to this list and order.")]}) from wrong
