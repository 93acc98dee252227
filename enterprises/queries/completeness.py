"""All that an application still lacks, at once: each with its place and one sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..answers import wrong_with
from ..models import Application, ApplicationDocument, FormField, Material
from ..workflow import LetterStatus
from .sheets import answers_of, fields_of, materials_of, picked

BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at `path` (a field's path, `material.<key>`, or `brand`), in the section with this key."""

    section: str
    path: str
    label: str
    sentence: str


def problems_of(application: Application) -> list[Problem]:
    """Everything that keeps the application from being sent, in the order of the form."""
    answers = answers_of(application)
    documents = set(application.enterprise.documents.current().values_list("pk", flat=True))
    found: list[Problem] = []
    if application.call.scheme.needs_brand and application.brand_id is None:
        found.append(Problem("", BRAND, _("brand"), _("Say for which brand you apply.")))
    for path, field in fields_of(application.call).items():
        sentence = wrong_with(field, answers.get(path, (None, 0))[0]) or _strange(field, answers.get(path), documents)
        if sentence:
            found.append(Problem(field.section.key, path, field.label, sentence))
    return found + _of_materials(application)


def _strange(field: FormField, answer: tuple[Any, int] | None, documents: set[int]) -> str:
    """A file that is no longer in the firm's cabinet."""
    if field.kind != FormField.Kind.FILE or answer is None:
        return ""
    gone = [pk for pk in answer[0] or [] if pk not in documents]
    return _("A document chosen here is no longer in your cabinet; choose it anew.") if gone else ""


def _of_materials(application: Application) -> list[Problem]:
    there, found = picked(application), []
    letters = list(application.letters.filter(status=LetterStatus.GIVEN).values_list("material", flat=True))
    closing = timezone.localdate(application.call.closes_at)
    for key, material in materials_of(application.call).items():
        rows = there.get(key, [])
        n = letters.count(material.pk) if material.source == Material.Source.LETTER else len(rows)
        sentence = _lacking(material, n) or _run_out(material, rows, closing)
        if sentence:
            found.append(Problem("materials", f"material.{key}", material.title, sentence))
    return found


def _lacking(material: Material, n: int) -> str:
    if n > material.most:
        return _("At most %(most)d of them.") % {"most": material.most}
    if n >= material.least or (n == 0 and not material.required):
        return ""
    if material.source == Material.Source.LETTER:
        return ngettext(
            "%(n)d letter of support is still to come.",
            "%(n)d letters of support are still to come.",
            material.least - n,
        ) % {"n": material.least - n}
    if n == 0:
        return _("This document is missing.")
    return _("At least %(least)d of them; there are %(n)d.") % {"least": material.least, "n": n}


def _run_out(material: Material, rows: list[ApplicationDocument], closing: date) -> str:
    if not material.valid_on_closing:
        return ""
    for row in rows:
        if not row.document.valid_on(closing):
            return _("“%(title)s” is not valid on the closing day; choose another.") % {"title": row.document.title}
    return ""
