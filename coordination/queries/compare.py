"""A text against a plan: which sentences are the same, which were changed, which only one of the two has."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..models import Plan
from ..policytext import Action, Outline
from .coverage import Sentence

_SIGNS = re.compile(r"[\W_]+")
LIKE = 0.6  # two sentences this alike are one that was changed
MOST_PAIRS = 40_000  # beyond this, changed sentences are shown as one gone and one new


@dataclass(frozen=True, slots=True)
class Old:
    """A sentence of the plan's text, with the plan's row for it (None when it has none)."""

    text: str
    row: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`changed` pairs a sentence of the plan with its likeness in the text."""

    same: int
    changed: list[tuple[Old, str]]
    only_plan: list[Old]
    only_text: list[str]

    @property
    def equal(self) -> bool:
        return not (self.changed or self.only_plan or self.only_text)


def compare(plan: Plan, kept: Outline, given: Outline, rows: Sequence[Sentence]) -> Comparison:
    """`kept` is the outline of the plan's own text, `given` that of the other; `rows` are the plan's sentences."""
    there = Counter(_key(action.text) for action in kept.actions)
    here = Counter(_key(action.text) for action in given.actions)
    gone = _beyond(kept.actions, there - here)
    new = _beyond(given.actions, here - there)
    pairs = _alike(gone, new)
    starts = [row.start for row in rows]
    olds = {id(action): Old(action.text, _row_at(action.start, rows, starts)) for action in gone}
    paired_new = {id(action) for _old, action in pairs}
    paired_old = {id(action) for action, _new in pairs}
    return Comparison(
        same=(there & here).total(),
        changed=[(olds[id(old)], fresh.text) for old, fresh in pairs],
        only_plan=[olds[id(action)] for action in gone if id(action) not in paired_old],
        only_text=[action.text for action in new if id(action) not in paired_new],
    )


def _key(text: str) -> str:
    return _SIGNS.sub("", text)


def _beyond(actions: Sequence[Action], surplus: Counter[str]) -> list[Action]:
    """The actions whose words stand more often here than there; the later ones, where words repeat."""
    left = Counter(surplus)
    found = []
    for action in reversed(actions):
        if left[_key(action.text)] > 0:
            left[_key(action.text)] -= 1
            found.append(action)
    return found[::-1]


def _alike(gone: list[Action], new: list[Action]) -> list[tuple[Action, Action]]:
    if len(gone) * len(new) > MOST_PAIRS:
        return []
    scored = []
    for there, fresh in enumerate(new):
        matcher = SequenceMatcher(None, "", fresh.text, autojunk=False)
        for here, old in enumerate(gone):
            matcher.set_seq1(old.text)
            if matcher.real_quick_ratio() >= LIKE and matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE:
                scored.append((matcher.ratio(), here, there))
    taken: dict[str, set[int]] = defaultdict(set)
    pairs = []
    for _ratio, here, there in sorted(scored, reverse=True):
        if here not in taken["gone"] and there not in taken["new"]:
            taken["gone"].add(here)
            taken["new"].add(there)
            pairs.append((here, there))
    return [(gone[here], new[there]) for here, there in sorted(pairs)]


def _row_at(start: int, rows: Sequence[Sentence], starts: list[int]) -> Sentence | None:
    """The plan's sentence that begins here (a split one's first part)."""
    index = bisect_right(starts, start) - 1
    row = rows[index] if index >= 0 else None
    return row if row is not None and row.end > start else None
