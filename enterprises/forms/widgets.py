"""Controls that Django does not have: a table of boxes, and a list of lines. Both work without a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

BLANK_ROWS, FEWEST_ROWS, MOST_SENT = 2, 3, 500


class TableInput(forms.Widget):
    """Rows of boxes, named `key-row-column`; some blank ones stand below those that are filled."""

    use_fieldset = True

    def __init__(self, columns: Sequence[dict[str, str]], most_rows: int) -> None:
        self.columns, self.most_rows = columns, most_rows
        super().__init__()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = self.build_attrs(self.attrs, attrs)
        context = {
            "name": name, "id": attrs.get("id", ""), "columns": self.columns, "rows": self._rows(name, value, attrs),
            "disabled": attrs.get("disabled"), "wrong": attrs.get("aria-invalid"), "most": self.most_rows,
        }  # fmt: skip
        return render_to_string("enterprises/sheets/_table_input.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """The rows that were sent, blank ones too: their numbers are told where one is wrong."""
        last = -1
        for key in data:
            row = key.removeprefix(f"{name}-").split("-")[0] if key.startswith(f"{name}-") else ""
            if row.isascii() and row.isdecimal():
                last = max(last, min(int(row[:6]), MOST_SENT))
        keys = [column["key"] for column in self.columns]
        return [{key: data.get(f"{name}-{row}-{key}", "") for key in keys} for row in range(last + 1)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""

    def _rows(self, name: str, value: Any, attrs: dict[str, Any]) -> list[list[dict[str, Any]]]:
        filled = [row for row in value or () if any(row.values())]
        blank = 0 if attrs.get("disabled") and filled else max(BLANK_ROWS, FEWEST_ROWS - len(filled))
        shown = [*filled, *[{} for _ in range(min(blank, max(self.most_rows - len(filled), 0)))]]
        return [
            [
                {"name": f"{name}-{n}-{column['key']}", "value": row.get(column["key"], ""), "column": column}
                for column in self.columns
            ]
            for n, row in enumerate(shown)
        ]


class LinesInput(forms.Textarea):
    """A list typed one to a line."""

    def format_value(self, value: Any) -> str:
        return "\n".join(str(one) for one in value or ())

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [line.strip() for line in str(data.get(name) or "").replace("，", "\n").splitlines() if line.strip()]
