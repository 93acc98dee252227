"""What the lists of staff share: filters in the address, pages, and their order."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

from ..filters.enterprises import asked_of

ROWS_A_PAGE = 30


def asked(request: HttpRequest) -> QueryDict:
    """The address as a FilterSet takes it: `sort` is its ordering, and empty boxes ask for nothing."""
    return asked_of(request.GET)


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
