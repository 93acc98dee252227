"""How a workbook of the portal looks: one head, one set of formats, ready to print."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .columns import Column, Kind

# What Excel would take for a formula if it were typed: kept as text, also after somebody has edited the cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
A4 = 9
FORMATS: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bg_color": "#1F4E8C", "font_color": "#FFFFFF", "border": 1, "border_color": "#BFC7D1",
             "valign": "vcenter", "text_wrap": True},
    "plain": {"num_format": "@"},
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "formula": {"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True},
    "number": {"num_format": "#,##0.######", "valign": "top"},
    "money": {"num_format": "#,##0.00", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"},
    "wrong": {"bg_color": "#FFC7CE", "font_color": "#8A0010", "border": 1, "border_color": "#C0504D",
              "text_wrap": True, "valign": "top"},
    "wrong_date": {"bg_color": "#FFC7CE", "font_color": "#8A0010", "border": 1, "border_color": "#C0504D",
                   "num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "why": {"font_color": "#8A0010", "text_wrap": True, "valign": "top"},
    "sum": {"bold": True, "top": 1},
    "sum_number": {"bold": True, "top": 1, "num_format": "#,##0.######"},
    "sum_money": {"bold": True, "top": 1, "num_format": "#,##0.00"},
    "note": {"text_wrap": True, "valign": "top"},
}  # fmt: skip


class Book:
    """A workbook being written, its formats made once; done at the end of its `with`."""

    def __init__(self, target: Any) -> None:
        self.file = Workbook(target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        self.formats: dict[str, Format] = {name: self.file.add_format(dict(how)) for name, how in FORMATS.items()}

    def sheet(self, name: str) -> Worksheet:
        """A sheet of this name, without the signs that Excel forbids in one."""
        clean = "".join("·" if sign in "[]:*?/\\'" else sign for sign in name)[:31]
        return self.file.add_worksheet(clean or None)

    def write(self, sheet: Worksheet, row: int, place: int, value: Any, style: str = "") -> None:
        """One cell: text always as text, never a formula; `style` instead of what goes with the value."""
        kind, plain = _as_excel(value)
        look = self.formats.get(style or kind)
        if kind in ("text", "formula"):
            sheet.write_string(row, place, plain, look)
        elif kind in ("date", "instant"):
            sheet.write_datetime(row, place, plain, look)
        elif kind == "empty":
            sheet.write_blank(row, place, None, look)
        else:
            sheet.write_number(row, place, plain, look)

    def head(self, sheet: Worksheet, titles: Sequence[str], widths: Sequence[int], *, title: str, at: int = 0) -> None:
        """The head in row `at`, always in sight; on paper A4 across, one page wide, with the head on each page."""
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_row(at, 30)
        for place, name in enumerate(titles):
            sheet.write_string(at, place, name, self.formats["head"])
        sheet.freeze_panes(at + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(at)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        sheet.set_header(f"&L{title.replace('&', '&&')[:120]}&R&D")
        sheet.set_footer("&C&P / &N")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Written, or given up: its temporary files go either way."""
        self.file.close()


def style_of(column: Column) -> str:
    """The format of a column's values."""
    return {Kind.MONEY: "money", Kind.NUMBER: "number"}.get(column.kind, "")


def _as_excel(value: Any) -> tuple[str, Any]:
    """The format's name and the value as Excel keeps it."""
    if value is None or value == "":
        return "empty", None
    if type(value) is str:  # most cells are: told first
        return ("formula" if value.startswith(FORMULA) else "text"), value[:LONGEST_CELL]
    if isinstance(value, date):
        return _day_or_instant(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and -(10**15) < value < 10**15:
        return "number", float(value) if isinstance(value, Decimal) else value
    text = str(value)[:LONGEST_CELL]
    return ("formula" if text.startswith(FORMULA) else "text"), text


def _day_or_instant(value: date) -> tuple[str, Any]:
    """Excel's calendar begins with 1900: what lies before it stays a text."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return "instant", local.replace(tzinfo=None)
    return ("date", value) if value.year >= 1900 else ("text", f"{value:%Y-%m-%d}")
