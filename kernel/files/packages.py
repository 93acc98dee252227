"""Office files looked at from outside: what they are by their list of contents, and what they may not hold. Pure."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from lxml import etree

from kernel.common.errors import Invalid

from .kinds import KINDS, OFFICE, kind_word

CONTENTS = "[Content_Types].xml"
MAIN = {f"{name}.main+xml": name for name in KINDS if name.startswith(OFFICE)}
MACRO_TYPES, MACRO_PARTS = ("macroenabled", "vbaproject", "macrosheet"), ("vbaproject.bin", "/macrosheets/")
PACKED = (".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".xz", ".bz2", ".jar", ".iso")
UNKNOWN = "application/zip"
ZIP_MARK, LONGEST_LIST, LOCKED = b"PK\x03\x04", 1024 * 1024, 0x1
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
Part = zipfile.ZipInfo


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a package may be inside: bytes once unpacked, times its own size when above `plain`, parts."""

    unpacked: int
    ratio: int
    parts: int
    plain: int


def inspect_package(data: bytes, media_type: str, bounds: Bounds) -> str:
    """The media type by content; nothing is unpacked but its list of contents. Invalid (400) says what it may not be.

    `media_type` is what its name promises; empty when the name promises no Office file.
    """
    return _inspect(data, media_type, bounds, embedded=False)


def holds_macros(name: str) -> bool:
    """Whether the name is one that Office gives to files with macros only."""
    return name.lower().endswith((".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".potm", ".xlam"))


def _inspect(data: bytes, media_type: str, bounds: Bounds, *, embedded: bool) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _require_bounds(parts, len(data), bounds)
            found = _main_type(archive, parts, media_type)
            if found != UNKNOWN:
                left = replace(bounds, unpacked=bounds.unpacked - sum(part.file_size for part in parts))
                _require_no_packed(archive, parts, left, embedded=embedded)
    except UNREADABLE as wrong:
        raise Invalid(_("The file is broken. Open it, save it anew and attach that one.")) from wrong
    return found


def _require_no_packed(archive: zipfile.ZipFile, parts: list[Part], left: Bounds, *, embedded: bool) -> None:
    """No packed file inside, except an Office file that a chart or a slide was made from, one level deep."""
    for part in _packed(archive, parts):
        office = not embedded and part.filename.lower().endswith((".docx", ".xlsx", ".pptx"))
        if not office or _inspect(archive.read(part), "", left, embedded=True) == UNKNOWN:
            words = _("The file holds another packed file (%(name)s). Take it out and attach it by itself.")
            raise Invalid(words % {"name": part.filename})


def _require_bounds(parts: list[Part], size: int, bounds: Bounds) -> None:
    """By what the directory says; parts that lie over each other hold more than the file has and are refused too."""
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if any(part.flag_bits & LOCKED for part in parts):
        raise Invalid(_("The file is protected by a password. Save it without one and attach that."))
    if len(parts) > bounds.parts:
        words = _("The file holds %(n)d parts; at most %(most)d are taken. Copy its content into a new file.")
        raise Invalid(words % {"n": len(parts), "most": bounds.parts})
    if unpacked > bounds.unpacked:
        words = _("Unpacked, the file has %(size)s; at most %(most)s are taken. Use fewer or smaller pictures.")
        raise Invalid(words % {"size": filesizeformat(unpacked), "most": filesizeformat(max(bounds.unpacked, 0))})
    if unpacked > bounds.plain and unpacked > size * bounds.ratio:
        words = _("The file unpacks to %(n)d times its size, as harmful files do. Copy its content into a new file.")
        raise Invalid(words % {"n": unpacked // size})
    if packed > size:
        raise Invalid(_("The file is broken. Open it, save it anew and attach that one."))


def _main_type(archive: zipfile.ZipFile, parts: list[Part], media_type: str) -> str:
    names = {part.filename.lower(): part for part in parts}
    listed = dict(_listed(archive, names.get(CONTENTS.lower())))
    if _with_macros(names, listed):
        raise Invalid(_("The file holds macros, which are not taken. Save it as .xlsx, .docx or .pptx without macros."))
    for part, content_type in listed.items():
        if content_type in MAIN and part in names:
            return MAIN[content_type]
    if not media_type:
        return UNKNOWN
    words = {"kind": kind_word(media_type), "ending": KINDS[media_type].endings[0]}
    raise Invalid(_("This is not a real %(kind)s file. Open it in Office or WPS, save it as %(ending)s.") % words)


def _listed(archive: zipfile.ZipFile, contents: Part | None) -> Iterator[tuple[str, str]]:
    """Name and content type of each part, as the package itself lists them; nothing when it has no such list."""
    if contents is None or contents.file_size > LONGEST_LIST:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(archive.read(contents), parser)
    except etree.XMLSyntaxError:
        return
    for entry in tree.iter("{*}Override"):
        yield str(entry.get("PartName", "")).lstrip("/").lower(), str(entry.get("ContentType", ""))


def _with_macros(names: dict[str, Part], listed: dict[str, str]) -> bool:
    kinds = " ".join(listed.values()).lower()
    return any(mark in name for name in names for mark in MACRO_PARTS) or any(mark in kinds for mark in MACRO_TYPES)


def _packed(archive: zipfile.ZipFile, parts: list[Part]) -> Iterator[Part]:
    """The parts that are packed files themselves, by their ending or their first bytes."""
    for part in parts:
        if part.is_dir():
            continue
        with archive.open(part) as opened:
            if opened.read(4) == ZIP_MARK or part.filename.lower().endswith(PACKED):
                yield part
