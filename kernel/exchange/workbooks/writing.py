"""Workbooks that leave: rows as they come, never all in memory; totals, print set-up, a sheet that says what it is."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from .columns import Column, Kind
from .styles import Book, style_of

SUBTOTALS = {"sum": 109, "average": 101}  # as SUBTOTAL counts them: only the rows that a filter leaves
Progress = Callable[[int], None]


def write_export(
    target: Any,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    about: Sequence[tuple[str, str]],
    progress: Progress,
) -> int:
    """Write the rows, each a value for each column, into `target` (a path or a file); returns how many.

    Choices leave by their labels. `about` is the second sheet: who exported what when.
    """
    with Book(target) as book:
        number = _write_rows(book, title, columns, rows, progress)
        _about(book, about)
    return number


def _write_rows(
    book: Book, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], progress: Progress
) -> int:
    sheet, number = book.sheet(title), 0
    book.head(sheet, [column.name for column in columns], [column.width for column in columns], title=title)
    labels = [column.labels() if column.kind == Kind.CHOICE else {} for column in columns]
    styles = [style_of(column) for column in columns]
    sums = [Decimal(0)] * len(columns)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            said = labels[place].get(value, value) if labels[place] else value
            book.write(sheet, number, place, said, styles[place] if isinstance(said, int | float | Decimal) else "")
            if columns[place].adds_up and value is not None:
                sums[place] += Decimal(str(value))
        if number % 500 == 0:
            progress(number)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    if number:
        _totals(book, sheet, columns, sums, number)
    return number


def _totals(book: Book, sheet: Worksheet, columns: Sequence[Column], sums: list[Decimal], number: int) -> None:
    if not any(column.adds_up for column in columns):
        return
    for place, column in enumerate(columns):
        if column.adds_up:
            first, last = xl_rowcol_to_cell(1, place), xl_rowcol_to_cell(number, place)
            value = float(sums[place] / number if column.total == "average" else sums[place])
            look = book.formats["sum_money" if column.kind == Kind.MONEY else "sum_number"]
            formula = f"=SUBTOTAL({SUBTOTALS[column.total]},{first}:{last})"
            sheet.write_formula(number + 1, place, formula, look, value)
        else:
            sheet.write_string(number + 1, place, _("In all: %(n)d") % {"n": number} if place == 0 else "",
                               book.formats["sum"])  # fmt: skip


def _about(book: Book, about: Sequence[tuple[str, str]]) -> None:
    sheet = book.sheet(_("About this file"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 80)
    for number, (label, text) in enumerate(about):
        book.write(sheet, number, 0, label, "note")
        book.write(sheet, number, 1, text, "note")
