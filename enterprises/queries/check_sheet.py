"""The sheet of the formal check: each question and each document as it was sent, what was found, what is new in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.files.models import Attachment

from ..models import Application, CabinetDocument, CheckItem, FormField, Submission
from .sheets import path_of

Finding = CheckItem.Finding
WHOLE = ""  # the path of a remark about the application as a whole
MATERIAL = "material."


@dataclass(frozen=True, slots=True)
class Place:
    """One thing to look at: a question's answer or a material's documents, as the last round sent it.

    `before` is what stood there in the round before, where it differs; `earlier` what that round's check found.
    """

    path: str
    label: str
    words: str = ""
    table: dict[str, Any] | None = None
    documents: list[dict[str, Any]] = field(default_factory=list)
    long: bool = False
    found: CheckItem | None = None
    earlier: CheckItem | None = None
    before: str | None = None

    @property
    def slug(self) -> str:
        """The place's name in the page's addresses."""
        return self.path.replace(".", "-") or "whole"

    @property
    def tone(self) -> str:
        return "ok" if self.settled else "due"

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """What can be found of it: value, word and tone."""
        tones = {Finding.IN_ORDER: "ok", Finding.MISSING: "due", Finding.WRONG: "due"}
        return [(finding.value, str(finding.label), tone) for finding, tone in tones.items()]

    @property
    def finding(self) -> str:
        return self.found.finding if self.found else ""

    @property
    def remark(self) -> str:
        return self.found.remark if self.found else ""

    @property
    def objected(self) -> bool:
        return self.found is not None and self.found.finding != Finding.IN_ORDER

    @property
    def settled(self) -> bool:
        """In order now; or found in order by the round before and not changed since."""
        if self.found is not None:
            return self.found.finding == Finding.IN_ORDER
        return self.earlier is not None and self.earlier.finding == Finding.IN_ORDER and self.before is None

    @property
    def waits(self) -> bool:
        """Nobody has looked at it yet."""
        return not self.settled and not self.objected


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the form, or the documents."""

    title: str
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Sheet:
    groups: list[Group]
    whole: Place
    round: int

    @property
    def places(self) -> list[Place]:
        return [place for group in self.groups for place in group.places]

    @property
    def objected(self) -> list[Place]:
        return [place for place in (*self.places, self.whole) if place.objected]

    @property
    def waiting(self) -> list[Place]:
        return [place for place in self.places if place.waits]

    @property
    def changed(self) -> list[Place]:
        return [place for place in self.places if place.before is not None]

    @property
    def all_in_order(self) -> bool:
        return not self.objected and not self.waiting

    def place(self, path: str) -> Place | None:
        return next((place for place in (*self.places, self.whole) if place.path == path), None)


def submissions_with_findings() -> QuerySet[Submission]:
    """Rounds in their order with what was found of each; two queries for any number of applications."""
    items = CheckItem.objects.select_related("field__section", "material", "checked_by")
    return Submission.objects.order_by("application", "round").prefetch_related(Prefetch("check_items", items))


def sheet_of(application: Application) -> Sheet | None:
    """The sheet of one application; None before anything was sent. Two queries."""
    rounds = list(submissions_with_findings().filter(application=application).select_related("submitted_by"))
    return sheet_from(rounds)


def sheets_of(applications: Iterable[Application]) -> dict[int, Sheet]:
    """The sheets of several applications by their key, of those that were sent; two queries."""
    rounds: dict[int, list[Submission]] = {}
    for row in submissions_with_findings().filter(application__in=[row.pk for row in applications]):
        rounds.setdefault(row.application_id, []).append(row)
    return {key: sheet for key, rows in rounds.items() if (sheet := sheet_from(rows)) is not None}


def sheet_from(rounds: Sequence[Submission]) -> Sheet | None:
    """The sheet of rounds that were read with their findings; no query."""
    if not rounds:
        return None
    last, before = rounds[-1], rounds[-2] if len(rounds) > 1 else None
    maker = _Maker(last, before)
    groups = [Group(section["title"], [maker.answer(row) for row in section["fields"]]) for section in _sections(last)]
    materials = [maker.material(row) for row in last.content.get("materials", [])]
    if materials:
        groups.append(Group(_("Documents"), materials))
    return Sheet([group for group in groups if group.places], maker.whole(), last.round)


def listed(items: Iterable[CheckItem]) -> str:
    """Everything that is not in order in one sentence, as the notice has it."""
    said = []
    for item in items:
        place = item.field or item.material
        said.append(" ".join(part for part in (str(place or ""), item.get_finding_display(), item.remark) if part))
    return _("; ").join(said)


def files_of(sheet: Sheet, user: User) -> dict[int, Attachment]:
    """The files that are named on the sheet and still there, by their key; one query."""
    named = [file["id"] for place in sheet.places for document in place.documents for file in document["files"]]
    return Attachment.objects.visible_to(user).in_bulk(named)


def files_of_documents(documents: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The files of cabinet documents by the document's key; one query."""
    kind = ContentType.objects.get_for_model(CabinetDocument)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in Attachment.objects.filter(content_type=kind, object_id__in=list(documents), removed_at=None):
        found.setdefault(row.object_id, []).append({"id": row.pk, "name": row.name, "size": row.size})
    return found


def document_keys(content: dict[str, Any]) -> list[int]:
    """The cabinet documents that answers name; those of materials stand in the content with their files."""
    return [
        key
        for section in content.get("sections", [])
        for row in section["fields"]
        if row["kind"] == FormField.Kind.FILE and isinstance(row["value"], list)
        for key in row["value"]
        if isinstance(key, int)
    ]


class _Maker:
    """Puts the two last rounds and their findings beside each other."""

    def __init__(self, last: Submission, before: Submission | None) -> None:
        self._found, self._earlier = _by_path(last), _by_path(before)
        self._before = _said(before.content) if before else None
        self._files = files_of_documents(document_keys(last.content)) if document_keys(last.content) else {}

    def answer(self, row: dict[str, Any]) -> Place:
        named = row["value"] if row["kind"] == FormField.Kind.FILE and isinstance(row["value"], list) else []
        documents = [{"title": "", "files": self._files.get(key, [])} for key in named]
        long = row["kind"] == FormField.Kind.LONG_TEXT or "table" in row
        return self._place(
            row["path"], row["label"], _words(row), words=row["words"], table=row.get("table"), long=long,
            documents=[document for document in documents if document["files"]],
        )  # fmt: skip

    def material(self, row: dict[str, Any]) -> Place:
        return self._place(MATERIAL + row["key"], row["title"], _titles(row), documents=row["documents"])

    def whole(self) -> Place:
        return Place(WHOLE, _("The application as a whole"), found=self._found.get(WHOLE))

    def _place(self, path: str, label: str, now: str, **more: Any) -> Place:
        before = None if self._before is None or self._before.get(path, "") == now else self._before.get(path, "")
        return Place(
            path, label, found=self._found.get(path), earlier=self._earlier.get(path), before=before, **more
        )  # fmt: skip


def _by_path(submission: Submission | None) -> dict[str, CheckItem]:
    if submission is None:
        return {}
    return {item_path(item): item for item in submission.check_items.all()}


def item_path(item: CheckItem) -> str:
    """How pages and programs name what a finding is about."""
    if item.field is not None:
        return path_of(item.field)
    return MATERIAL + item.material.key if item.material is not None else WHOLE


def _sections(submission: Submission) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = submission.content.get("sections", [])
    return sections


def _said(content: dict[str, Any]) -> dict[str, str]:
    """What a round says at each path, as one text to compare."""
    said = {row["path"]: _words(row) for section in content.get("sections", []) for row in section["fields"]}
    return said | {MATERIAL + row["key"]: _titles(row) for row in content.get("materials", [])}


def _words(row: dict[str, Any]) -> str:
    if "table" in row:
        return "\n".join("\t".join(str(cell) for cell in line) for line in row["table"]["rows"])
    return str(row["words"])


def _titles(row: dict[str, Any]) -> str:
    return "\n".join(
        " · ".join([document["title"], *(file["name"] for file in document["files"])]) for document in row["documents"]
    )
