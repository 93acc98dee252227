"""What an application says, in words: for the summary before it is sent, and for what is kept of it afterwards."""

from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from kernel.files.models import Attachment

from ..answers import plain_number
from ..models import Application, CabinetDocument, FormField, SupportLetter
from ..workflow import LetterStatus
from .rule_words import with_unit
from .sheets import answers_of, materials_of, path_of, picked, sections_of


def content_of(application: Application) -> dict[str, Any]:
    """JSON-ready: `call`, `firm`, `brand`, `sections` of `fields`, `materials` of `documents`.

    A field is `{path, label, kind, value, words, table}`; a document carries the name, size and SHA-256 of each file,
    so that what was sent can be told years later.
    """
    answers, firm, call = answers_of(application), application.enterprise, application.call
    names = _document_names(application, answers)
    return {
        "call": {"title": call.title, "scheme": call.scheme.name, "year": call.year},
        "firm": {
            "name": firm.name, "uscc": firm.uscc, "division": firm.division.name,
            "industry": str(firm.industry or ""), "size": firm.size,
        },
        "brand": application.brand.name if application.brand else "",
        "sections": [
            {
                "key": section.key, "title": section.title,
                "fields": [_field(field, answers, names) for field in section.fields.all()],
            }
            for section in sections_of(call)
        ],
        "materials": _materials(application),
    }  # fmt: skip


def in_words(field: FormField, value: Any, documents: dict[int, str] | None = None) -> str:
    """An answer as people read it; a table is told by its rows elsewhere."""
    if value in (None, "", []):
        return ""
    if field.kind in (FormField.Kind.NUMBER, FormField.Kind.MONEY):
        number = plain_number(str(value))
        unit = _("10,000 CNY") if field.kind == FormField.Kind.MONEY else field.unit
        if number is None:
            return str(value)
        return with_unit(f"{number:f}" if _is_year(field) else f"{number:,f}", unit)
    if field.kind == FormField.Kind.FILE:
        return _(", ").join((documents or {}).get(pk, f"#{pk}") for pk in value)
    if isinstance(value, list) and field.kind != FormField.Kind.TABLE:
        return _(", ").join(str(item) for item in value)
    return str(value) if field.kind != FormField.Kind.TABLE else ""


def _is_year(field: FormField) -> bool:
    """Whether its bounds leave four digits: such a number is read as one, without a separator."""
    return field.least is not None and field.most is not None and field.least >= 1000 and field.most <= 9999


def full_amount(value: str) -> Decimal | None:
    """Money typed in 10,000 CNY, in CNY."""
    number = plain_number(value)
    return None if number is None else number * 10_000


def _field(field: FormField, answers: dict[str, tuple[Any, int]], names: dict[int, str]) -> dict[str, Any]:
    value = answers.get(path_of(field), (None, 0))[0]
    row = {
        "path": path_of(field), "label": field.label, "kind": field.kind, "value": value,
        "words": in_words(field, value, names),
    }  # fmt: skip
    if field.kind == FormField.Kind.TABLE:
        row["table"] = {
            "columns": [
                f"{column['label']}（{column['unit']}）" if column.get("unit") else column["label"]
                for column in field.columns
            ],
            "rows": [[line.get(column["key"], "") for column in field.columns] for line in value or []],
        }
    return row


def _document_names(application: Application, answers: dict[str, tuple[Any, int]]) -> dict[int, str]:
    """The titles of the documents that answers name, as far as they are the firm's own; one query."""
    keys = {
        pk for value, _version in answers.values() if isinstance(value, list) for pk in value if isinstance(pk, int)
    }
    rows = application.enterprise.documents.filter(pk__in=keys)
    return dict(rows.values_list("pk", "title"))


def _materials(application: Application) -> list[dict[str, Any]]:
    there = picked(application)
    files = _files([row.document_id for rows in there.values() for row in rows])
    letters = list(application.letters.filter(status=LetterStatus.GIVEN))
    found = []
    for key, material in materials_of(application.call).items():
        documents = [
            {
                "id": row.document_id, "title": row.document.title, "number": row.document.number,
                "expires_on": row.document.expires_on.isoformat() if row.document.expires_on else None,
                "files": files.get(row.document_id, []),
            }
            for row in there.get(key, [])
        ]  # fmt: skip
        said = [_letter(row) for row in letters if row.material_id == material.pk]
        found.append(
            {"key": key, "title": material.title, "required": material.required, "documents": documents + said}
        )
    return found


def _letter(row: SupportLetter) -> dict[str, Any]:
    """A letter as a document without a file: the firm does not get to read it."""
    given = row.given_at.isoformat() if row.given_at else None
    return {
        "title": f"{row.organisation} {row.signed_as}",
        "number": "",
        "expires_on": None,
        "files": [],
        "given_at": given,
    }


def _files(documents: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The files of the documents by the document's key; one query."""
    kind = ContentType.objects.get_for_model(CabinetDocument)
    rows = Attachment.objects.filter(content_type=kind, object_id__in=documents, removed_at=None)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.object_id, []).append(
            {"id": row.pk, "name": row.name, "size": row.size, "sha256": row.sha256}
        )
    return found
