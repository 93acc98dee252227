"""The cabinet written: documents filed once, replaced and removed. Owners and fillers of the firm may."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, record, require
from kernel.common.errors import DomainError, Invalid
from kernel.files.models import Attachment
from kernel.files.services import attach_all

from ..models import CabinetDocument, DocumentKind, Enterprise
from ..queries.cabinet import PURPOSE, open_applications, open_claims
from ..workflow import ACT
from .seats import WRITERS, require_seat

TEXTS = ("title", "number", "issued_by")


class DocumentInUse(DomainError):
    """Something that is not finished yet rests on the document."""

    code = "document_in_use"


@transaction.atomic
def file_document(
    enterprise: Enterprise, *, actor: User, kind: DocumentKind, files: Sequence[UploadedFile], now: datetime,
    issued_on: date | None = None, expires_on: date | None = None, **texts: str,
) -> CabinetDocument:  # fmt: skip
    """Put a document with its pages into the firm's cabinet; `texts` are title (the kind's name if empty), number and
    issued_by.

    Invalid (400) lists all that is wrong: a missing or past last day, no page, a page that is filed already.
    """
    _hold(enterprise, actor)
    days = {"issued_on": issued_on, "expires_on": expires_on}
    _require_right(enterprise, kind, files, days, timezone.localdate(now))
    return _file(enterprise, kind, files, actor=actor, now=now, replaces=None, **days, **texts)


@transaction.atomic
def replace_document(
    document: CabinetDocument, *, actor: User, files: Sequence[UploadedFile], now: datetime,
    issued_on: date | None = None, expires_on: date | None = None, **texts: str,
) -> CabinetDocument:  # fmt: skip
    """File a newer one in its place and return it; the old one stays for the history and for what was sent with it."""
    _hold(document.enterprise, actor)
    old = advance(document, "replace", actor=actor)
    days = {"issued_on": issued_on, "expires_on": expires_on}
    _require_right(old.enterprise, old.kind, files, days, timezone.localdate(now))
    return _file(old.enterprise, old.kind, files, actor=actor, now=now, replaces=old, **days, **texts)


@transaction.atomic
def remove_document(document: CabinetDocument, *, actor: User) -> CabinetDocument:
    """Take it out of the cabinet; its pages stay for the history.

    DocumentInUse (409) names the applications being written, and the claims being checked, that rest on it.
    """
    _hold(document.enterprise, actor)
    uses = [str(row.call) for row in open_applications(document)] + [str(row) for row in open_claims(document)]
    if uses:
        words = {"title": document.title, "uses": _(", ").join(uses)}
        raise DocumentInUse(_("“%(title)s” is used by: %(uses)s. Choose another one there first.") % words)
    return advance(document, "remove", actor=actor)


def _hold(enterprise: Enterprise, actor: User) -> None:
    """Let only those write who may, one after the other: two clicks at once file one document."""
    require(actor, ACT)
    require_seat(enterprise, actor, *WRITERS)
    Enterprise.objects.select_for_update().filter(pk=enterprise.pk).first()


def _require_right(
    enterprise: Enterprise, kind: DocumentKind, files: Sequence[UploadedFile], days: dict[str, date | None], today: date
) -> None:
    wrong = _wrong_days(kind, today, **days)
    if kind.disabled_on is not None and kind.disabled_on <= today:
        wrong["kind"] = [_("This kind is no longer filed.")]
    if not files:
        wrong["file"] = [_("Choose a file.")]
    elif same := _filed_already(enterprise, files):
        wrong["file"] = [_("The same file is filed already, as “%(title)s”.") % {"title": same.title}]
    if wrong:
        raise Invalid(fields=wrong)


def _wrong_days(
    kind: DocumentKind, today: date, issued_on: date | None, expires_on: date | None
) -> dict[str, list[str]]:
    wrong = {}
    if issued_on is not None and issued_on > today:
        wrong["issued_on"] = [_("This day has not come yet.")]
    if expires_on is None:
        if kind.expires:
            wrong["expires_on"] = [_("Say until which day it is valid.")]
    elif issued_on is not None and expires_on < issued_on:
        wrong["expires_on"] = [_("It cannot end before it was issued.")]
    elif expires_on < today:
        wrong["expires_on"] = [_("It has run out already; file the one in force.")]
    return wrong


def _filed_already(enterprise: Enterprise, files: Sequence[UploadedFile]) -> CabinetDocument | None:
    """The document of the firm, now in the cabinet, that has one of these files as a page."""
    digests = []
    for upload in files:
        upload.seek(0)
        digests.append(hashlib.file_digest(upload, "sha256").hexdigest())
        upload.seek(0)
    pages = Attachment.objects.filter(
        content_type__app_label="enterprises", content_type__model="cabinetdocument", sha256__in=digests,
        removed_at=None,
    )  # fmt: skip
    return enterprise.documents.filter(pk__in=pages.values("object_id")).current().first()


def _file(
    enterprise: Enterprise, kind: DocumentKind, files: Sequence[UploadedFile], *, actor: User, now: datetime,
    replaces: CabinetDocument | None, **words: Any,
) -> CabinetDocument:  # fmt: skip
    if unknown := set(words) - {*TEXTS, "issued_on", "expires_on"}:
        raise Invalid(fields={name: [_("This cannot be changed here.")] for name in sorted(unknown)})
    words["title"] = words.get("title", "").strip() or kind.name
    document = CabinetDocument.objects.create(
        enterprise=enterprise, kind=kind, filed_by=actor, filed_at=now, replaces=replaces, **words
    )
    told = {name: str(value) for name, value in words.items() if value}
    record(document, "file", actor=actor, target=document.status, after={"kind": kind.name, **told})
    attach_all(document, files, purpose=PURPOSE, actor=actor, now=now)
    return document
