"""One file against its rule: by its content, and whatever is wrong in one sentence that says what to do."""

import hashlib
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid

from .kinds import KINDS, OFFICE, clean_name, kind_word, named_otherwise, promised, sniff
from .models import FileRule
from .packages import ZIP_MARK, Bounds, holds_macros, inspect_package
from .pdfs import inspect_pdf
from .pictures import FORMATS, clean_picture

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word 97 and its kin; an encrypted new file looks the same


@dataclass(frozen=True, slots=True)
class Checked:
    """What will be kept of a file that its rule allows; `original` is the digest of what was sent."""

    data: bytes
    name: str
    media_type: str
    original: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check(upload: UploadedFile, rule: FileRule) -> Checked:
    """The file as it may be kept; Invalid (400) with one sentence when its rule does not allow it."""
    data, name = _read(upload, rule), clean_name(str(upload.name))
    media_type = _kind(data, name, rule)
    if media_type not in rule.media_types:
        taken = _(", ").join(kind_word(kind) for kind in rule.media_types)
        words = {"kind": kind_word(media_type), "taken": taken}
        raise Invalid(_("This kind of file is not taken (%(kind)s); taken are: %(taken)s.") % words)
    if named_otherwise(name, media_type):
        words = {"kind": kind_word(media_type), "ending": _(", ").join(KINDS[media_type].endings)}
        raise Invalid(_("By its content the file is %(kind)s; its name should end in %(ending)s.") % words)
    if media_type == "application/pdf":
        inspect_pdf(data, rule.most_unpacked_bytes)
    original = hashlib.sha256(data).hexdigest()
    if media_type in FORMATS:
        data = clean_picture(data, media_type, rule.most_pixels)
    return Checked(data, name, media_type, original)


def _read(upload: UploadedFile, rule: FileRule) -> bytes:
    size = upload.size or 0
    if size == 0:
        raise Invalid(_("The file is empty."))
    if size > rule.most_bytes:
        words = {"most": filesizeformat(rule.most_bytes), "size": filesizeformat(size)}
        raise Invalid(_("The file has %(size)s; at most %(most)s are taken.") % words)
    upload.seek(0)
    data = upload.read()
    return data if isinstance(data, bytes) else data.encode()


def _kind(data: bytes, name: str, rule: FileRule) -> str:
    """The media type; where a rule takes Office files, by what they hold."""
    if not any(kind.startswith(OFFICE) for kind in rule.media_types):
        return sniff(data, name)
    if data.startswith(OLD_OFFICE):
        words = _("The file has a password or an old Office format. Save it anew as .docx, .xlsx or .pptx without one.")
        raise Invalid(words)
    if not data.startswith(ZIP_MARK):
        return sniff(data, name)
    if holds_macros(name):
        raise Invalid(_("The file holds macros, which are not taken. Save it as .xlsx, .docx or .pptx without macros."))
    bounds = Bounds(rule.most_unpacked_bytes, rule.most_ratio, rule.most_parts, rule.most_bytes)
    return inspect_package(data, promised(name), bounds)
