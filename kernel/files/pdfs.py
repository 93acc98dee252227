"""PDF files looked at from outside: neither locked nor with anything in them that acts. Pure."""

import re
import zlib

from django.utils.translation import gettext as _

from kernel.common.errors import Invalid

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PACKED_OBJECTS = re.compile(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n(.*?)endstream", re.DOTALL)
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
ACTING = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9])")


def inspect_pdf(data: bytes, most_unpacked: int) -> None:
    """Invalid (400) when it is encrypted, or runs scripts or programs when it is opened.

    Looked for in the objects, plain or packed up to `most_unpacked` bytes, never in pictures or the text of pages.
    """
    objects = _plain(STREAM.sub(b" ", data))
    if LOCKED.search(objects):
        raise Invalid(
            _("The PDF is locked by a password or against copying and cannot be checked. Print it to a new PDF.")
        )
    left = most_unpacked
    for packed in PACKED_OBJECTS.finditer(data):
        unpacked = _unpacked(packed[1], left)
        left -= len(unpacked)
        objects += _plain(unpacked)
    if ACTING.search(objects):
        raise Invalid(_("The PDF runs scripts or programs, which is not taken. Print it to a new PDF."))


def _plain(objects: bytes) -> bytes:
    """Names as they are meant: `/J#53` is `/JS`."""
    return HEX.sub(lambda found: bytes([int(found[1], 16)]), objects)


def _unpacked(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, max(most, 1))
    except zlib.error:
        return b""
