"""A firm's yearly figures: what is asked for, and what is known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..models import Enterprise, Figure, FigureItem

YEARS_ASKED = 3
MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Years, the latest first, and the known values by (item, year)."""

    items: list[FigureItem]
    years: list[int]
    values: dict[tuple[int, int], Decimal]


def asked_years(today: date) -> list[int]:
    """The last complete years, the latest first."""
    return [today.year - n for n in range(1, YEARS_ASKED + 1)]


def figure_table(enterprise: Enterprise, today: date) -> FigureTable:
    """Everything the portal knows of the firm's years, and the years it asks for; two queries."""
    rows = Figure.objects.filter(enterprise=enterprise).values_list("item", "year", "value")
    values = {(item, year): value for item, year, value in rows}
    years = sorted({*asked_years(today), *(year for _item, year in values)}, reverse=True)[:MOST_YEARS]
    return FigureTable(list(FigureItem.objects.all()), years, values)
