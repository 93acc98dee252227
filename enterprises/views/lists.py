"""What the lists of staff share: how many rows a page has."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS_A_PAGE = 30


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
