"""The shape of a form's parts as staff write them: sections, fields, materials; and of a rubric's items."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coordination.forms.plans import VersionForm
from coordination.forms.tasks import HalfWidthDecimal
from kernel.files.kinds import KINDS, kind_word

from ..answers import written
from ..models import Criterion, DocumentKind, FormField, FormSection, Material, Rubric
from ..queries.prefill import sources
from ..services.sheets import MOST_LINK_DAYS
from .calls import whole
from .widgets import LinesInput

MEGABYTE = 1024 * 1024
MOST_OPTIONS, LONGEST_OPTION, MOST_COLUMNS = 40, 60, 8
NUMBER_WORDS = ("number", "数字")


class LinesField(forms.Field):
    """A list typed one to a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=LinesInput(attrs={"rows": 4}), required=False, **options)

    def to_python(self, value: Any) -> list[Any]:
        return list(value or ())

    def validate(self, value: Any) -> None:
        if len(value) > MOST_OPTIONS or any(len(line) > LONGEST_OPTION for line in value):
            words = {"n": MOST_OPTIONS, "long": LONGEST_OPTION}
            raise forms.ValidationError(gettext("At most %(n)d lines of %(long)d characters each.") % words)


class ColumnsField(LinesField):
    """The columns of a table, one to a line: `key | label | number | unit`; a label alone will do."""

    def prepare_value(self, value: Any) -> Any:
        return [_column_line(column) if isinstance(column, dict) else column for column in value or ()]

    def to_python(self, value: Any) -> list[Any]:
        return [_column(line, place) for place, line in enumerate(value or (), start=1)]

    def validate(self, value: Any) -> None:
        if len(value) > MOST_COLUMNS:
            raise forms.ValidationError(gettext("At most %(n)d columns.") % {"n": MOST_COLUMNS})


class SectionPart(VersionForm):
    title = forms.CharField(label=_("Title"), max_length=80)
    hint = forms.CharField(label=_("Hint"), max_length=300, required=False)
    model = FormSection


class FieldPart(VersionForm):
    label = forms.CharField(label=_("Question"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=FormField.Kind.choices)
    required = forms.BooleanField(label=_("An answer is needed"), required=False, initial=True)
    hint = forms.CharField(label=_("Hint"), max_length=300, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    options = LinesField(label=_("Words to choose from"), help_text=_("One to a line; for one or some of several."))
    columns = ColumnsField(
        label=_("Columns of the table"),
        help_text=_("One to a line: key | label | number | unit. A label alone will do."),
    )
    most_characters = whole(label=_("At most characters"), required=False, min_value=1, max_value=20000)
    least = HalfWidthDecimal(
        label=_("Number at least"),
        required=False,
        max_digits=18,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    most = HalfWidthDecimal(
        label=_("Number at most"),
        required=False,
        max_digits=18,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    most_rows = whole(label=_("At most rows, documents or marks"), min_value=1, max_value=100, initial=20)
    document_kind = forms.ModelChoiceField(
        label=_("Kind of document"), queryset=DocumentKind.objects.all(), required=False
    )
    prefill = forms.ChoiceField(
        label=_("Filled in from"), required=False,
        help_text=_("What the portal knows already; the firm finds it filled in and may correct it."),
    )  # fmt: skip
    model = FormField
    # What only some kinds of answers need; the page shows it for these.
    only_some = frozenset(
        {"unit", "options", "columns", "most_characters", "least", "most", "most_rows", "document_kind"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[Any] = [(group, list(words.items())) for group, words in sources().items()]
        known = {path for _group, rows in groups for path, _words in rows}
        now = self.initial.get("prefill") or (self.data.get("prefill") if self.is_bound else "")
        kept = [(now, now)] if now and now == self.initial.get("prefill") and now not in known else []
        self.fields["prefill"].choices = [("", gettext("nothing")), *kept, *groups]  # type: ignore[attr-defined]


class MaterialPart(VersionForm):
    title = forms.CharField(label=_("Material"), max_length=120)
    hint = forms.CharField(label=_("Hint"), max_length=300, required=False)
    source = forms.ChoiceField(label=_("Where it comes from"), choices=Material.Source.choices)
    kind = forms.ModelChoiceField(label=_("Kind of document"), queryset=DocumentKind.objects.all(), required=False)
    required = forms.BooleanField(label=_("It is needed"), required=False, initial=True)
    least = whole(label=_("Documents at least"), min_value=1, max_value=50, initial=1)
    most = whole(label=_("Documents at most"), min_value=1, max_value=50, initial=5)
    link_days = whole(
        label=_("Link of a letter valid for, days"), min_value=1, max_value=MOST_LINK_DAYS, initial=30,
        help_text=_("For letters of support only: how long the writer can use the one-time link."),
    )  # fmt: skip
    valid_on_closing = forms.BooleanField(label=_("Must be valid on the closing day"), required=False, initial=True)
    media_types = forms.MultipleChoiceField(
        label=_("Kinds of files"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all that the cabinet takes."),
    )  # fmt: skip
    megabytes = whole(label=_("Largest file, MB"), required=False, min_value=1, max_value=30)
    model = Material

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["media_types"].choices = [(name, kind_word(name)) for name in KINDS]  # type: ignore[attr-defined]


class CriterionForm(VersionForm):
    parent = forms.ModelChoiceField(label=_("Belongs to"), queryset=Criterion.objects.none(), required=False)
    number = forms.CharField(label=_("Number"), max_length=12)
    title = forms.CharField(label=_("Title"), max_length=120)
    hint = forms.CharField(label=_("What to look at"), max_length=400, required=False)
    most = whole(
        label=_("Points at most"), min_value=1, max_value=2000, help_text=_("A branch is the sum of its items.")
    )

    def __init__(self, *args: Any, rubric: Rubric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = rubric.criteria.filter(parent=None)  # type: ignore[attr-defined]

    def about(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("parent", "number", "title", "hint", "most")}


PARTS: dict[str, Any] = {"section": SectionPart, "field": FieldPart, "material": MaterialPart}


def part_initial(part: Any) -> dict[str, Any]:
    """A part as its form shows it."""
    names = PARTS[kind_of(part)].base_fields
    initial = {name: getattr(part, name) for name in names if hasattr(part, name) and name != "version"}
    if isinstance(part, Material) and part.most_bytes:
        initial["megabytes"] = part.most_bytes // MEGABYTE
    for name in ("least", "most"):
        if isinstance(initial.get(name), Decimal):
            initial[name] = written(initial[name])
    return initial


def part_changes(form: forms.Form) -> dict[str, Any]:
    """What was typed, as the part's own fields."""
    changes = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    if "megabytes" in changes:
        megabytes = changes.pop("megabytes")
        changes["most_bytes"] = megabytes * MEGABYTE if megabytes else None
    return changes


def kind_of(part: Any) -> str:
    """`section`, `field` or `material`."""
    return {FormSection: "section", FormField: "field", Material: "material"}[type(part)]


def _column(line: str, place: int) -> dict[str, str]:
    cells = [cell.strip() for cell in line.replace("｜", "|").split("|")]
    if len(cells) == 1:
        cells.insert(0, f"c{place}")
    key, label, kind, unit = [*cells, "", ""][:4]
    return {
        "key": key,
        "label": label[:LONGEST_OPTION],
        "kind": "number" if kind in NUMBER_WORDS else "text",
        "unit": unit,
    }


def _column_line(column: dict[str, str]) -> str:
    cells = [column["key"], column["label"], "number" if column.get("kind") == "number" else "", column.get("unit", "")]
    return " | ".join(cells).rstrip(" |")
