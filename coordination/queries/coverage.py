"""The policy read by its lights: each sentence, the tasks that grew from it, and how much of the text is covered."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Count

from ..lights import SEVERITY, Colour
from ..models import Action, Measure, Pillar, Plan, Task
from ..workflow import TaskStatus

NONE = "none"  # the state of a sentence from which no task grew
_LINE = re.compile(r"[^\r\n]+")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text; `source` is the action whose tasks it follows: its own, or the one it was merged into."""

    pk: int
    start: int
    end: int
    measure: int
    source: int
    dropped: bool
    state: str
    tasks: int = 0
    leads: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many sentences there are, and from how many at least one task has grown that was not cancelled."""

    total: int
    covered: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return 100 * self.covered // self.total if self.total else 0

    @property
    def open(self) -> int:
        return self.total - self.covered


@dataclass(slots=True)
class Piece:
    """A run of characters: a sentence or a part of it, or what stands between. `first` opens its sentence."""

    text: str
    sentence: Any = None
    first: bool = False
    heading: bool = False


@dataclass(slots=True)
class Paragraph:
    """A line of the text; `kind` is title, pillar, measure or text."""

    kind: str
    pieces: list[Piece] = field(default_factory=list)


def sentences_of(plan: Plan) -> list[Sentence]:
    """Every sentence of the plan's text with the worst light of its tasks, in the order of the text. Two queries."""
    actions = Action.objects.filter(measure__pillar__plan=plan).order_by("start", "pk")
    rows = list(actions.values_list("pk", "start", "end", "measure", "merged_into", "dropped"))
    lights: dict[int, Counter[str]] = {}
    leads: dict[int, set[int]] = {}
    tasks = Task.objects.filter(plan=plan).exclude(status=TaskStatus.CANCELLED).order_by()
    for action, light, lead, count in tasks.values_list("action", "light", "lead").annotate(Count("pk")):
        lights.setdefault(action, Counter())[light] += count
        leads.setdefault(action, set()).add(lead)
    return [
        Sentence(
            pk, start, end, measure, merged_into or pk, dropped, worst(lights.get(merged_into or pk, ())),
            sum(lights.get(merged_into or pk, Counter()).values()), frozenset(leads.get(merged_into or pk, ())),
        )
        for pk, start, end, measure, merged_into, dropped in rows
    ]  # fmt: skip


def worst(lights: Iterable[str]) -> str:
    """The worst of some lights; NONE of no lights."""
    return max(lights, key=lambda light: SEVERITY[Colour(light)], default=NONE)


def coverage_of(sentences: Sequence[Sentence]) -> Coverage:
    return Coverage(len(sentences), sum(sentence.state != NONE for sentence in sentences))


def paragraphs(plan: Plan, text: str, sentences: Sequence[Any]) -> list[Paragraph]:
    """The whole text, line by line, cut where its sentences (anything with `start` and `end`) begin and end."""
    pillars = {_bare(f"{row.number}{row.title}") for row in Pillar.objects.filter(plan=plan)}
    measures = {_bare(f"{row.number}{row.title}") for row in Measure.objects.filter(pillar__plan=plan) if row.title}
    ordered = sorted(sentences, key=lambda sentence: (sentence.start, sentence.end))
    result: list[Paragraph] = []
    ends = [sentence.end for sentence in ordered]
    begun: set[int] = set()
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        from_here = islice(ordered, bisect_right(ends, line.start()), None)
        pieces = list(_pieces(text, line.start(), line.end(), from_here, begun))
        head = _bare(pieces[0].text) if pieces[0].sentence is None else ""
        pieces[0].heading = head in measures and len(pieces) > 1
        kind = "pillar" if head in pillars else "measure" if head in measures and len(pieces) == 1 else "text"
        result.append(Paragraph("title" if not result and kind == "text" and head else kind, pieces))
    return result


def _pieces(text: str, start: int, end: int, sentences: Iterable[Any], begun: set[int]) -> Iterator[Piece]:
    at = start
    for sentence in sentences:
        if sentence.start >= end:
            break
        if sentence.start > at:
            yield Piece(text[at : sentence.start])
            at = sentence.start
        yield Piece(text[at : min(sentence.end, end)], sentence, first=sentence.pk not in begun)
        begun.add(sentence.pk)
        at = min(sentence.end, end)
    if at < end:
        yield Piece(text[at:end])


def _bare(text: str) -> str:
    return _SIGNS.sub("", text)
