"""Pictures are written anew: upright, without place, camera or anything else that is not the picture. Pure."""

import struct
import zlib
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from kernel.common.errors import Invalid

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
QUALITY = 92  # of a JPEG whose own cannot be kept
UNREADABLE = (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError, struct.error, zlib.error)
# The limit is a rule's row, asked before anything is unpacked; Pillow's own would be a warning or a crash.
Image.MAX_IMAGE_PIXELS = None


def clean_picture(data: bytes, media_type: str, most_pixels: int) -> bytes:
    """The picture written anew with the same size and quality; Invalid (400) when it is too large or broken."""
    form = FORMATS[media_type]
    try:
        with Image.open(BytesIO(data), formats=[form]) as picture:
            _require_size(picture, most_pixels)
            return _anew(picture, form)
    except UNREADABLE as wrong:
        words = _("The picture is broken and cannot be opened. Take or save it anew and attach that one.")
        raise Invalid(words) from wrong


def _require_size(picture: Image.Image, most_pixels: int) -> None:
    pixels = picture.width * picture.height
    if pixels > most_pixels:
        words = _("The picture has %(n)d million pixels; at most %(most)d million are taken. Make it smaller.")
        raise Invalid(words % {"n": pixels // 10**6, "most": most_pixels // 10**6})


def _anew(picture: Image.Image, form: str) -> bytes:
    colours = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture, in_place=True)
    picture.info = {name: picture.info[name] for name in ("transparency",) if name in picture.info}
    kept = BytesIO()
    if form == "PNG":
        picture.save(kept, "PNG", icc_profile=colours)
        return kept.getvalue()
    same = picture.format == "JPEG" and picture.mode in ("L", "RGB")
    if picture.mode not in ("L", "RGB"):
        picture, colours = picture.convert("RGB"), None
    picture.save(kept, "JPEG", quality="keep" if same else QUALITY, icc_profile=colours)
    return kept.getvalue()


def redraw(data: bytes, longest: int = 1600) -> bytes | None:
    """A picture as a new JPEG of at most `longest` pixels a side, to be shown beside a form; None if it is none."""
    try:
        with Image.open(BytesIO(data), formats=list(FORMATS.values())) as kept:
            picture = kept.convert("RGB")
    except UNREADABLE:
        return None
    picture.thumbnail((longest, longest))
    drawn = BytesIO()
    picture.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()
