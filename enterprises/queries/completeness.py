"""All that an application still lacks, at once: each with its place and one sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Application, ApplicationDocument, FormField, Material
from ..workflow import LetterStatus
from .sheets import answers_of, fields_of, materials_of, picked

Check = Callable[[FormField, Any], str]
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


def wrong_with(field: FormField, value: Any) -> str:
    """What is wrong with an answer, in one sentence; empty when it may be sent."""
    if value in (None, "", []):
        return _("This is to be answered.") if field.required else ""
    return _CHECKS[FormField.Kind(field.kind)](field, value)


def number_of(value: str) -> Decimal | None:
    """A number as people type it, full-width digits and thousands commas included; None when it is none."""
    plain = value.translate(_HALF_WIDTH).replace(",", "").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _of_text(field: FormField, value: str) -> str:
    most = field.most_characters
    if most and len(value) > most:
        return _("At most %(most)d characters; there are %(n)d.") % {"most": most, "n": len(value)}
    return ""


def _of_number(field: FormField, value: str) -> str:
    number = number_of(value)
    if number is None:
        return _("“%(value)s” is not a number.") % {"value": value}
    if field.least is not None and number < field.least:
        return _("It must be at least %(least)s.") % {"least": f"{field.least:f}".rstrip("0").rstrip(".") or "0"}
    if field.most is not None and number > field.most:
        return _("It must be at most %(most)s.") % {"most": f"{field.most:f}".rstrip("0").rstrip(".") or "0"}
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        return _("At most four decimal places.")
    return ""


def _of_date(_field: FormField, value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        return _("“%(value)s” is not a date.") % {"value": value}
    return ""


def _of_choice(field: FormField, value: str) -> str:
    return "" if value in field.options else _("Choose one of the answers given.")


def _of_choices(field: FormField, value: list[str]) -> str:
    return "" if set(value) <= set(field.options) else _("Choose among the answers given.")


def _of_table(field: FormField, rows: list[dict[str, str]]) -> str:
    if len(rows) > field.most_rows:
        return _("At most %(most)d rows.") % {"most": field.most_rows}
    for n, row in enumerate(rows, start=1):
        for column in field.columns:
            words = {"n": n, "column": column["label"]}
            cell = row.get(column["key"], "").strip()
            if not cell:
                return _("Row %(n)d lacks “%(column)s”.") % words
            if column.get("kind") == "number" and number_of(cell) is None:
                return _("In row %(n)d “%(column)s” is not a number.") % words
    return ""


def _of_list(field: FormField, value: list[Any]) -> str:
    return _("At most %(most)d of them.") % {"most": field.most_rows} if len(value) > field.most_rows else ""


_CHECKS: dict[FormField.Kind, Check] = {
    FormField.Kind.TEXT: _of_text,
    FormField.Kind.LONG_TEXT: _of_text,
    FormField.Kind.NUMBER: _of_number,
    FormField.Kind.MONEY: _of_number,
    FormField.Kind.DATE: _of_date,
    FormField.Kind.CHOICE: _of_choice,
    FormField.Kind.CHOICES: _of_choices,
    FormField.Kind.TABLE: _of_table,
    FormField.Kind.FILE: _of_list,
    FormField.Kind.TRADEMARKS: _of_list,
}
_HALF_WIDTH = {0xFF10 + n: str(n) for n in range(10)} | {ord("，"): ",", ord("．"): ".", ord("－"): "-", ord("　"): " "}


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
