"""Shape of what is typed or uploaded when a year's arrangement is announced."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 100_000


class ArrangementForm(forms.Form):
    """A year, where it says so, and its special days as a file or as lines."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100)
    basis = forms.CharField(
        label=_("basis"),
        max_length=200,
        help_text=_("The notice of the State Council, with its number."),
    )
    file = forms.FileField(label=_("CSV file"), required=False)
    lines = forms.CharField(
        label=_("or lines"), required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One day a line: date, 0 (closed) or 1 (worked), name. 2027-02-06,0,春节"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`text` holds the lines, wherever they came from."""
        data = super().clean() or {}
        upload, lines = data.get("file"), (data.get("lines") or "").strip()
        if bool(upload) == bool(lines):
            raise ValidationError(_("Give a file or lines, one of the two."))
        data["text"] = decode(upload.read(MOST_BYTES + 1)) if upload else lines
        return data


def decode(data: bytes) -> str:
    """The text of a CSV file in UTF-8 or GB18030; ValidationError for anything else or too much of it."""
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The file is larger than a year can be."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The file is not text in UTF-8 or GB18030."))
