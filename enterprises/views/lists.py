"""What the lists of staff share: filters in the address, pages, and their order."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

from ..filters.enterprises import asked_of
from ..services.bulk import MOST_IN_BULK

ROWS_A_PAGE = 30


def asked(request: HttpRequest) -> QueryDict:
    """The address as a FilterSet takes it: `sort` is its ordering, and empty boxes ask for nothing."""
    return asked_of(request.GET)


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))


def chosen(request: HttpRequest) -> dict[int, int | None]:
    """The rows that were chosen in a list, by key: `row` is “pk:version” as it was looked at, `pk` is as it is now."""
    keys = {int(pk): None for pk in request.POST.getlist("pk") if _is_number(pk)}
    named = [item.partition(":") for item in (*request.POST.getlist("row"), *request.GET.getlist("row"))]
    return {**keys, **{int(pk): int(version) for pk, _sep, version in named if _is_number(pk) and _is_number(version)}}


def at_version(rows: Any, versions: dict[int, int | None]) -> list[Any]:
    """The rows in the version that was looked at: one that has changed since fails by itself."""
    found = list(rows.filter(pk__in=list(versions)[: MOST_IN_BULK + 1]))
    for row in found:
        version = versions[row.pk]
        row.version = row.version if version is None else version
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
