"""What a document says, apart from how it looks. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of as many cells; `shares` are the columns' parts of the width, by content when empty.

    Columns whose index is in `numbers` stand to the right. ValueError when a row has another number of cells.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float] = ()
    numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in self.rows) or len(self.shares) not in (0, len(self.header)):
            raise ValueError("every row has a cell for each column of the header")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that belongs to what is printed: its size in bytes and its SHA-256 as 64 hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in this order: rows of label and value, paragraphs, tables, files."""

    title: str
    rows: Sequence[Pair] = ()
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    files: Sequence[Enclosed] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A title page's head, then sections; `footer` and the page's number stand under every page."""

    title: str
    sections: Sequence[Section]
    subtitle: str = ""
    number: str = ""
    issued_by: str = ""
    meta: Sequence[Pair] = ()
    footer: str = ""
