"""What the portal knows is filled in: a form's field names its source, and the answer is there before anybody types."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..models import Application, Brand, Contact, Enterprise, FigureItem, FormField
from .rule_words import plain

SIMPLE: dict[str, Callable[[Enterprise], str | None]] = {
    "enterprise.name": lambda firm: firm.name,
    "enterprise.uscc": lambda firm: firm.uscc,
    "enterprise.division": lambda firm: firm.division.name,
    "enterprise.industry": lambda firm: firm.industry.name if firm.industry else None,
    "enterprise.size": lambda firm: firm.get_size_display() or None,
    "enterprise.founded_on": lambda firm: firm.founded_on.isoformat() if firm.founded_on else None,
    "enterprise.legal_representative": lambda firm: firm.legal_representative or None,
    "enterprise.registered_capital": lambda firm: plain(firm.registered_capital) if firm.registered_capital else None,
    "enterprise.address": lambda firm: firm.address or None,
    "enterprise.introduction": lambda firm: firm.introduction or None,
}
BESIDES = {"brand": ("name", "story", "since_year"), "contact": ("name", "phone", "email")}


def prefilled(application: Application, today: date) -> list[tuple[FormField, Any]]:
    """The fields that the portal can answer, each with its answer; the queries do not grow with the form."""
    fields = FormField.objects.filter(section__form=application.call.form_id).exclude(prefill="")
    known = _known(application, today) if fields else {}
    return [(field, known[field.prefill]) for field in fields if known.get(field.prefill) is not None]


def sources() -> dict[str, dict[str, str]]:
    """What a field may be filled in from, in words and by where it is kept; one query for the figures."""
    kept = {"enterprise": Enterprise, "brand": Brand, "contact": Contact}
    groups = {str(capfirst(model._meta.verbose_name)): _names(kind, model) for kind, model in kept.items()}
    figures = {
        f"figure.{item.code}.-{back}": _("%(figure)s, %(when)s") % {"figure": item.name, "when": words}
        for item in FigureItem.objects.all()
        for back, words in _years_back().items()
    }
    return {**groups, str(capfirst(FigureItem._meta.verbose_name_plural)): figures}


def _names(kind: str, model: type[Model]) -> dict[str, str]:
    paths = [*SIMPLE, *(f"{kept}.{name}" for kept, names in BESIDES.items() for name in names)]
    mine = [path for path in paths if path.startswith(f"{kind}.")]
    return {path: str(capfirst(model._meta.get_field(path.split(".")[1]).verbose_name)) for path in mine}  # type: ignore[union-attr]


def _years_back() -> dict[int, str]:
    return {1: pgettext("figure", "last year"), 2: _("the year before last"), 3: _("three years ago")}


def _known(application: Application, today: date) -> dict[str, Any]:
    firm = Enterprise.objects.select_related("division", "industry").get(pk=application.enterprise_id)
    known: dict[str, Any] = {name: read(firm) for name, read in SIMPLE.items()}
    if application.brand is not None:
        brand = application.brand
        since = str(brand.since_year) if brand.since_year else None
        known |= {"brand.name": brand.name, "brand.story": brand.story or None, "brand.since_year": since}
    contact = firm.contacts.first()
    if contact is not None:
        known |= {f"contact.{name}": getattr(contact, name) or None for name in BESIDES["contact"]}
    for code, year, value in firm.figures.values_list("item__code", "year", "value"):
        known[f"figure.{code}.{year - today.year}"] = plain(value).replace(",", "")
    return known
