"""A rubric as a tree with its sums."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..models import Criterion, Rubric


@dataclass(slots=True)
class Branch:
    """A criterion with what is below it; `share` is its part of the whole, in per cent."""

    criterion: Criterion
    share: float = 0
    items: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole rubric: its branches, its points, and how many items are scored."""

    branches: list[Branch]
    most: int
    leaves: int


def tree_of(rubric: Rubric) -> Tree:
    """One query, none where the criteria were fetched before."""
    rows = sorted(rubric.criteria.all(), key=lambda row: (row.order, row.pk))
    known = {row.pk: Branch(row) for row in rows}
    for row in rows:
        if row.parent_id in known:
            known[row.parent_id].items.append(known[row.pk])
    tops = [known[row.pk] for row in rows if row.parent_id is None]
    most = sum(branch.criterion.most for branch in tops)
    for branch in known.values():
        branch.share = 100 * branch.criterion.most / most if most else 0
    return Tree(tops, most, sum(not branch.items for branch in known.values()))
