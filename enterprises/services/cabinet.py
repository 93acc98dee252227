"""The cabinet written: documents filed once, replaced and removed. Owners and fillers of the firm may."""

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
from kernel.files.checks import Checked
from kernel.files.models import Attachment
from kernel.files.services import attach_checked, check_uploads

from ..models import CabinetDocument, DocumentKind, Enterprise
from ..queries.cabinet import PURPOSE, open_applications, open_claims
from ..workflow import ACT
from .seats import WRITERS, require_seat

WRITTEN = frozenset({"title", "number", "issued_by", "issued_on", "expires_on"})


class DocumentInUse(DomainError):
    """Something that is not finished yet rests on the document."""

    code = "document_in_use"


def file_document(
    enterprise: Enterprise, *, actor: User, kind: DocumentKind, files: Sequence[UploadedFile], now: datetime,
    **words: Any,
) -> CabinetDocument:  # fmt: skip
    """Put a document with its pages into the firm's cabinet; `words` are title (the kind's name if empty), number,
    issued_by, issued_on and expires_on.

    Invalid (400) lists all that is wrong: a missing or past last day, no page, a page that is filed already. Files are
    read before the transaction begins.
    """
    _require_writer(enterprise, actor)
    pages = _right(kind, files, words, timezone.localdate(now))
    with transaction.atomic():
        _hold(enterprise)
        return _file(enterprise, kind, pages, actor=actor, now=now, replaces=None, **words)


def replace_document(
    document: CabinetDocument, *, actor: User, files: Sequence[UploadedFile], now: datetime, **words: Any
) -> CabinetDocument:
    """File a newer one in its place and return it; the old one stays for the history and for what was sent with it."""
    _require_writer(document.enterprise, actor)
    document.workflow.step("replace", document.status)
    pages = _right(document.kind, files, words, timezone.localdate(now))
    with transaction.atomic():
        _hold(document.enterprise)
        old = advance(document, "replace", actor=actor)
        return _file(old.enterprise, old.kind, pages, actor=actor, now=now, replaces=old, **words)


@transaction.atomic
def remove_document(document: CabinetDocument, *, actor: User) -> CabinetDocument:
    """Take it out of the cabinet; its pages stay for the history.

    DocumentInUse (409) names the applications being written, and the claims being checked, that rest on it.
    """
    _require_writer(document.enterprise, actor)
    _hold(document.enterprise)
    uses = [str(row.call) for row in open_applications(document)] + [str(row) for row in open_claims(document)]
    if uses:
        words = {"title": document.title, "uses": _(", ").join(uses)}
        raise DocumentInUse(_("“%(title)s” is used by: %(uses)s. Choose another one there first.") % words)
    return advance(document, "remove", actor=actor)


def _require_writer(enterprise: Enterprise, actor: User) -> None:
    require(actor, ACT)
    require_seat(enterprise, actor, *WRITERS)


def _hold(enterprise: Enterprise) -> None:
    """One after the other: two clicks at once file one document."""
    Enterprise.objects.select_for_update().order_by().filter(pk=enterprise.pk).first()


def _right(kind: DocumentKind, files: Sequence[UploadedFile], words: dict[str, Any], today: date) -> list[Checked]:
    """The pages as they will be kept; Invalid (400) for everything that is wrong, at once."""
    wrong = {name: [_("This cannot be changed here.")] for name in sorted(set(words) - WRITTEN)}
    wrong |= _wrong_days(kind, today, words.get("issued_on"), words.get("expires_on"))
    if kind.disabled_on is not None and kind.disabled_on <= today:
        wrong["kind"] = [_("This kind is no longer filed.")]
    pages = list[Checked]()
    try:
        pages = check_uploads(files, purpose=PURPOSE)
    except Invalid as refusal:
        wrong |= refusal.fields
    if not files:
        wrong["file"] = [_("Choose a file.")]
    if wrong:
        raise Invalid(fields=wrong)
    return pages


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


def _require_new(enterprise: Enterprise, pages: Sequence[Checked]) -> None:
    """Invalid (400) when one of the pages belongs to a document that is in the firm's cabinet."""
    known = Attachment.objects.filter(
        content_type__app_label="enterprises", content_type__model="cabinetdocument",
        sha256__in=[page.digest for page in pages], removed_at=None,
    )  # fmt: skip
    same = enterprise.documents.current().filter(pk__in=known.values("object_id")).first()
    if same is not None:
        raise Invalid(fields={"file": [_("The same file is filed already, as “%(title)s”.") % {"title": same.title}]})


def _file(
    enterprise: Enterprise, kind: DocumentKind, pages: Sequence[Checked], *, actor: User, now: datetime,
    replaces: CabinetDocument | None, **words: Any,
) -> CabinetDocument:  # fmt: skip
    _require_new(enterprise, pages)
    words["title"] = str(words.get("title", "")).strip() or kind.name
    document = CabinetDocument.objects.create(
        enterprise=enterprise, kind=kind, filed_by=actor, filed_at=now, replaces=replaces, **words
    )
    told = {name: str(value) for name, value in words.items() if value}
    record(document, "file", actor=actor, target=document.status, after={"kind": kind.name, **told})
    attach_checked(document, pages, purpose=PURPOSE, actor=actor, now=now)
    return document
