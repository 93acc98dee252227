"""Files are checked by their content before they are kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record
from kernel.common.errors import Invalid, NotPermitted, NotThere

from .kinds import KINDS, clean_name, kind_word, named_otherwise, sniff
from .models import Attachment, FileRule


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that its rule allows, read once."""

    upload: UploadedFile
    name: str
    media_type: str
    size: int
    digest: str


@transaction.atomic
def attach(owner: models.Model, upload: UploadedFile, *, purpose: str, actor: User, now: datetime) -> Attachment:
    """Keep `upload` as a file of `owner`; Invalid (400) when empty, too large, too many or not what its rule allows.

    The same bytes attached twice to one row are one attachment: a double click changes nothing.
    """
    return attach_all(owner, [upload], purpose=purpose, actor=actor, now=now)[0]


@transaction.atomic
def attach_all(
    owner: models.Model, uploads: Sequence[UploadedFile], *, purpose: str, actor: User, now: datetime
) -> list[Attachment]:
    """Keep all of them or none: Invalid (400) says of each file that cannot be kept why not."""
    owner = _require_open(owner, actor)
    rule = FileRule.objects.filter(purpose=purpose).first()
    if rule is None:
        raise Invalid(fields={"purpose": [_("There is no such purpose.")]})
    checked, wrong = [], []
    for upload in uploads:
        try:
            checked.append(_check(upload, rule))
        except Invalid as refusal:
            wrong += [f"{clean_name(str(upload.name))}: {said}" if len(uploads) > 1 else said for said in refusal.args]
    if wrong:
        raise Invalid(fields={"file": wrong})
    known = {row.sha256: row for row in Attachment.objects.of(owner).filter(purpose=purpose)}
    fresh = {file.digest: file for file in checked if file.digest not in known}
    if len(known) + len(fresh) > rule.most_files:
        raise Invalid(fields={"file": [_("At most %(n)d files.") % {"n": rule.most_files}]})
    for digest, file in fresh.items():
        known[digest] = _keep(owner, file, purpose=purpose, actor=actor, now=now)
    return [known[file.digest] for file in checked]


def check_upload(upload: UploadedFile, *, purpose: str) -> str:
    """The kind of a file in words if the purpose's rule takes it; Invalid (400) says why not. Nothing is kept."""
    rule = FileRule.objects.filter(purpose=purpose).first()
    if rule is None:
        raise Invalid(fields={"purpose": [_("There is no such purpose.")]})
    return kind_word(_check(upload, rule).media_type)


@transaction.atomic
def remove(attachment: Attachment, *, actor: User, now: datetime) -> Attachment:
    """Take a file back; its bytes stay for the history. Only its uploader may, while the record is open (403)."""
    owner = _require_open(attachment.subject, actor)
    if attachment.uploaded_by_id != actor.pk:
        raise NotPermitted(_("Only the person who attached it can remove it."))
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    record(owner, "remove_file", actor=actor, before={"file": attachment.name})
    return attachment


def _require_open(owner: models.Model | None, actor: User) -> models.Model:
    """The owner, locked; NotThere (404) when it is gone, NotPermitted (403) when its rule in settings says no.

    Locked, so that a report is not submitted, nor the same file kept twice, between the question and the write.
    """
    row = None if owner is None else type(owner)._base_manager.select_for_update().filter(pk=owner.pk).first()
    if row is None:
        raise NotThere(_("This record is no longer there."))
    rule = settings.ATTACHMENT_OWNERS.get(row._meta.label)
    if rule is None or not import_string(rule)(row, actor):
        raise NotPermitted(_("Files are added by those who work on the record, while it is open."))
    return row


def _check(upload: UploadedFile, rule: FileRule) -> Checked:
    size, name = upload.size or 0, clean_name(str(upload.name))
    if size == 0:
        raise Invalid(_("The file is empty."))
    if size > rule.most_bytes:
        words = {"most": filesizeformat(rule.most_bytes), "size": filesizeformat(size)}
        raise Invalid(_("The file has %(size)s; at most %(most)s are taken.") % words)
    upload.seek(0)
    data = upload.read()
    data = data if isinstance(data, bytes) else data.encode()
    media_type = sniff(data, name)
    if media_type not in rule.media_types:
        taken = _(", ").join(kind_word(kind) for kind in rule.media_types)
        words = {"kind": kind_word(media_type), "taken": taken}
        raise Invalid(_("This kind of file is not taken (%(kind)s); taken are: %(taken)s.") % words)
    if named_otherwise(name, media_type):
        words = {"kind": kind_word(media_type), "ending": _(", ").join(KINDS[media_type].endings)}
        raise Invalid(_("By its content the file is %(kind)s; its name should end in %(ending)s.") % words)
    return Checked(upload, name, media_type, size, hashlib.sha256(data).hexdigest())


def _keep(owner: models.Model, file: Checked, *, purpose: str, actor: User, now: datetime) -> Attachment:
    file.upload.seek(0)
    attachment = Attachment.objects.create(
        content_type=ContentType.objects.get_for_model(owner), object_id=owner.pk, purpose=purpose, file=file.upload,
        name=file.name, media_type=file.media_type, size=file.size, sha256=file.digest, uploaded_by=actor,
        uploaded_at=now,
    )  # fmt: skip
    record(owner, "attach", actor=actor, after={"file": attachment.name, "sha256": file.digest})
    return attachment
