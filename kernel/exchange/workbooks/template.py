"""The workbook to fill in: drop-downs, help at each head, an example on its own sheet; and the same one marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from .columns import Column, Kind
from .reading import WRONG_COLUMN, Table
from .styles import Book

Wrong = Mapping[int, Mapping[str, Sequence[str]]]  # Excel's row number -> column's key ("" for the whole row) -> why
WHOLE_ROW = ""
COMMENT = {"x_scale": 2, "y_scale": 1.2}
OTHER_WIDTH, REASON_WIDTH = 16, 48
SPARE_ROWS = 50  # below the last one, with drop-downs as well


def write_template(
    target: Any, title: str, columns: Sequence[Column], examples: Sequence[Sequence[Any]], most_rows: int
) -> None:
    """An empty table with what may be typed at each head, the lists to choose from, and filled rows as an example."""
    lists, titles = _lists(columns), [_title(column) for column in columns]
    widths = [column.width for column in columns]
    with Book(target) as book:
        sheet = book.sheet(title)
        book.head(sheet, titles, widths, title=title)
        for place, column in enumerate(columns):
            # Text before anything is typed, so that Excel rounds no long number.
            plain = book.formats["date" if column.kind == Kind.DATE else "plain"]
            sheet.set_column(place, place, column.width, plain)
            sheet.write_comment(0, place, _help(column), COMMENT)
        _drop_downs(sheet, columns, lists, {column.key: place for place, column in enumerate(columns)}, (1, most_rows))
        shown = book.sheet(_("Example"))
        book.head(shown, titles, widths, title=title)
        for number, row in enumerate(examples, start=1):
            for place, value in enumerate(row):
                book.write(shown, number, place, value)
        _list_sheet(book, lists)


def write_marked(target: Any, title: str, columns: Sequence[Column], table: Table, wrong: Wrong) -> None:
    """The table as it was typed, each wrong cell coloured with the reason as a comment and in a last column."""
    places, last = {place: key for key, place in table.places.items()}, len(table.head)
    known = {column.key: column for column in columns}
    widths = [known[places[place]].width if place in places else OTHER_WIDTH for place in range(last)]
    bottom = max((number for number, _row in table.rows), default=1)
    with Book(target) as book:
        sheet = book.sheet(table.sheet)
        book.head(sheet, [*table.head, _(WRONG_COLUMN)], [*widths, REASON_WIDTH], title=title, at=table.at)
        for number, cells in table.rows:
            why = wrong.get(number, {})
            told = [why.get(places[place], ()) if place in places else () for place in range(last)]
            _marked_row(book, sheet, number - 1, list(zip(cells, told, strict=True)), WHOLE_ROW in why)
            if why:
                book.write(sheet, number - 1, last, _reasons(why, known), "why")
        sheet.autofilter(table.at, 0, bottom - 1, last)
        lists = _lists(columns)
        _drop_downs(sheet, columns, lists, table.places, (table.at + 1, bottom + SPARE_ROWS))
        _list_sheet(book, lists)


def _marked_row(
    book: Book, sheet: Worksheet, row: int, cells: Sequence[tuple[Any, Sequence[str]]], whole: bool
) -> None:
    for place, (cell, sentences) in enumerate(cells):
        if sentences or whole:
            book.write(sheet, row, place, cell, "wrong_date" if hasattr(cell, "year") else "wrong")
        else:
            book.write(sheet, row, place, cell)
        if sentences:
            sheet.write_comment(row, place, "\n".join(sentences), COMMENT)


def _reasons(why: Mapping[str, Sequence[str]], known: Mapping[str, Column]) -> str:
    """All that is wrong with a row in one text, each sentence with its column."""
    lines = []
    for key, sentences in why.items():
        name = _("%(column)s: ") % {"column": known[key].name} if key in known else ""
        lines += [f"{name}{sentence}" for sentence in sentences]
    return "\n".join(lines)


def _title(column: Column) -> str:
    return f"{column.name} *" if column.required else column.name


def _help(column: Column) -> str:
    usual = {
        Kind.CODE: _("Digits and letters, kept as text."),
        Kind.NUMBER: _("A number."),
        Kind.MONEY: _("An amount with at most two decimal places."),
        Kind.DATE: _("A day, as 2026-05-10."),
        Kind.CHOICE: _("Choose from the list."),
        Kind.TEXT: _("Text of at most %(n)d characters.") % {"n": column.longest},
    }
    must = _("Must be filled in.") if column.required else _("May stay empty.")
    return "\n".join(str(line) for line in (column.help, usual[column.kind], must) if line)


def _lists(columns: Sequence[Column]) -> dict[str, list[str]]:
    """Key -> the labels to choose from, for each column that has some."""
    lists = {column.key: list(column.labels().values()) for column in columns}
    return {key: labels for key, labels in lists.items() if labels}


def _drop_downs(
    sheet: Worksheet, columns: Sequence[Column], lists: Mapping[str, list[str]], places: Mapping[str, int],
    rows: tuple[int, int],
) -> None:  # fmt: skip
    """Each list as a range of the hidden sheet: a list written into the rule itself may have only 255 signs."""
    order = list(lists)
    for column in columns:
        if column.key not in lists or column.key not in places:
            continue
        name, place = xl_col_to_name(order.index(column.key)), places[column.key]
        strict = column.kind == Kind.CHOICE
        rule = {
            "validate": "list",
            "source": f"='{_list_name()}'!${name}$1:${name}${len(lists[column.key])}",
            "error_type": "stop" if strict else "information",
            "error_title": _("Not in the list"),
            "error_message": _("Choose from the list."),
            "show_error": strict,
        }
        sheet.data_validation(rows[0], place, rows[1], place, rule)


def _list_sheet(book: Book, lists: Mapping[str, list[str]]) -> None:
    if not lists:
        return
    sheet = book.sheet(_list_name())
    sheet.hide()
    columns = list(lists.values())
    for row in range(max(map(len, columns))):
        for place, labels in enumerate(columns):
            if row < len(labels):
                book.write(sheet, row, place, labels[row])


def _list_name() -> str:
    return _("Lists")
