"""The shape of what a firm files: a document with its pages, and a table of yearly figures."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coordination.forms.days import DayField
from coordination.forms.evidence import MEGABYTE, FilesField
from coordination.forms.tasks import HalfWidthDecimal
from kernel.files.queries import Limits

from ..models import CabinetDocument, DocumentKind
from ..queries.figures import FigureTable

TEXTS = ("title", "number", "issued_by")


class PagesForm(forms.Form):
    """More pages for a document that is filed."""

    file = FilesField(
        label=pgettext_lazy("document", "Pages"),
        max_length=None,
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, limits: Limits, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = limits.words
        self.fields["file"].widget.attrs |= {
            "accept": ",".join(limits.endings),
            "data-max-mb": f"{limits.most_bytes / MEGABYTE:g}",
            "data-max-files": str(limits.most_files),
            "multiple": True,
        }


class DocumentForm(PagesForm):
    """A document of one kind; what the kind does not need may be left out."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    number = forms.CharField(label=_("Number on the document"), max_length=80, required=False)
    issued_by = forms.CharField(label=_("Issued by"), max_length=80, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(label=_("Valid until"), required=False)
    field_order = ("file", *TEXTS, "issued_on", "expires_on")

    def __init__(self, *args: Any, kind: DocumentKind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].help_text = gettext("Left empty, it is called “%(kind)s”.") % {"kind": kind.name}
        last = self.fields["expires_on"]
        last.required = kind.expires
        last.error_messages["required"] = gettext("Say until which day it is valid.")
        if not kind.expires:
            last.help_text = _("Only if the document names a last day.")

    def words(self) -> dict[str, Any]:
        """Everything but the pages, as the services take it."""
        return {name: self.cleaned_data[name] for name in (*TEXTS, "issued_on", "expires_on")}


def as_before(document: CabinetDocument) -> dict[str, Any]:
    """What a replacement begins with: nothing that stays the same is asked again."""
    return {name: getattr(document, name) for name in ("title", "issued_by")}


class FigureField(HalfWidthDecimal):
    """A figure as it is copied from a report: with separators or full-width digits."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "").replace(" ", "")
        return super().to_python(value)


class FiguresForm(forms.Form):
    """A box for each item and year. Each carries what was shown, so that only what this person changed is written."""

    def __init__(self, *args: Any, table: FigureTable, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        for item in table.items:
            for year in table.years:
                self.fields[f"{item.pk}_{year}"] = FigureField(
                    label=f"{item.name} {year}", required=False, max_digits=18, decimal_places=4,
                    initial=plain(table.values.get((item.pk, year))), show_hidden_initial=True,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )  # fmt: skip

    def rows(self) -> Iterable[tuple[Any, Sequence[tuple[int, forms.BoundField]]]]:
        """Item by item, the boxes of its years."""
        for item in self.table.items:
            yield item, [(year, self[f"{item.pk}_{year}"]) for year in self.table.years]

    def changes(self) -> dict[tuple[int, int], Decimal | None]:
        """What differs from what was shown, by (item, year)."""
        changes = {}
        for name in self.changed_data:
            item, year = name.split("_")
            changes[int(item), int(year)] = self.cleaned_data[name]
        return changes


def plain(value: Decimal | None) -> str | None:
    """A figure as people type it: without idle noughts."""
    return None if value is None else f"{value.normalize():f}"
