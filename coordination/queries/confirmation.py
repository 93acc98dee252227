"""What confirming a draft will do: how many tasks, for whom, who is told, and what still stands in the way."""

from collections import Counter
from dataclasses import dataclass

from kernel.accounts.models import Department, User

from ..models import Plan
from .people import liaisons_by_department
from .review import Card, CardState, review_of


@dataclass(frozen=True, slots=True)
class Share:
    """One lead bureau's part: its tasks, and the liaisons who are told of them."""

    bureau: Department
    tasks: int
    told: list[User]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`leaderless` sentences block the confirmation; `suggested` ones only ask for a second look."""

    tasks: int
    shares: list[Share]
    leaderless: list[Card]
    suggested: int
    dropped: int

    @property
    def told(self) -> int:
        return len({person.pk for share in self.shares for person in share.told})

    @property
    def untold(self) -> list[Department]:
        """Lead bureaus without anyone who could be told."""
        return [share.bureau for share in self.shares if not share.told]


def what_confirming_does(plan: Plan) -> Confirmation:
    """Constant queries for any number of sentences; bureaus in protocol order."""
    review, people = review_of(plan), liaisons_by_department()
    counts = Counter(card.action.lead_id for card in review.alive if card.action.lead_id)
    bureaus = Department.objects.filter(pk__in=counts)
    return Confirmation(
        tasks=len(review.alive),
        shares=[Share(bureau, counts[bureau.pk], people.get(bureau.pk, [])) for bureau in bureaus],
        leaderless=[card for card in review.cards if card.state == CardState.NONE],
        suggested=review.count(CardState.SUGGESTED),
        dropped=review.count(CardState.DROPPED),
    )
