"""What was sent, as a document to be printed and kept: built from the submission's own content, never from rows."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.documents.content import Document, Enclosed, Pair, Section, Table

from ..models import Submission

NOTHING = "—"


def document_of(submission: Submission) -> Document:
    """The application as it was sent in this round, in the language that is on."""
    content, application = submission.content, submission.application
    sections = [part for section in content["sections"] for part in _section(section)]
    return Document(
        title=_("Application as it was sent"),
        subtitle=content["call"]["title"],
        number=application.number or "",
        issued_by=application.call.scheme.department.name,
        meta=_meta(submission),
        sections=[*sections, *_materials(content["materials"])],
        footer=_("Receipt %(number)s · kept by the portal as it was sent") % {"number": application.number},
    )


def _meta(submission: Submission) -> list[Pair]:
    firm, at = submission.content["firm"], timezone.localtime(submission.submitted_at)
    rows = [
        (_("Enterprise"), firm["name"]),
        (_("Unified social credit code"), firm["uscc"]),
        (_("Division"), firm["division"]),
        (_("Industry"), firm["industry"] or NOTHING),
        (_("Sent at"), f"{at:%Y-%m-%d %H:%M:%S}"),
        (_("Sent by"), submission.submitted_by.full_name),
        (_("Round"), _("first sending") if submission.round == 1 else _("supplement %(n)d") % _nth(submission)),
    ]
    if submission.content["brand"]:
        rows.insert(1, (_("Brand"), submission.content["brand"]))
    return rows


def _nth(submission: Submission) -> dict[str, int]:
    return {"n": submission.round - 1}


def _section(section: dict[str, Any]) -> list[Section]:
    """The section's answers, and a section of its own for each table in it."""
    rows = [(field["label"], field["words"] or NOTHING) for field in section["fields"] if "table" not in field]
    tables = [field for field in section["fields"] if "table" in field]
    parts = [Section(section["title"], rows=rows)] if rows else []
    return parts + [_table(section["title"], field) for field in tables]


def _table(title: str, field: dict[str, Any]) -> Section:
    heading, rows = f"{title} · {field['label']}", field["table"]["rows"]
    if not rows:
        return Section(heading, paragraphs=[NOTHING])
    return Section(heading, tables=[Table(field["table"]["columns"], rows)])


def _materials(materials: list[dict[str, Any]]) -> list[Section]:
    if not materials:
        return []
    rows = [(row["title"], "; ".join(_named(one) for one in row["documents"]) or NOTHING) for row in materials]
    files = [
        Enclosed(file["name"], file["size"], file["sha256"])
        for row in materials
        for one in row["documents"]
        for file in one["files"]
    ]
    return [Section(_("Materials"), rows=rows, files=files)]


def _named(document: dict[str, Any]) -> str:
    return " ".join(part for part in (document["title"], document["number"]) if part)
