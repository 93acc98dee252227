"""A document's head, sections, tables and files as rows on sheets: all that decides how it looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .content import Document, Enclosed, Section, Table
from .lines import break_lines
from .sheets import BODY, BOTTOM, HEIGHT, LEFT, WIDTH, Bar, Cell, Mark, Measure, Row, Sheets, Style, Text

BRAND, INK, QUIET, LINE, SUNKEN = "#17539b", "#17212b", "#586470", "#c4ccd5", "#edf0f4"
BODY_TEXT, LABEL, SMALL = Style(), Style(colour=QUIET), Style(size=8, colour=QUIET, leading=1.4)
TITLE, SUBTITLE = Style(size=20, bold=True, leading=1.4), Style(size=11.5, colour=QUIET)
HEADING = Style(size=12.5, colour=BRAND, bold=True)
CELL, HEAD = Style(size=9), Style(size=9, colour=INK, bold=True)
LABEL_WIDTH, GAP, PAD = 104.0, 8.0, 4.5
INDENT = "\u3000\u3000"
SAMPLE = 200  # rows that decide how wide a table's columns are
MOST_HEAD = HEIGHT / 4  # a header taller than this is not repeated


@dataclass(slots=True)
class Setting:
    """A document while it is set: what the font writes instead of the text, how wide it is, where it goes."""

    measure: Measure
    writable: Callable[[str], tuple[str, frozenset[str]]]
    missing: set[str] = field(default_factory=set)

    def text(self, text: str) -> str:
        """As it will be written; what the font lacks is remembered."""
        written, lost = self.writable(text)
        self.missing |= lost
        return written

    def cell(self, text: str, x: float, width: float, style: Style = BODY_TEXT, *, to_right: bool = False) -> Cell:
        lines = break_lines(self.text(text), width, lambda part: self.measure(part, style.size))
        return Cell(x, width, lines, style, to_right)


def lay_out(document: Document, setting: Setting) -> list[list[Mark]]:
    """The document's sheets with everything on them, footers and page numbers too."""
    sheets = Sheets(setting.measure, _crown(document, setting))
    _head(sheets, document, setting)
    for section in document.sections:
        _section(sheets, section, setting)
    for number, page in enumerate(sheets.pages, start=1):
        page.extend(_foot(document, setting, number, len(sheets.pages)))
    return sheets.pages


def _crown(document: Document, setting: Setting) -> list[Mark]:
    """What each sheet after the first says at its top: which document this is."""
    y, number = HEIGHT - 44, setting.text(document.number)
    room = BODY - setting.measure(number, SMALL.size) - 20
    title = setting.cell(document.title, LEFT, room, SMALL)
    right = LEFT + BODY - setting.measure(number, SMALL.size)
    return [Text(LEFT, y, title.lines[0], SMALL), Text(right, y, number, SMALL), Bar(LEFT, y - 7, BODY, 0.5, LINE)]


def _head(sheets: Sheets, document: Document, setting: Setting) -> None:
    sheets.mark(Bar(0, HEIGHT - 8, WIDTH, 8, BRAND))
    if document.number or document.issued_by:
        half = BODY / 2
        issuer = setting.cell(document.issued_by, LEFT, half - GAP, LABEL)
        number = setting.cell(document.number, LEFT + half, half, LABEL, to_right=True)
        sheets.put(Row([issuer, number]))
        sheets.skip(14)
    sheets.put(Row([setting.cell(document.title, LEFT, BODY, TITLE)]))
    if document.subtitle:
        sheets.put(Row([setting.cell(document.subtitle, LEFT, BODY, SUBTITLE)], pad=2))
    sheets.skip(10)
    sheets.mark(Bar(LEFT, sheets.y, BODY, 1.2, BRAND))
    sheets.skip(8)
    for label, value in document.meta:
        sheets.put(_pair(label, value, setting, pad=1.5))


def _section(sheets: Sheets, section: Section, setting: Setting) -> None:
    heading = Row([setting.cell(section.title, LEFT + 10, BODY - 10, HEADING)], pad=3)
    sheets.skip(16)
    sheets.keep_together(heading.height + 64)
    sheets.mark(Bar(LEFT, sheets.y - heading.height + 6, 3, heading.height - 12, BRAND))
    sheets.put(heading)
    sheets.skip(3)
    for label, value in section.rows:
        sheets.put(_pair(label, value, setting, pad=4, rule=LINE))
    for paragraph in section.paragraphs:
        sheets.put(Row([setting.cell(f"{INDENT}{paragraph}", LEFT, BODY)], pad=3))
    for table in section.tables:
        sheets.skip(5)
        _table(sheets, table, setting)
    if section.files:
        sheets.skip(5)
        _table(sheets, _enclosed(section.files), setting)


def _pair(label: str, value: str, setting: Setting, *, pad: float, rule: str = "") -> Row:
    """A label with what it says beside it."""
    cells = [
        setting.cell(label, LEFT, LABEL_WIDTH - GAP, LABEL),
        setting.cell(value, LEFT + LABEL_WIDTH, BODY - LABEL_WIDTH),
    ]
    return Row(cells, pad=pad, rule=rule)


def _enclosed(files: Sequence[Enclosed]) -> Table:
    """Files as a table, so that whoever holds one can compare it."""
    rows = [
        (file.name, filesizeformat(file.size).replace("\xa0", " "), f"{file.sha256[:32]}\n{file.sha256[32:]}")
        for file in files
    ]
    return Table([_("File"), _("Size"), "SHA-256"], rows, shares=(23, 7, 19), numbers=frozenset({1}))


def _table(sheets: Sheets, table: Table, setting: Setting) -> None:
    """The header again at the top of every sheet that the table goes over to."""
    widths = _widths(table, setting)
    head = _cells(table.header, widths, table, setting, HEAD)
    head = Row(head.cells, pad=PAD, fill=SUNKEN, rule=LINE)
    sheets.keep_together(head.height + 40)
    sheets.put(head)
    again = head if head.height <= MOST_HEAD else None
    for row in table.rows:
        sheets.put(_cells(row, widths, table, setting, CELL), again)


def _cells(texts: Sequence[str], widths: Sequence[float], table: Table, setting: Setting, style: Style) -> Row:
    cells, x = [], LEFT
    for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
        right = column in table.numbers
        cells.append(setting.cell(text, x + GAP / 2, width - GAP, style, to_right=right))
        x += width
    return Row(cells, pad=PAD, rule=LINE)


def _widths(table: Table, setting: Setting) -> list[float]:
    """What each column gets of the width: as asked, else by what the first rows hold, and nobody next to nothing."""
    shares = list(table.shares)
    if not shares:
        for column, title in enumerate(table.header):
            texts = [title, *(row[column] for row in table.rows[:SAMPLE])]
            widest = max(setting.measure(line, CELL.size) for text in texts for line in text.split("\n"))
            shares.append(min(max(widest + 2 * GAP, BODY / (4 * len(table.header))), BODY / 2))
    return [BODY * share / sum(shares) for share in shares]


def _foot(document: Document, setting: Setting, number: int, count: int) -> list[Mark]:
    page = _("Page %(page)d of %(pages)d") % {"page": number, "pages": count}
    width = setting.measure(page, SMALL.size)
    note = setting.cell(document.footer, LEFT, BODY - width - 20, SMALL)
    marks: list[Mark] = [Bar(LEFT, BOTTOM - 14, BODY, 0.5, LINE), Text(LEFT + BODY - width, BOTTOM - 27, page, SMALL)]
    return marks + [Text(LEFT, BOTTOM - 27 - SMALL.step * at, line, SMALL) for at, line in enumerate(note.lines[:3])]
