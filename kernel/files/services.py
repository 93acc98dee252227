"""Files are checked by their content before they are kept."""

import hashlib
import unicodedata
from datetime import datetime
from pathlib import PurePath

import puremagic
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record
from kernel.common.errors import Invalid, NotPermitted

from .models import Attachment, FileRule

ZIP_BASED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@transaction.atomic
def attach(owner: models.Model, upload: UploadedFile, *, purpose: str, actor: User, now: datetime) -> Attachment:
    """Keep `upload` as a file of `owner`; Invalid (400) when empty, too large, too many or not what its rule allows.

    The same bytes attached twice to one row are one attachment: a double click changes nothing.
    """
    rule = FileRule.objects.filter(purpose=purpose).first()
    if rule is None:
        raise Invalid(fields={"purpose": [_("There is no such purpose.")]})
    data = _read(upload, rule)
    media_type = sniff(data, str(upload.name))
    if media_type not in rule.media_types:
        raise Invalid(fields={"file": [_("This kind of file is not taken (%(kind)s).") % {"kind": media_type}]})
    digest = hashlib.sha256(data).hexdigest()
    kept = Attachment.objects.of(owner)
    if twin := kept.filter(sha256=digest, purpose=purpose).first():
        return twin
    if kept.filter(purpose=purpose).count() >= rule.most_files:
        raise Invalid(fields={"file": [_("At most %(n)d files.") % {"n": rule.most_files}]})
    upload.seek(0)
    attachment = Attachment.objects.create(
        content_type=ContentType.objects.get_for_model(owner),
        object_id=owner.pk,
        purpose=purpose,
        file=upload,
        name=clean_name(str(upload.name)),
        media_type=media_type,
        size=len(data),
        sha256=digest,
        uploaded_by=actor,
        uploaded_at=now,
    )
    record(owner, "attach", actor=actor, after={"file": attachment.name, "sha256": digest})
    return attachment


@transaction.atomic
def remove(attachment: Attachment, *, actor: User, now: datetime) -> Attachment:
    """Take a file back; its bytes stay for the history. Only its uploader may (403)."""
    if attachment.uploaded_by_id != actor.pk:
        raise NotPermitted(_("Only the person who attached it can remove it."))
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    owner = attachment.subject
    if owner is not None:
        record(owner, "remove_file", actor=actor, before={"file": attachment.name})
    return attachment


def sniff(data: bytes, name: str) -> str:
    """The media type by content, told from the name only inside the zip family of office files."""
    try:
        kind = str(puremagic.from_string(data, mime=True))
    except (puremagic.PureError, ValueError):
        kind = ""
    suffix = PurePath(name).suffix.lower()
    if data[:4] == b"PK\x03\x04":
        return ZIP_BASED.get(suffix, "application/zip")
    if kind:
        return kind
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if b"\0" in data else "text/plain"


def clean_name(name: str) -> str:
    """A file name without folders, control characters or direction marks, at most 200 characters."""
    base = PurePath(name.replace("\\", "/")).name
    base = (
        "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C").strip(" .")
        or "file"
    )
    stem, suffix = PurePath(base).stem, PurePath(base).suffix[:20]
    return f"{stem[: 200 - len(suffix)]}{suffix}"


def _read(upload: UploadedFile, rule: FileRule) -> bytes:
    size = upload.size or 0
    if size == 0:
        raise Invalid(fields={"file": [_("The file is empty.")]})
    if size > rule.most_bytes:
        most = rule.most_bytes / 1024 / 1024
        raise Invalid(fields={"file": [_("The file is larger than %(mb).0f MB.") % {"mb": most}]})
    upload.seek(0)
    data = upload.read()
    return data if isinstance(data, bytes) else data.encode()
