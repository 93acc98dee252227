"""Rows that are added and taken away on one page, with and without a script: duties and milestones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .days import DayField, Special
from .departments import DepartmentField, Directory
from .tasks import HalfWidthInteger

MOST_ROWS = 100


class DutyRow(forms.Form):
    department = DepartmentField(label=_("Department"), required=False, max_length=80)
    duty = forms.CharField(
        label=_("Its line of duty"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 1})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("duty") and not data.get("department") and "department" not in self.errors:
            self.add_error("department", gettext("Name the department that this duty belongs to."))
        return data


class MilestoneRow(forms.Form):
    title = forms.CharField(label=_("Milestone"), required=False, max_length=120)
    due_on = DayField(label=_("Due on"), required=False)
    share = HalfWidthInteger(label=_("Share, %"), required=False, min_value=1, max_value=100)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in self.fields) and not self.errors:
            return data
        missing = {
            "title": gettext("Say what is reached."),
            "due_on": gettext("Give the day."),
            "share": gettext("Give its share of the whole."),
        }
        for name, sentence in missing.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return data


class Rows(BaseFormSet):
    """A set of rows; `filled` are those that say something and are not taken away, in their order."""

    key = ""

    def filled(self) -> Iterator[forms.Form]:
        for form in self.forms:
            if form.cleaned_data and not self.gone(form) and form.cleaned_data.get(self.key):
                yield form

    def gone(self, form: forms.Form) -> bool:
        return bool(form.cleaned_data.get("DELETE"))

    def values(self) -> list[dict[str, Any]]:
        """What each row that stays says, as it was typed."""
        names = [name for name in self.form.base_fields if name != "DELETE"]
        rows = [(form, {name: form[name].value() for name in names}) for form in self.forms]
        return [row for form, row in rows if not form["DELETE"].value() and any(row.values())]


class DutyRows(Rows):
    key = "department"

    def __init__(self, *args: Any, directory: Directory, **options: Any) -> None:
        self.directory = directory
        super().__init__(*args, **options)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["department"].directory = self.directory
        form.fields["department"].widget.attrs |= {"list": "departments", "autocomplete": "off"}

    def clean(self) -> None:
        """The same department twice is said at the second row."""
        seen = set()
        for form in self.filled():
            if (department := form.cleaned_data["department"]) in seen:
                form.add_error("department", gettext("This department is named twice."))
            seen.add(department)


class MilestoneRows(Rows):
    key = "title"

    def __init__(self, *args: Any, special: Special, **options: Any) -> None:
        self.special = special
        super().__init__(*args, **options)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["due_on"].special = self.special


DutySet: Any = formset_factory(
    DutyRow, formset=DutyRows, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
MilestoneSet: Any = formset_factory(
    MilestoneRow, formset=MilestoneRows, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def changed_rows(rows: Rows, *, add: bool, remove: str) -> Sequence[dict[str, Any]]:
    """The rows as typed, with an empty one more, or without the one of this number."""
    typed = [{name: form[name].value() for name in form.fields if name != "DELETE"} for form in rows.forms]
    if remove.isdecimal() and int(remove) < len(typed):
        del typed[int(remove)]
    return [*typed, {}] if add else typed
