"""A drafted plan as the office reviews it: a card for each sentence, grouped by pillar and measure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department

from ..models import Action, Measure, Plan, Target

_CLAUSE_ENDS = re.compile(r"[，；。：！？,;:!?]+[”’）)]?")


class CardState(TextChoices):
    """What is still to be done with a drafted sentence."""

    NONE = "none", _("no lead yet")
    SUGGESTED = "suggested", _("lead suggested")
    SET = "set", _("lead set")
    DROPPED = "dropped", _("dropped")
    MERGED = "merged", _("merged into another")


@dataclass(slots=True)
class Card:
    """One action of the draft, with the words of the text it came from."""

    action: Action
    number: str
    raw: str
    partners: list[Department]
    targets: list[Target]
    into: str = ""
    absorbed: list[str] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.action.pk

    @property
    def start(self) -> int:
        return self.action.start

    @property
    def end(self) -> int:
        return self.action.end

    @property
    def source(self) -> str:
        """The words of the text, as against the action's own, which the office may have edited."""
        return self.raw.strip()

    @property
    def state(self) -> CardState:
        if self.action.merged_into_id:
            return CardState.MERGED
        if self.action.dropped:
            return CardState.DROPPED
        if self.action.lead_id is None:
            return CardState.NONE
        return CardState.SUGGESTED if self.action.lead_suggested else CardState.SET

    @property
    def alive(self) -> bool:
        """Whether a task will grow from it."""
        return self.state in (CardState.NONE, CardState.SUGGESTED, CardState.SET)

    @property
    def edited(self) -> bool:
        return self.alive and not self.absorbed and self.action.text.strip() != self.source

    @property
    def clauses(self) -> list[tuple[int, str]]:
        """The clauses of the source with the offset in it at which each begins: the places where it can be cut."""
        starts = [0, *(found.end() for found in _CLAUSE_ENDS.finditer(self.raw))]
        starts = [start for start in starts if self.raw[start:].strip()]
        ends = [*starts[1:], len(self.raw)]
        return [(start, self.raw[start:end]) for start, end in zip(starts, ends, strict=True)]


@dataclass(slots=True)
class Group:
    """The cards of one measure."""

    measure: Measure
    cards: list[Card] = field(default_factory=list)

    @property
    def alive(self) -> int:
        return sum(card.alive for card in self.cards)

    @property
    def leaderless(self) -> int:
        return sum(card.state == CardState.NONE for card in self.cards)


@dataclass(frozen=True, slots=True)
class Review:
    """All of a draft. Four queries for any number of sentences."""

    cards: list[Card]
    groups: list[Group]

    def count(self, *states: str) -> int:
        return sum(card.state in states for card in self.cards)

    def card(self, pk: int) -> Card | None:
        return next((card for card in self.cards if card.pk == pk), None)

    @property
    def alive(self) -> list[Card]:
        return [card for card in self.cards if card.alive]

    @property
    def figures(self) -> dict[str, int]:
        """What will become of the draft: tasks, lead bureaus and targets; and what is left to decide."""
        return {
            "sentences": len(self.cards),
            "tasks": len(self.alive),
            "bureaus": len({card.action.lead_id for card in self.alive} - {None}),
            "targets": sum(len(card.targets) for card in self.alive),
            **{str(state): self.count(state) for state in CardState},
        }


def review_of(plan: Plan) -> Review:
    """The draft's cards in the order of the text; `plan.policy` should be loaded."""
    rows = (
        Action.objects.filter(measure__pillar__plan=plan)
        .select_related("measure__pillar", "lead")
        .prefetch_related("partners", "targets")
    )
    groups: dict[int, Group] = {}
    for row in rows:
        group = groups.setdefault(row.measure_id, Group(row.measure))
        number = f"{row.measure.pillar.order}.{row.measure.order}-{len(group.cards) + 1:02d}"
        group.cards.append(_card(row, number, plan.policy.text))
    cards = [card for group in groups.values() for card in group.cards]
    _link_merged(cards)
    return Review(cards, list(groups.values()))


def _card(row: Action, number: str, text: str) -> Card:
    return Card(row, number, text[row.start : row.end], list(row.partners.all()), list(row.targets.all()))


def _link_merged(cards: Iterable[Card]) -> None:
    by_pk = {card.pk: card for card in cards}
    for card in by_pk.values():
        target = by_pk.get(card.action.merged_into_id or 0)
        if target is not None:
            card.into = target.number
            target.absorbed.append(card.number)
