"""What is known of a firm that a condition may ask for: its name, its kind, its unit, and what narrows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Division, Enterprise, Industry
from ..rules import Kind

Choices = Callable[[], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `params` are the names of whole numbers that narrow it, `choices` the codes with their words."""

    code: str
    label: str | Promise
    kind: Kind
    unit: str | Promise = ""
    params: tuple[str, ...] = ()
    choices: Choices | None = None


def _divisions() -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in Division.objects.all()]


def _industries() -> list[tuple[str, str]]:
    return [(row.code, str(row)) for row in Industry.objects.filter(code__regex=r"^[A-T](\d\d)?$")]


def _sizes() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Enterprise.Size.choices]


FACTS: dict[str, Fact] = {
    fact.code: fact
    for fact in (
        Fact("years_since_founding", _("years since founding"), Kind.NUMBER, _("years")),
        Fact("division", _("division"), Kind.CODE, choices=_divisions),
        Fact("industry", _("industry"), Kind.CODE, choices=_industries),
        Fact("size", _("size of the firm"), Kind.CODE, choices=_sizes),
        Fact("revenue", _("operating revenue of last year"), Kind.NUMBER, _("10,000 CNY")),
        Fact("has_registered_trademark", _("has a registered trademark"), Kind.FLAG),
        Fact("no_serious_breach", _("no serious breach on record"), Kind.FLAG, params=("years",)),
        Fact("not_holder", _("not a holder of this title"), Kind.FLAG, params=("years",)),
    )
}
