"""A section of an application form as a Django form: one field a row of FormField, as its kind says.

What an answer may be is said by `enterprises.answers`; here is only how it is typed and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coordination.forms.days import DayField

from ..answers import LONG, SHORT, WrongAnswer, clean_answer, plain_number, written
from ..models import FormField, FormSection
from .widgets import LinesInput, TableInput

Kind = FormField.Kind
Offer = Sequence[tuple[str, str]]
# What a firm may pick for a field: (value, words) of its cabinet's documents or of its own trademarks.
Offers = Callable[[FormField], Offer]
RADIOS_AT_MOST = 6


class AnswerField(forms.Field):
    """One field of the form; its cleaned value is the answer as it is kept."""

    def __init__(self, row: FormField, *, owed: bool, offer: Offer = (), **options: Any) -> None:
        self.row, self.owed, self.offer = row, owed, offer
        options = {"label": row.label, "required": row.required, "help_text": hint_of(row), **options}
        super().__init__(**options)

    @property
    def money(self) -> bool:
        return self.row.kind == Kind.MONEY

    @property
    def picks(self) -> bool:
        """Whether it is picked from what the firm has."""
        return self.row.kind in (Kind.FILE, Kind.TRADEMARKS)

    def clean(self, value: Any) -> Any:
        """The answer as it is kept; an open list of what may be picked is the whole of what may be picked."""
        try:
            answer = clean_answer(self.row, value, owed=self.owed)
        except WrongAnswer as wrong:
            raise ValidationError(wrong.sentences) from wrong
        if self.offer and {str(one) for one in answer or ()} - {key for key, _words in self.offer}:
            raise ValidationError(_("Something you chose is no longer there; choose again."))
        return answer

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(clean_answer(self.row, data, owed=False) != initial)
        except WrongAnswer:
            return True


class NumberAnswer(AnswerField):
    """A number with its unit inside the box; money has the full figure beside it."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, as a number where it is one, so that the figure beside it can be told."""
        shown = super().bound_data(data, initial)
        number = plain_number(str(shown or ""))
        return shown if number is None else written(number)


class DateAnswer(AnswerField):
    def beside(self, value: Any) -> str:
        """The weekday, and whether nobody works on it."""
        return DayField().beside(value)


class SectionForm(forms.Form):
    """The fields of one section, open or shut; nothing is refused by the browser, the portal says it in words."""

    use_required_attribute = False

    def __init__(self, section: FormSection, fields: Mapping[str, AnswerField], **options: Any) -> None:
        self.section = section
        super().__init__(**options)
        self.fields.update(fields)

    def typed(self) -> dict[str, Any]:
        """What was sent for the open fields, right or wrong, in the shape of an answer: to be kept as a draft."""
        return {name: self._sent(name) for name in self.open_names}

    @property
    def open_names(self) -> list[str]:
        """The keys that may be written."""
        return [name for name, field in self.fields.items() if not field.disabled]

    def _sent(self, name: str) -> Any:
        field: Any = self.fields[name]
        value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return clean_answer(field.row, value, owed=False)
        except WrongAnswer:
            return value


def build_section_form(
    section: FormSection, *, values: Mapping[str, Any], open_keys: Collection[str] | None, data: Any = None,
    offers: Offers | None = None, owed: bool = True,
) -> SectionForm:  # fmt: skip
    """The form of a section; `cleaned_data` holds answers as FormField.Kind tells, None where there is none.

    `values` are the answers kept so far by key, `open_keys` the fields that may be written (None: all; a shut field
    keeps its value whatever is sent), `offers` what may be picked for a field of documents or trademarks.
    `owed=False` lets required fields stay empty: a draft is kept as it is typed.
    """
    fields = {}
    for row in section.fields.all():
        is_open = open_keys is None or row.key in open_keys
        offer = offers(row) if offers and row.kind in (Kind.FILE, Kind.TRADEMARKS) else ()
        fields[row.key] = answer_field(row, owed=owed and is_open, offer=offer, disabled=not is_open)
    initial = {key: value for key, value in values.items() if key in fields}
    return SectionForm(section, fields, data=data, initial=initial, auto_id=f"id_{section.key}_%s")


def answer_field(row: FormField, *, owed: bool = True, offer: Offer = (), disabled: bool = False) -> AnswerField:
    """The field of one row of the form."""
    widget, kind = _WIDGETS[row.kind](row, offer), _FIELDS.get(row.kind, AnswerField)
    return kind(row, owed=owed, offer=offer, widget=widget, disabled=disabled)


def hint_of(row: FormField) -> str:
    """The hint that the form gives, and the limits of the answer, told before it is typed."""
    limit = ""
    if row.kind in (Kind.TEXT, Kind.LONG_TEXT) and row.most_characters:
        limit = _("At most %(n)d characters.") % {"n": row.most_characters}
    elif row.kind in (Kind.TABLE, Kind.FILE, Kind.TRADEMARKS):
        limit = _AT_MOST[row.kind]() % {"n": row.most_rows}
    return " ".join(part for part in (row.hint, limit) if part)


def _numeric(row: FormField, offer: Offer) -> forms.Widget:
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


def _radios(row: FormField, offer: Offer) -> forms.Widget:
    words = [(word, word) for word in row.options]
    if len(words) > RADIOS_AT_MOST:
        return forms.Select(choices=[("", "—"), *words])
    return forms.RadioSelect(choices=words if row.required else [("", _("no answer")), *words])


def _own_marks(row: FormField, offer: Offer) -> forms.Widget:
    return (
        forms.CheckboxSelectMultiple(choices=offer) if offer else LinesInput(attrs={"rows": 3, "spellcheck": "false"})
    )


_AT_MOST: dict[str, Callable[[], str]] = {
    Kind.TABLE: lambda: _("At most %(n)d rows."),
    Kind.FILE: lambda: _("At most %(n)d documents."),
    Kind.TRADEMARKS: lambda: _("At most %(n)d trademarks; one registration number a line."),
}
_FIELDS: dict[str, type[AnswerField]] = {
    Kind.NUMBER: NumberAnswer,
    Kind.MONEY: NumberAnswer,
    Kind.DATE: DateAnswer,
}
_WIDGETS: dict[str, Callable[[FormField, Offer], forms.Widget]] = {
    Kind.TEXT: lambda row, offer: forms.TextInput(attrs={"maxlength": row.most_characters or SHORT}),
    Kind.LONG_TEXT: lambda row, offer: forms.Textarea(attrs={"rows": 6, "maxlength": row.most_characters or LONG}),
    Kind.NUMBER: _numeric,
    Kind.MONEY: _numeric,
    Kind.DATE: lambda row, offer: forms.DateInput(attrs={"type": "date"}),
    Kind.CHOICE: _radios,
    Kind.CHOICES: lambda row, offer: forms.CheckboxSelectMultiple(choices=[(word, word) for word in row.options]),
    Kind.TABLE: lambda row, offer: TableInput(row.columns, row.most_rows),
    Kind.FILE: lambda row, offer: forms.CheckboxSelectMultiple(choices=offer),
    Kind.TRADEMARKS: _own_marks,
}
