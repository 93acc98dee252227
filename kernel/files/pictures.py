"""A picture that people sent, drawn anew: what is shown beside a form holds none of the bytes that came."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
MOST_PIXELS = 60_000_000  # a phone's largest photograph has 50 million; a bomb says more in its header


def redraw(data: bytes, longest: int = LONGEST_SIDE) -> bytes | None:
    """The picture as a new JPEG, upright, at most `longest` pixels a side; None when it cannot be drawn."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                return None
            picture = ImageOps.exif_transpose(sent).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    picture.thumbnail((longest, longest))
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()
