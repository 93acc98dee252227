"""Departments as people type them: by any name, code or pinyin initials."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext

from kernel.accounts.models import Department, DepartmentAlias
from kernel.accounts.services import initials_of


class Directory:
    """The open departments with everything they go by, read by two queries however many are looked up."""

    def __init__(self, rows: Iterable[Department], aliases: Iterable[tuple[int, str]] = ()) -> None:
        self.rows = list(rows)
        names: dict[int, list[str]] = defaultdict(list)
        for department, alias in aliases:
            names[department].append(alias)
        self._names = {row.pk: {row.name, row.short_name, *names[row.pk]} for row in self.rows}

    @classmethod
    def load(cls) -> Directory:
        return cls(Department.objects.open(), DepartmentAlias.objects.values_list("department", "name"))

    def find(self, typed: str) -> list[Department]:
        """Those of that very name, alias or code; else of those initials; else with that in their name."""
        typed = typed.strip()
        return (
            [row for row in self.rows if typed in self._names[row.pk] or typed.lower() == row.code.lower()]
            or [row for row in self.rows if typed.lower() in initials_of_department(row)]
            or [row for row in self.rows if any(typed in name for name in self._names[row.pk])]
        )


class DepartmentField(forms.CharField):
    """A department by any name it goes by, by its code, its pinyin initials or a part of its name.

    Many such fields of one page share a `directory`.
    """

    directory: Directory | None = None

    def clean(self, value: Any) -> Any:
        typed = unicodedata.normalize("NFKC", str(super().clean(value) or "")).strip()
        if not typed:
            return None
        found = (self.directory or Directory.load()).find(typed)
        if len(found) == 1:
            return found[0]
        if found:
            names = gettext(", ").join(str(row) for row in found[:5])
            raise forms.ValidationError(gettext("“%(typed)s” may be: %(names)s.") % {"typed": typed, "names": names})
        raise forms.ValidationError(gettext("There is no department called “%(typed)s”.") % {"typed": typed})


def initials_of_department(row: Department) -> set[str]:
    """What a department may be found by in pinyin: initials of its short and of its full name."""
    return {row.initials, initials_of(row.short_name), initials_of(row.name)} - {""}
