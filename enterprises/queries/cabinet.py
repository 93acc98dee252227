"""The cabinet read: what is filed, how long it is valid, what may be picked, who may write."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.lights import Colour
from kernel.accounts.models import User
from kernel.files.models import Attachment

from ..models import Application, BrandStanding, CabinetDocument, DocumentKind, Enterprise, Membership
from ..models.applications import UNSENT, WRITABLE
from ..workflow import ACT, DocumentStatus, EnterpriseStatus, StandingStatus

PURPOSE = "cabinet"
WRITERS = (Membership.Role.OWNER, Membership.Role.FILLER)


@dataclass(frozen=True, slots=True)
class Validity:
    """A light with its words; `days` are calendar days left, negative when it has run out, None without a last day."""

    light: str
    word: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as the cabinet shows it."""

    document: CabinetDocument
    validity: Validity
    files: list[Attachment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of document and what is filed of it."""

    kind: DocumentKind
    rows: list[Filed]


def may_write(enterprise: Enterprise, user: User) -> bool:
    """Whether the person is an owner or filler of this registered firm."""
    if enterprise.status != EnterpriseStatus.ACTIVE or not user.has_perm(ACT):
        return False
    return Membership.objects.active().filter(enterprise=enterprise, user=user, role__in=WRITERS).exists()


def may_attach(document: CabinetDocument, user: User) -> bool:
    """Whether pages may be added or taken back: by who writes, and until an application was sent with it."""
    if document.status != DocumentStatus.CURRENT or not may_write(document.enterprise, user):
        return False
    return not was_sent(document)


def was_sent(document: CabinetDocument) -> bool:
    """Whether an application left the firm with this document."""
    return document.sent_with.exclude(application__status__in=UNSENT).exists()


def open_applications(document: CabinetDocument) -> list[Application]:
    """The applications still written at that use it."""
    rows = Application.objects.filter(status__in=WRITABLE, documents__document=document)
    return list(rows.select_related("call").distinct())


def open_claims(document: CabinetDocument) -> list[BrandStanding]:
    """The claims still waiting for confirmation that rest on it."""
    rows = BrandStanding.objects.filter(status=StandingStatus.CLAIMED, evidence=document)
    return list(rows.select_related("brand", "rung"))


def validity_of(document: CabinetDocument, today: date) -> Validity:
    """The light of a document; `kind` must be loaded. A last day counts: what ends today is valid today."""
    if document.status != DocumentStatus.CURRENT:
        return Validity(Colour.GREY, document.get_status_display())
    if document.expires_on is None:
        return Validity(Colour.GREEN, _("Valid without a last day"))
    days = (document.expires_on - today).days
    if days < 0:
        return Validity(
            Colour.RED, ngettext("Ran out %(n)d day ago", "Ran out %(n)d days ago", -days) % {"n": -days}, days
        )
    if days == 0:
        return Validity(Colour.YELLOW, _("Runs out today"), days)
    if days <= document.kind.remind_days:
        return Validity(
            Colour.YELLOW, ngettext("Runs out in %(n)d day", "Runs out in %(n)d days", days) % {"n": days}, days
        )
    return Validity(Colour.GREEN, _("Valid"), days)


def choices_for(enterprise: Enterprise, kind: DocumentKind | None, on: date) -> list[CabinetDocument]:
    """The documents that may be put to a material on that day, the latest first; of every kind without `kind`."""
    rows = CabinetDocument.objects.filter(enterprise=enterprise).valid(on).select_related("kind")
    return list((rows.filter(kind=kind) if kind else rows).order_by("kind__order", "-filed_at", "pk"))


def shelves_of(enterprise: Enterprise, today: date) -> list[Shelf]:
    """What is filed now by kind, in the order of the kinds; three queries."""
    rows = list(CabinetDocument.objects.filter(enterprise=enterprise).current().select_related("kind", "enterprise"))
    shelves: dict[DocumentKind, list[Filed]] = defaultdict(list)
    for filed in filed_of(rows, today):
        shelves[filed.document.kind].append(filed)
    return [Shelf(kind, rows) for kind, rows in shelves.items()]


def filed_of(documents: Iterable[CabinetDocument], today: date) -> list[Filed]:
    """The documents with their lights and pages, by one query for all pages."""
    rows = list(documents)
    pages: dict[int, list[Attachment]] = defaultdict(list)
    if rows:
        found = Attachment.objects.filter(
            content_type__app_label="enterprises", content_type__model="cabinetdocument",
            object_id__in=[row.pk for row in rows], removed_at=None,
        )  # fmt: skip
        for page in found:
            pages[page.object_id].append(page)
    return [Filed(row, validity_of(row, today), pages[row.pk]) for row in rows]


def open_kinds(today: date) -> list[DocumentKind]:
    """The kinds that may be filed on that day."""
    return list(DocumentKind.objects.filter(Q(disabled_on=None) | Q(disabled_on__gt=today)))


def earlier_versions(document: CabinetDocument) -> list[CabinetDocument]:
    """What this document replaced, one after the other, the latest first; one query."""
    rows = CabinetDocument.objects.filter(
        enterprise=document.enterprise_id, kind=document.kind_id, status=DocumentStatus.SUPERSEDED
    )
    by_pk, chain, at = {row.pk: row for row in rows}, list[CabinetDocument](), document.replaces_id
    while at in by_pk:
        chain.append(by_pk.pop(at))
        at = chain[-1].replaces_id
    return chain
