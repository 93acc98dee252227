"""A branch of industry as people type it: by its name, its code or its pinyin initials, with suggestions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.accounts.services import initials_of

from ..models import Industry

NAMED_WHEN_SEVERAL = 5


class Branches:
    """All branches with what each is found by. One query."""

    def __init__(self, rows: Iterable[Industry]) -> None:
        self.rows = list(rows)
        self._by_code = {row.code: row for row in self.rows}

    @classmethod
    def load(cls) -> Branches:
        return cls(Industry.objects.order_by("code"))

    def of(self, code: str) -> Industry | None:
        return self._by_code.get(code.upper())

    def find(self, typed: str) -> list[Industry]:
        """The one of that code, or chosen from the list; else of that name; else of those initials; else with it."""
        code, _blank, _name = typed.partition(" ")
        one = self.of(typed) or (row if (row := self.of(code)) and str(row) == typed else None)
        if one:
            return [one]
        small = typed.lower()
        return (
            [row for row in self.rows if row.name == typed]
            or [row for row in self.rows if _initials(row.name) == small]
            or [row for row in self.rows if typed in row.name]
            or [row for row in self.rows if _initials(row.name).startswith(small) or row.code.lower().startswith(small)]
        )

    def offered(self) -> list[tuple[str, str]]:
        """(code and name, higher branch and initials), as a list of suggestions shows and searches them."""
        return [(str(row), self._beside(row)) for row in self.rows]

    def _beside(self, row: Industry) -> str:
        higher = self._by_code.get(row.parent_id or "")
        return " · ".join([*([higher.name] if higher else []), _initials(row.name)])


class IndustryInput(forms.TextInput):
    """A box with the branches below it, narrowed by the browser as one types."""

    branches: Branches | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = self.build_attrs(self.attrs, attrs)
        context = {
            "box": super().render(name, value, {**(attrs or {}), "list": f"{shown.get('id', name)}-list"}, renderer),
            "id": f"{shown.get('id', name)}-list", "offered": self.all().offered(),
        }  # fmt: skip
        return render_to_string("enterprises/registration/_industry.html", context)

    def format_value(self, value: Any) -> str | None:
        """A code is shown with its name; what was typed stays as typed."""
        row = self.all().of(str(value or ""))
        return str(row) if row else super().format_value(value)

    def all(self) -> Branches:
        if self.branches is None:
            self.branches = Branches.load()
        return self.branches

    def __deepcopy__(self, memo: Any) -> IndustryInput:
        """Each form looks the branches up anew."""
        copied: Any = super().__deepcopy__(memo)
        copied.branches = None
        return copied  # type: ignore[no-any-return]


class IndustryField(forms.CharField):
    """The branch that was meant; which ones it may be, where that is not clear."""

    widget = IndustryInput

    def __init__(self, **kwargs: Any) -> None:
        hint = _("What brings most of the income: by name, code (GB/T 4754) or pinyin initials, as deep as you know.")
        options = {"label": _("Industry"), "help_text": hint, "required": False, "max_length": 90}
        super().__init__(**{**options, **kwargs})
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> Any:
        typed = " ".join(unicodedata.normalize("NFKC", str(super().clean(value) or "")).split())
        if not typed:
            return None
        box: Any = self.widget
        found = box.all().find(typed)
        if len(found) == 1:
            return found[0]
        told: Mapping[str, str] = {"typed": typed}
        if not found:
            raise forms.ValidationError(gettext("There is no branch “%(typed)s”: choose one from the list.") % told)
        told = {**told, "names": gettext(", ").join(str(row) for row in found[:NAMED_WHEN_SEVERAL])}
        if len(found) > NAMED_WHEN_SEVERAL:
            raise forms.ValidationError(gettext("“%(typed)s” may be %(names)s and others: choose one.") % told)
        raise forms.ValidationError(gettext("“%(typed)s” may be: %(names)s.") % told)

    def has_changed(self, initial: Any, data: Any) -> bool:
        box: Any = self.widget
        return bool(box.format_value(initial) != box.format_value(data))


@cache
def _initials(name: str) -> str:
    """Reading pinyin takes longer than everything else here, and the names of a standard stay."""
    return initials_of(name)
