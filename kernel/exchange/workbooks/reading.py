"""The table of an uploaded workbook: its head found by the columns' titles, its rows with their numbers in Excel."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kernel.common.errors import Invalid

from .columns import Column

WRONG_COLUMN = gettext_noop("What is wrong")  # the column that our own marked workbook adds; not read again
HEAD_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Table:
    """What was typed: `head` as it stands in row `at` (from 0), `places` (key -> place in a row), `rows` as
    (Excel's row number, cells), and the titles of the columns that are not read."""

    sheet: str
    at: int
    head: list[str]
    places: dict[str, int]
    rows: list[tuple[int, list[Any]]]
    unread: list[str]

    def cells(self, columns: Sequence[Column]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each row as {column's key: cell}; a column that the workbook has not is empty."""
        places = [(column.key, self.places.get(column.key)) for column in columns]
        for number, row in self.rows:
            yield number, {key: "" if place is None else row[place] for key, place in places}


def read_table(data: bytes, columns: Sequence[Column]) -> Table:
    """The first visible sheet's table, empty rows left out.

    Invalid (400), at `file`, when it cannot be read or lacks a column that must be filled in. Only for data that
    `check_workbook` has let through.
    """
    sheet, grid = _first_sheet(data)
    names = _names(columns)
    at, places = _find_head(grid, names)
    missing = [column.name for column in columns if column.required and column.key not in places]
    if missing:
        words = {"missing": _(", ").join(missing)}
        raise _refused(_("The table has no column “%(missing)s”; use the template's first row.") % words)
    # Our own remarks from an earlier round go; everything else stays where it stood.
    own, shown = _wrong_titles(), [_shown(cell) for cell in grid[at]]
    width = max(n for n, title in enumerate(shown, start=1) if title)
    kept = [place for place in range(width) if _plain(shown[place]) not in own]
    rows = [(number, [row[place] for place in kept]) for number, row in enumerate(grid[at + 1 :], start=at + 2)]
    head = [shown[place] for place in kept]
    places = {key: kept.index(place) for key, place in places.items()}
    unread = [title for place, title in enumerate(head) if title and place not in places.values()]
    return Table(sheet, at, head, places, [row for row in rows if _filled(row[1])], unread)


def _first_sheet(data: bytes) -> tuple[str, list[list[Any]]]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                return sheet.name, book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        raise _refused(_("The file is damaged: its sheets cannot be read.")) from None
    except BaseException as fault:  # the reader's own panics derive from nothing else and cannot be named
        if type(fault).__name__ != "PanicException":
            raise
        raise _refused(_("The file is damaged: its sheets cannot be read.")) from None
    raise _refused(_("The workbook has no sheet with a table."))


def _find_head(grid: list[list[Any]], names: dict[str, str]) -> tuple[int, dict[str, int]]:
    """The row that knows most of the titles, among the first few; where each column stands in it."""
    best, places = 0, dict[str, int]()
    for number, row in enumerate(grid[:HEAD_WITHIN]):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = names.get(_plain(_shown(cell)))
            if key is not None:
                found.setdefault(key, place)
        if len(found) > len(places):
            best, places = number, found
    if not places:
        raise _refused(_("None of the columns is known; use the template's first row."))
    return best, places


def _names(columns: Sequence[Column]) -> dict[str, str]:
    """A column's title in any of the portal's languages -> its key."""
    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {_plain(column.name): column.key for column in columns}
    return names


def _wrong_titles() -> set[str]:
    titles = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            titles.add(_plain(translation.gettext(WRONG_COLUMN)))
    return titles


def _shown(cell: Any) -> str:
    return cell.strip() if isinstance(cell, str) else str(cell)


def _plain(title: str) -> str:
    """A title as it is compared: no blanks, no star of a required column, one width, one case."""
    return "".join(unicodedata.normalize("NFKC", title).replace("*", "").split()).casefold()


def _filled(row: Sequence[Any]) -> bool:
    return any(cell not in ("", None) and not (isinstance(cell, str) and not cell.strip()) for cell in row)


def _refused(sentence: str) -> Invalid:
    return Invalid(fields={"file": [sentence]})
