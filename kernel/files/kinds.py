"""Kinds of files: told by the content, named in words, and the endings that go with them. Pure."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFFICE = "application/vnd.openxmlformats-officedocument."
LONGEST_NAME, LONGEST_ENDING = 200, 20


@dataclass(frozen=True, slots=True)
class Kind:
    """What people call it, and how its names end; the first ending is the usual one."""

    word: str | Promise
    endings: tuple[str, ...]


KINDS = {
    "application/pdf": Kind("PDF", (".pdf",)),
    "image/jpeg": Kind(_("JPEG picture"), (".jpg", ".jpeg")),
    "image/png": Kind(_("PNG picture"), (".png",)),
    "text/plain": Kind(_("plain text"), (".txt", ".md", ".csv")),
    f"{OFFICE}wordprocessingml.document": Kind("Word", (".docx",)),
    f"{OFFICE}spreadsheetml.sheet": Kind("Excel", (".xlsx",)),
    f"{OFFICE}presentationml.presentation": Kind("PowerPoint", (".pptx",)),
}
NEVER_TAKEN = {"application/octet-stream": _("of no kind that is known"), "application/zip": "ZIP"}
ZIP_BASED = {kind.endings[0]: name for name, kind in KINDS.items() if name.startswith(OFFICE)}


def kind_word(media_type: str) -> str:
    """A media type as people say it; one that is never taken as it is written."""
    return str(KINDS[media_type].word) if media_type in KINDS else str(NEVER_TAKEN.get(media_type, media_type))


def named_otherwise(name: str, media_type: str) -> bool:
    """Whether the name ends like another kind of file than it is."""
    kind = KINDS.get(media_type)
    return kind is not None and PurePath(name).suffix.lower() not in kind.endings


def promised(name: str) -> str:
    """The Office media type that a name's ending promises; empty when it promises none."""
    return ZIP_BASED.get(PurePath(name).suffix.lower(), "")


def sniff(data: bytes, name: str) -> str:
    """The media type by content, told from the name only inside the zip family of office files."""
    try:
        kind = str(puremagic.from_string(data, mime=True))
    except (puremagic.PureError, ValueError):
        kind = ""
    if data[:4] == b"PK\x03\x04":
        return promised(name) or "application/zip"
    if kind:
        return kind
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if b"\0" in data else "text/plain"


def clean_name(name: str) -> str:
    """A file name without folders, control characters or direction marks, at most 200 characters.

    An ending typed in full width (．ｐｄｆ) becomes a plain one; full-width marks in the name itself stay.
    """
    base = PurePath(name.replace("\\", "/")).name
    base = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C").strip(" .")
    head, dot, ending = base.replace("．", ".").rpartition(".")
    folded = unicodedata.normalize("NFKC", ending)
    if dot and folded.isascii() and folded.isalnum():
        base = f"{base[: len(head)]}.{folded}"
    stem, suffix = PurePath(base or "file").stem, PurePath(base or "file").suffix[:LONGEST_ENDING]
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}"
