"""Files are checked by their content before they are kept."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record
from kernel.common.errors import Invalid, NotPermitted, NotThere

from .checks import Checked, check
from .kinds import clean_name
from .models import Attachment, FileRule


def check_upload(upload: UploadedFile, *, purpose: str) -> Checked:
    """A file as the purpose's rule would keep it, before there is a row to attach it to; Invalid (400) at `file`."""
    return check_uploads([upload], purpose=purpose)[0]


def check_uploads(uploads: Sequence[UploadedFile], *, purpose: str) -> list[Checked]:
    """Several of them; Invalid (400) at `file` says of each that cannot be kept why not."""
    return _check_all(uploads, _rule(purpose))


def attach(owner: models.Model, upload: UploadedFile, *, purpose: str, actor: User, now: datetime) -> Attachment:
    """Keep `upload` as a file of `owner`; Invalid (400) when empty, too large, too many or not what its rule allows.

    The same bytes attached twice to one row are one attachment: a double click changes nothing.
    """
    return attach_all(owner, [upload], purpose=purpose, actor=actor, now=now)[0]


def attach_all(
    owner: models.Model, uploads: Sequence[UploadedFile], *, purpose: str, actor: User, now: datetime
) -> list[Attachment]:
    """Keep all of them or none: Invalid (400) says of each file that cannot be kept why not.

    Files are read before the transaction begins: no other writer waits while a picture is written anew.
    """
    _require_may(owner, actor)
    checked = check_uploads(uploads, purpose=purpose)
    return attach_checked(owner, checked, purpose=purpose, actor=actor, now=now)


@transaction.atomic
def attach_checked(
    owner: models.Model, checked: Sequence[Checked], *, purpose: str, actor: User, now: datetime
) -> list[Attachment]:
    """Keep files that `check_uploads` has read, all or none, as `attach_all` does."""
    return _keep_all(_require_open(owner, actor), checked, _rule(purpose), actor=actor, now=now)


@transaction.atomic
def keep_file(owner: models.Model, upload: UploadedFile, *, purpose: str, actor: User, now: datetime) -> Attachment:
    """Keep what the portal itself made, or took in, for `owner`: whoever may attach to it is not asked.

    Invalid (400) at `file` when it is empty, too large or not what its rule allows.
    """
    return _keep(owner, check_upload(upload, purpose=purpose), purpose=purpose, actor=actor, now=now)


@transaction.atomic
def discard(attachment: Attachment, *, now: datetime) -> None:
    """Let go of a file whose time is over, its bytes too: they are nobody's evidence."""
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    storage, name = attachment.file.storage, str(attachment.file.name)
    transaction.on_commit(lambda: storage.delete(name))


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


def _rule(purpose: str) -> FileRule:
    rule = FileRule.objects.filter(purpose=purpose).first()
    if rule is None:
        raise Invalid(fields={"purpose": [_("There is no such purpose.")]})
    return rule


def _require_open(owner: models.Model | None, actor: User) -> models.Model:
    """The owner, locked; NotThere (404) when it is gone, NotPermitted (403) when its rule in settings says no.

    Locked, so that a report is not submitted, nor the same file kept twice, between the question and the write.
    """
    row = None if owner is None else type(owner)._base_manager.select_for_update().filter(pk=owner.pk).first()
    if row is None:
        raise NotThere(_("This record is no longer there."))
    _require_may(row, actor)
    return row


def _require_may(row: models.Model, actor: User) -> None:
    rule = settings.ATTACHMENT_OWNERS.get(row._meta.label)
    if rule is None or not import_string(rule)(row, actor):
        raise NotPermitted(_("Files are added by those who work on the record, while it is open."))


def _check_all(uploads: Sequence[UploadedFile], rule: FileRule) -> list[Checked]:
    """All of them as they may be kept; far too many are refused by their number, before any is read."""
    if len(uploads) > rule.most_files:
        words = _("%(n)d files were chosen; one record takes at most %(most)d. Choose fewer.")
        raise Invalid(fields={"file": [words % {"n": len(uploads), "most": rule.most_files}]})
    checked, wrong = [], []
    for upload in uploads:
        try:
            checked.append(check(upload, rule))
        except Invalid as refusal:
            wrong += [f"{clean_name(str(upload.name))}: {said}" if len(uploads) > 1 else said for said in refusal.args]
    if wrong:
        raise Invalid(fields={"file": wrong})
    return checked


def _keep_all(
    owner: models.Model, checked: Sequence[Checked], rule: FileRule, *, actor: User, now: datetime
) -> list[Attachment]:
    known = {row.sha256: row for row in Attachment.objects.of(owner).filter(purpose=rule.purpose)}
    fresh = {file.digest: file for file in checked if file.digest not in known}
    if len(known) + len(fresh) > rule.most_files:
        raise Invalid(fields={"file": [_("At most %(n)d files.") % {"n": rule.most_files}]})
    for digest, file in fresh.items():
        known[digest] = _keep(owner, file, purpose=rule.purpose, actor=actor, now=now)
    return [known[file.digest] for file in checked]


def _keep(owner: models.Model, file: Checked, *, purpose: str, actor: User, now: datetime) -> Attachment:
    """The file and its entry in the audit, which names what was sent when a picture was written anew."""
    attachment = Attachment.objects.create(
        content_type=ContentType.objects.get_for_model(owner), object_id=owner.pk, purpose=purpose,
        file=ContentFile(file.data, name=file.digest), name=file.name, media_type=file.media_type,
        size=len(file.data), sha256=file.digest, uploaded_by=actor, uploaded_at=now,
    )  # fmt: skip
    sent = {} if file.original == file.digest else {"sent_sha256": file.original}
    record(owner, "attach", actor=actor, after={"file": attachment.name, "sha256": file.digest, **sent})
    return attachment


def keep_made(
    owner: models.Model, data: bytes, *, name: str, media_type: str, purpose: str, actor: User, now: datetime
) -> Attachment:
    """Keep a file that the portal itself has made; the same bytes made twice are one attachment."""
    digest = hashlib.sha256(data).hexdigest()
    there = Attachment.objects.of(owner).filter(purpose=purpose, sha256=digest).first()
    made = Checked(data, clean_name(name), media_type, original=digest)
    return there or _keep(owner, made, purpose=purpose, actor=actor, now=now)
