"""What the lists of staff share: filters in the address, pages, and their order."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

ROWS_A_PAGE = 30


def asked(request: HttpRequest) -> QueryDict:
    """The address as a FilterSet takes it: `sort` is its ordering, and empty boxes ask for nothing."""
    data = request.GET.copy()
    for name in list(data):
        data.setlist(name, [value for value in data.getlist(name) if value.strip()])
        if not data.getlist(name):
            data.pop(name)
    if sort := data.get("sort", ""):
        data["ordering"] = sort
    return data


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
