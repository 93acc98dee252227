"""Whether an uploaded file may be opened at all: told from its first bytes and its table of contents."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid

OLE = b"\xd0\xcf\x11\xe0"
PART = 1 << 18
MOST_PARTS = 2000
MOST_COLUMNS = 200
# A cell with something in it, wherever it says it stands: a reader makes room for all the cells before it.
CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c\s(?:[^>]*?\s)?r=[\"']([A-Z]{1,4})(\d{1,8})[\"'][^>]*(?<!/)>")
# One that does not say where it stands, or says so in a tag without end: no spreadsheet program writes these.
STRANGE = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])(?:[^\s>]|\s(?!r=))*>|<(?:[^\s<>/:]+:)?c\s[^>]{500}")
LONGEST_TAG = 600


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a workbook may grow when it is opened; from the rule in force."""

    most_rows: int
    most_unpacked: int
    most_ratio: int


def check_workbook(data: bytes, name: str, bounds: Bounds) -> None:
    """Invalid (400), at `file`, unless this is an .xlsx workbook without macros that unpacks within the bounds.

    Sizes are read from the archive's directory before anything is unpacked, then held against what unpacks.
    """
    if not data:
        raise _refused(_("The file is empty."))
    if data.startswith(OLE):
        raise _refused(_("This is an old .xls file or one with a password; save it as .xlsx without a password."))
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError):
        raise _refused(_("By its content this is no Excel workbook; save it as .xlsx.")) from None
    with archive:
        parts = archive.infolist()
        _check_parts(parts, name)
        _check_sizes(parts, len(data), bounds)
        for part in parts:
            _check_part(data, part, bounds)


def _check_parts(parts: list[ZipInfo], name: str) -> None:
    names = {part.filename.lower() for part in parts}
    if name.lower().endswith((".xlsm", ".xltm")) or any(one.endswith("vbaproject.bin") for one in names):
        raise _refused(_("Workbooks with macros are not taken; save it as .xlsx."))
    if not {"[content_types].xml", "xl/workbook.xml"} <= names or not name.lower().endswith(".xlsx"):
        raise _refused(_("By its content this is no Excel workbook; save it as .xlsx."))


def _check_sizes(parts: list[ZipInfo], packed: int, bounds: Bounds) -> None:
    unpacked = sum(part.file_size for part in parts)
    twice = len({part.filename for part in parts}) < len(parts)
    if len(parts) > MOST_PARTS or unpacked > bounds.most_unpacked or unpacked > packed * bounds.most_ratio or twice:
        words = {"most": filesizeformat(bounds.most_unpacked)}
        raise _refused(_("Unpacked the file would be far larger than it looks (at most %(most)s).") % words)


def _check_part(data: bytes, part: ZipInfo, bounds: Bounds) -> None:
    """What unpacks is as long as the directory says, and no cell stands beyond the bounds."""
    sheet, left, tail = part.filename.lower().startswith("xl/worksheets/"), part.file_size, b""
    for piece in _unpacked(data, part):
        left -= len(piece)
        if left < 0:
            raise _refused(_("The file is damaged: its table of contents does not tell the truth."))
        if sheet:
            _check_cells(tail + piece, bounds)
            tail = (tail + piece)[-LONGEST_TAG:]


def _check_cells(text: bytes, bounds: Bounds) -> None:
    if b"\0" in text or STRANGE.search(text):
        raise _refused(_("The file was not saved by a spreadsheet program; open it there and save it again."))
    for letters, row in CELL.findall(text):
        if int(row) > bounds.most_rows + 1:
            raise _refused(_("At most %(n)d rows are taken; divide the file.") % {"n": bounds.most_rows})
        if _column_number(letters) > MOST_COLUMNS:
            raise _refused(_("There are cells far to the right of the table (%(cell)s); delete these columns.")
                           % {"cell": f"{letters.decode()}{int(row)}"})  # fmt: skip


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _unpacked(data: bytes, part: ZipInfo) -> Iterable[bytes]:
    """The part's bytes, a piece at a time: never more in memory than a piece."""
    # The local header, whose two lengths may differ from the directory's, stands before the bytes.
    head = data[part.header_offset : part.header_offset + 30]
    begin = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = data[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return [packed[n : n + PART] for n in range(0, len(packed), PART)]
    if part.compress_type != zipfile.ZIP_DEFLATED or part.flag_bits & 1:
        raise _refused(_("By its content this is no Excel workbook; save it as .xlsx."))
    return _inflated(packed)


def _inflated(packed: bytes) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while piece := inflate.decompress(packed, PART):
            yield piece
            packed = inflate.unconsumed_tail
    except zlib.error:
        raise _refused(_("The file is damaged: its sheets cannot be read.")) from None


def _refused(sentence: str) -> Invalid:
    return Invalid(fields={"file": [sentence]})
