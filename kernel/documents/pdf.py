"""A document as PDF on A4: its Chinese embedded and readable back, the same bytes for the same content."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO

from django.utils import timezone
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.pdfgen.canvas import Canvas

from .content import Document
from .fonts import NAME, font, width_of, writable
from .layout import Setting, lay_out
from .sheets import HEIGHT, WIDTH, Bar, Mark, Text

log = logging.getLogger(__name__)
STROKE = 0.03  # of the size: what makes the one weight of the font look bold
FILL, FILL_AND_STROKE = 0, 2


@dataclass(frozen=True)
class Printed:
    """The file, how many pages it has, and the characters that the font lacks and a box stands for."""

    data: bytes
    pages: int
    missing: frozenset[str]

    @cached_property
    def sha256(self) -> str:
        """The digest of the file, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


def to_pdf(document: Document, *, made_at: datetime) -> Printed:
    """Print it: with the same `made_at` and the same versions of the libraries the same bytes.

    FontMissing (503) when there is no font; never a page without its text.
    """
    font()
    setting = Setting(width_of, writable)
    pages = lay_out(document, setting)
    kept = BytesIO()
    canvas = _canvas(kept, document, made_at)
    for page in pages:
        for mark in page:
            _draw(canvas, mark)
        canvas.showPage()
    canvas.save()
    if setting.missing:
        codes = sorted(f"U+{ord(character):04X}" for character in setting.missing)
        log.warning("document %s: the font lacks %s", document.number, ", ".join(codes))
    return Printed(kept.getvalue(), len(pages), frozenset(setting.missing))


def _canvas(kept: BytesIO, document: Document, made_at: datetime) -> Canvas:
    stamp = timezone.localtime(made_at).strftime("D:%Y%m%d%H%M%S%z")
    canvas = Canvas(kept, pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1)
    canvas.setDateFormatter(lambda *_now: f"{stamp[:-2]}'{stamp[-2:]}'")
    canvas.setTitle(document.title)
    canvas.setAuthor(document.issued_by)
    canvas.setSubject(document.number)
    canvas.setCreator(document.issued_by)
    canvas.setCatalogEntry("Lang", PDFString("zh-CN"))
    return canvas


def _draw(canvas: Canvas, mark: Mark) -> None:
    if isinstance(mark, Bar):
        canvas.setFillColor(HexColor(mark.colour))
        canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=0, fill=1)
    elif mark.text:
        _write(canvas, mark)


def _write(canvas: Canvas, mark: Text) -> None:
    style, colour = mark.style, HexColor(mark.style.colour)
    canvas.setFillColor(colour)
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(style.size * STROKE)
    text = canvas.beginText(mark.x, mark.y)
    text.setFont(NAME, style.size)
    text.setTextRenderMode(FILL_AND_STROKE if style.bold else FILL)
    text.textOut(mark.text)
    text.setTextRenderMode(FILL)  # it would go on into the next text
    canvas.drawText(text)
