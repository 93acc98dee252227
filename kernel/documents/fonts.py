"""The one font of every document: found, read once, asked for widths and for what it cannot write."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from kernel.common.errors import DomainError

NAME = "Paper"
REPLACEMENT = "□"
# ReportLab writes four digits for each character that can be read back; what lies beyond would be lost to the reader.
LAST_READABLE = 0xFFFF


class FontMissing(DomainError):
    """No document can be set: the font is not there, or is of a kind that cannot be embedded."""

    status, code = 503, "font_missing"


def font() -> Any:
    """The font of DOCUMENT_FONT, ready to be embedded; FontMissing (503) when there is none to use.

    Found and read once by each process: a page asks for it thousands of times.
    """
    return _read(settings.DOCUMENT_FONT)


def width_of(text: str, size: float) -> float:
    """How wide the text is when it is set, in points."""
    face = font().face
    widths: dict[int, float] = face.charWidths
    default: float = face.defaultWidth
    return sum([widths.get(ord(character), default) for character in text]) * size / 1000


def writable(text: str) -> tuple[str, frozenset[str]]:
    """The text as the font can write it, and the characters that a box stands for.

    Marks that are never seen (controls, directions, variants) are left out and not counted.
    """
    known, lost, written = font().face.charToGlyph, set[str](), list[str]()
    for character in unicodedata.normalize("NFC", text).replace("\t", " "):
        if character != "\n" and (unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f"):
            continue
        lacking = character != "\n" and (ord(character) > LAST_READABLE or ord(character) not in known)
        lost |= {character} if lacking else set()
        written.append(REPLACEMENT if lacking else character)
    return "".join(written), frozenset(lost)


def font_is_there(**_options: Any) -> list[checks.CheckMessage]:
    """A system check: says at once what else would only be found when the first document is made."""
    try:
        font()
    except FontMissing as missing:
        return [checks.Warning(str(missing), id="documents.W001")]
    return []


@cache
def _read(path: str | Path) -> Any:
    if not Path(path).is_file():
        why = _("Documents cannot be made: their font is missing (%(path)s). Run “make install” or set DOCUMENT_FONT.")
        raise FontMissing(why % {"path": path})
    try:
        face = TTFont(NAME, str(path))
    except (TTFError, OSError) as wrong:
        words = _("Documents cannot be made: %(path)s is no TrueType font that can be embedded (%(why)s).")
        raise FontMissing(words % {"path": path, "why": wrong}) from wrong
    pdfmetrics.registerFont(face)
    return face
