"""Rubrics: a new version is drafted from another and edited until a call freezes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import keep, record, require
from kernel.common.errors import DomainError, Invalid

from ..models import Criterion, Rubric
from ..workflow import VersionStatus
from ..workflow.calls import MANAGE


class RubricFrozen(DomainError):
    """A call is scored by this version, so it no longer changes."""

    code = "rubric_frozen"


@transaction.atomic
def copy_rubric(source: Rubric, *, actor: User | None, name: str = "") -> Rubric:
    """A draft of the next version with the same tree."""
    require(actor, MANAGE)
    last = Rubric.objects.filter(code=source.code).aggregate(last=Max("number"))["last"]
    rubric = Rubric.objects.create(code=source.code, number=last + 1, name=name or source.name, basis=source.basis)
    rows: dict[int, Criterion] = {}
    for row in source.criteria.order_by("order", "pk"):
        rows[row.pk] = Criterion.objects.create(
            rubric=rubric, parent=rows.get(row.parent_id or 0), number=row.number, title=row.title, hint=row.hint,
            most=row.most, order=row.order,
        )  # fmt: skip
    record(rubric, "copy", actor=actor, note=str(source))
    return rubric


@transaction.atomic
def set_criterion(
    rubric: Rubric, about: dict[str, Any], *, actor: User | None, criterion: Criterion | None = None
) -> Rubric:
    """Add an item, or change the one given: `number`, `title`, `hint`, `most`, `parent`; branches sum up anew."""
    row = _open(rubric, actor)
    _refuse_taken(row, about["number"], criterion)
    kept = criterion or Criterion(rubric=row, order=(row.criteria.aggregate(last=Max("order"))["last"] or 0) + 10)
    for name, value in about.items():
        setattr(kept, name, value)
    kept.save()
    _sum_up(row)
    record(row, "set_criterion", actor=actor, after={"criteria": f"{kept} {kept.most}"})
    return row


@transaction.atomic
def remove_criterion(rubric: Rubric, criterion: Criterion, *, actor: User | None) -> Rubric:
    """Take an item, and what is below it, out of a draft; branches sum up anew."""
    row = _open(rubric, actor)
    record(row, "remove_criterion", actor=actor, before={"criteria": str(criterion)})
    criterion.delete()
    _sum_up(row)
    return row


@transaction.atomic
def set_criteria(rubric: Rubric, criteria: Sequence[Mapping[str, Any]], *, actor: User | None) -> Rubric:
    """Lay the items of a draft down anew, in this order: `number`, `title`, `hint`, `most`, `parent` (its number).

    Items are known by their numbers; what is not given goes, branches sum up anew. Invalid (400) by pointer.
    """
    row = _open(rubric, actor)
    if wrong := _wrong_tree(criteria):
        raise Invalid(fields=wrong)
    before = [str(item) for item in row.criteria.all()]
    there = {item.number: item for item in row.criteria.all()}
    laid: dict[str, Criterion] = {}
    for place, about in enumerate(criteria, start=1):
        item = there.get(about["number"]) or Criterion(rubric=row)
        for name, value in {**about, "parent": laid.get(about.get("parent") or ""), "order": place * 10}.items():
            setattr(item, name, value)
        item.save()
        laid[item.number] = item
    row.criteria.exclude(number__in=laid).delete()
    _sum_up(row)
    record(
        row, "set_criteria", actor=actor, before={"criteria": before}, after={"criteria": list(map(str, laid.values()))}
    )
    return row


def _wrong_tree(criteria: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """By pointer, the numbers that stand there twice and the branches that do not stand before their items."""
    wrong: dict[str, list[str]] = {}
    before: set[str] = set()
    for place, about in enumerate(criteria):
        number, parent = about["number"], about.get("parent")
        if number in before:
            wrong[f"criteria/{place}/number"] = [_("There is an item %(number)s already.") % {"number": number}]
        if parent and parent not in before:
            wrong[f"criteria/{place}/parent"] = [_("Name a branch that stands before its items.")]
        before.add(number)
    return wrong


def _open(rubric: Rubric, actor: User | None) -> Rubric:
    require(actor, MANAGE)
    row = keep(rubric)
    if row.status != VersionStatus.DRAFT:
        raise RubricFrozen(_("Version %(n)d is frozen; make a new version to change it.") % {"n": row.number})
    return row


def _refuse_taken(rubric: Rubric, number: str, criterion: Criterion | None) -> None:
    taken = rubric.criteria.filter(number=number)
    if criterion is not None:
        taken = taken.exclude(pk=criterion.pk)
    if taken.exists():
        raise Invalid(fields={"number": [_("There is an item %(number)s already.") % {"number": number}]})


def _sum_up(rubric: Rubric) -> None:
    """The maximum of a branch is the sum of its items', the deepest branches first."""
    branches = rubric.criteria.filter(items__isnull=False).distinct()
    for branch in sorted(branches, key=lambda row: -row.number.count(".")):
        branch.most = branch.items.aggregate(sum=Sum("most"))["sum"]
        branch.save(update_fields=["most"])
