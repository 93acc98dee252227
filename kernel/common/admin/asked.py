"""Filters that are typed, where there are too many values to list them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from ..workflow import Words

LONGEST = 100


class AskFilter(SimpleListFilter):
    """A box and its button; `narrow` says which rows an answer leaves, and may say in `wrong` why it cannot."""

    template = "admin/ask_filter.html"
    box = "search"
    hint: Words = ""
    wrong = ""
    narrow: Callable[[Any, str], Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return ()

    def has_output(self) -> bool:
        return True

    @property
    def typed(self) -> str:
        return (self.value() or "").strip()[:LONGEST]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """What else the address holds, which the form sends along."""
        for name, values in changelist.filter_params.items():
            if name != self.parameter_name:
                yield from ({"name": name, "value": value} for value in values)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return self.narrow(queryset, self.typed) if self.typed else queryset


class DayFilter(AskFilter):
    """The rows of one day here, by an instant's column; what is no day filters nothing and says so."""

    box = "date"
    field = "at"

    def narrow(self, rows: Any, typed: str) -> Any:
        try:
            day = date.fromisoformat(typed)
            start, end = (make_aware(datetime.combine(one, time.min)) for one in (day, day + timedelta(days=1)))
        except (ValueError, OverflowError):
            self.wrong = _("That is no day; write it as 2026-05-10.")
            return rows
        return rows.filter(**{f"{self.field}__gte": start, f"{self.field}__lt": end})
