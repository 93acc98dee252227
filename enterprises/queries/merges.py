"""What hangs on a firm's entry, and what would meet a rule when it moves to another entry of the same firm.

The relations are walked, not listed: what a later app hangs on a firm is moved and shown by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kernel.activity.queries import label_of

from ..models import Contact, Enterprise, Membership, Merge
from .registration import COMMON, shown

SHOWN_FIRST = 5
# The record of merges stays as it was written.
STAYING: frozenset[type[models.Model]] = frozenset({Merge})


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows of one kind that hang on the entry that goes: which move, which meet a rule and how that is settled."""

    model: type[models.Model]
    link: str
    label: str
    moving: list[Any]
    meeting: list[Any] = field(default_factory=list)
    settled: str = ""
    first: list[str] = field(default_factory=list)
    first_meeting: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.moving) + len(self.meeting)


def relations_of(dropped: Enterprise, kept: Enterprise) -> list[Relation]:
    """Every relation that has rows, the fullest first."""
    found = [_relation(model, name, dropped, kept) for model, name in links()]
    return sorted((row for row in found if row.count), key=lambda row: -row.count)


def links() -> Iterator[tuple[type[models.Model], str]]:
    """(model, name of its foreign key) of everything that may hang on a firm's entry."""
    for relation in Enterprise._meta.related_objects:
        if relation.related_model not in STAYING:
            yield relation.related_model, relation.field.name


def gaps(kept: Enterprise, dropped: Enterprise) -> dict[str, Any]:
    """What the entry that goes knows and the one that stays does not."""
    names = ("industry", "size", "founded_on", "legal_representative", "registered_capital", "address", "introduction")
    return {
        name: getattr(dropped, name)
        for name in names
        if getattr(kept, name) in (None, "") and getattr(dropped, name) not in (None, "")
    }


def likely_twins(firm: Enterprise) -> models.QuerySet[Enterprise]:
    """Other entries that may be the same firm: the same name, now or before, or the same person at the same address."""
    names = [firm.name, *firm.former_names.values_list("name", flat=True)]
    same = Q(name__in=names) | Q(former_names__name__in=names)
    if firm.legal_representative and firm.address:
        same |= Q(legal_representative=firm.legal_representative, address=firm.address)
    found = Enterprise.objects.live().filter(same).exclude(pk=firm.pk)
    return found.select_related("division").distinct()


def pair_fields(kept: Enterprise, dropped: Enterprise) -> list[dict[str, str]]:
    """Both entries field by field, as the part `compare` shows them."""
    names = ("name", "uscc", *COMMON[1:], "registered_capital", "status")
    return [
        {"label": label_of(Enterprise, name), "old": shown(dropped, name), "new": shown(kept, name)} for name in names
    ]


def moved_in_words(merge: Merge) -> list[dict[str, Any]]:
    """What a merge has moved, kind by kind: label, how many moved, how many stayed."""
    return [
        {
            "label": str(capfirst(apps.get_model(entry["model"])._meta.verbose_name_plural)),
            "moved": len(entry["moved"]),
            "stayed": len(entry["stayed"]),
        }
        for entry in merge.moved
    ]


def _relation(model: type[models.Model], name: str, dropped: Enterprise, kept: Enterprise) -> Relation:
    rows = model._base_manager.filter(**{name: dropped}).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    meeting = sorted(_meeting(model, name, dropped, kept)) if keys else []
    moving = [key for key in keys if key not in set(meeting)]
    return Relation(
        model, name, str(capfirst(model._meta.verbose_name_plural)), moving, meeting,
        _settled(model) if meeting else "", _named(model, moving), _named(model, meeting),
    )  # fmt: skip


def _meeting(model: type[models.Model], name: str, dropped: Enterprise, kept: Enterprise) -> set[Any]:
    """The keys of rows that a rule of the database would not let stand beside a row of the entry that stays."""
    found: set[Any] = set()
    for others, condition in _rules(model, name):
        rows = model._base_manager.filter(condition)
        taken = {row for row in rows.filter(**{name: kept}).values_list(*others) if None not in row} if others else None
        if others:
            mine = rows.filter(**{name: dropped}).values_list("pk", *others)
            found |= {key for key, *row in mine if tuple(row) in (taken or set())}
        elif rows.filter(**{name: kept}).exists():
            found |= set(rows.filter(**{name: dropped}).values_list("pk", flat=True))
    return found


def _rules(model: type[models.Model], name: str) -> Iterator[tuple[list[str], Q]]:
    """The other fields and the condition of each rule of uniqueness that the foreign key is part of."""
    if model._meta.get_field(name).unique:  # type: ignore[union-attr]
        yield [], Q()
    for fields in model._meta.unique_together:
        if name in fields:
            yield [other for other in fields if other != name], Q()
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and name in rule.fields:
            yield [other for other in rule.fields if other != name], rule.condition or Q()


def _settled(model: type[models.Model]) -> str:
    """How rows that meet a rule are settled, in words; `services.merges` does it."""
    if model is Contact:
        return _("moves, but is not the main contact any more")
    if model is Membership:
        return _("one seat for each person, with the stronger of both roles")
    return _("stays with the entry that goes, where the office can read it")


def _named(model: type[models.Model], keys: list[Any]) -> list[str]:
    rows = model._base_manager.in_bulk(keys[:SHOWN_FIRST])
    return [str(rows[key]) for key in keys[:SHOWN_FIRST] if key in rows]
