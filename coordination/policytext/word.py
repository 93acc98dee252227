"""The text of a .docx file as a reader sees it: numerals of automatic numbering, tables, accepted revisions."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from coordination.policytext.model import TextRefused
from coordination.policytext.word_numbering import Numbering

LARGEST_FILE = 20 * 1024 * 1024
_LARGEST_UNPACKED = 50 * 1024 * 1024
_HIGHEST_RATIO = 200  # Word's own XML packs about thirty to one
_RATIO_COUNTS_FROM = 1024 * 1024
_MOST_PARTS = 3_000

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TRANSPARENT = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")}
_INLINE = _TRANSPARENT | {
    qn(name) for name in ("w:r", "w:hyperlink", "w:fldSimple", "w:ruby", "w:rubyBase", "w:dir", "w:bdo")
}
_SIGNS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}
_DOCTYPE = b"<!DOCTYPE"
_OFF = ("0", "false", "off")


def word_text(data: bytes) -> str:
    """One line for each paragraph or table row, cells parted by tabs; raises TextRefused: docx_broken, too_large.

    Headers, footers, notes, text boxes, hidden text and deleted revisions are left out.
    """
    _check_package(data)
    try:
        document = docx.Document(io.BytesIO(data))
        return _text(document)
    except Exception as broken:  # python-docx meets a damaged package with whatever breaks first
        raise _broken() from broken


def _broken() -> TextRefused:
    return TextRefused("docx_broken", "This is not a Word file, or it is damaged. Save it as .docx again.")


def _check_package(data: bytes) -> None:
    """No bomb, no document type definition, and a Word document inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
                raise TextRefused("too_large", "The Word file unpacks to more than 50 MB.")
            if any(_is_bomb(part) for part in parts):
                raise TextRefused("too_large", "The Word file unpacks to more than 50 MB.")
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or any(
                _DOCTYPE in package.read(name).replace(b"\0", b"") for name in names if name.endswith((".xml", ".rels"))
            ):
                raise _broken()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as wrong:
        raise _broken() from wrong
    except zlib.error as wrong:
        raise _broken() from wrong


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _RATIO_COUNTS_FROM and part.file_size > _HIGHEST_RATIO * max(part.compress_size, 1)


def _text(document: Document) -> str:
    numbering = Numbering(document)
    written = "".join(_block(block, numbering) for block in _blocks(document.element.body))
    return written.removeprefix("\ufeff")


def _blocks(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _blocks(child)


def _block(block: Any, numbering: Numbering) -> str:
    if block.tag == _TABLE:
        rows = (row for row in _children(block, _ROW) if not _is_deleted(row.find(qn("w:trPr"))))
        return "".join(_row(row, numbering) for row in rows)
    written = "".join(_inline(block))
    merged = _is_deleted(block.find(qn("w:pPr") + "/" + qn("w:rPr")))
    if merged and not written:
        return ""
    label = numbering.label(block)
    return (label + written if written.strip() else "") + ("" if merged else "\n")


def _row(row: Any, numbering: Numbering) -> str:
    """A row of one cell is a frame around paragraphs, any other is one line."""
    cells = ["".join(_block(block, numbering) for block in _blocks(cell)) for cell in _children(row, _CELL)]
    if len(cells) == 1:
        return cells[0]
    return "\t".join(" ".join(cell.split("\n")).strip() for cell in cells) + "\n"


def _children(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _children(child, tag)


def _inline(parent: Any) -> Iterator[str]:
    for child in parent:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == qn("w:br"):
            yield "\n" if child.get(qn("w:type"), "textWrapping") == "textWrapping" else ""
        elif child.tag in _INLINE and not _is_hidden(child):
            yield from _inline(child)


def _is_deleted(properties: Any) -> bool:
    return properties is not None and properties.find(qn("w:del")) is not None


def _is_hidden(run: Any) -> bool:
    vanish = run.find(qn("w:rPr") + "/" + qn("w:vanish"))
    return vanish is not None and vanish.get(qn("w:val"), "1") not in _OFF
