"""How a condition is judged: pass, fail, or unknown where data is missing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Operator(TextChoices):
    AT_LEAST = "gte", _("at least")
    AT_MOST = "lte", _("at most")
    ONE_OF = "in", _("one of")
    NONE_OF = "not_in", _("none of")
    UNDER = "under", _("in a branch of")
    IS = "is", _("is")


class Outcome(TextChoices):
    PASS = "pass", _("met")
    FAIL = "fail", _("not met")
    UNKNOWN = "unknown", _("not known")


class Kind(TextChoices):
    """What a fact's value is: a Decimal, a code, or true or false."""

    NUMBER = "number", _("number")
    CODE = "code", _("code")
    FLAG = "flag", _("yes or no")


OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.NUMBER: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.CODE: (Operator.ONE_OF, Operator.NONE_OF, Operator.UNDER),
    Kind.FLAG: (Operator.IS,),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one condition; `short_by` says by how much a number misses it."""

    outcome: Outcome
    short_by: Decimal | None = None


def judge(operator: str, wanted: Any, actual: Any) -> Verdict:
    """Judge one value; None is not known and never passes.

    >>> judge("gte", 100, Decimal("40"))
    Verdict(outcome=Outcome.FAIL, short_by=Decimal('60'))
    """
    if actual is None or (operator == Operator.UNDER and _coarser(str(actual), wanted)):
        return Verdict(Outcome.UNKNOWN)
    if operator in _DISTANCE:
        missing = _DISTANCE[Operator(operator)](Decimal(str(wanted)), Decimal(actual))
        return Verdict(Outcome.FAIL, missing) if missing > 0 else Verdict(Outcome.PASS)
    return Verdict(Outcome.PASS if _HOLDS[Operator(operator)](actual, wanted) else Outcome.FAIL)


def overall(outcomes: Collection[str]) -> Outcome:
    """All conditions together: one that fails decides, else one that is not known."""
    if Outcome.FAIL in outcomes:
        return Outcome.FAIL
    return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else Outcome.PASS


def _coarser(actual: str, branches: Collection[str]) -> bool:
    """Whether a branch lies below what is known: a firm entered under C may be one of C34, or may not."""
    return any(branch != actual and branch.startswith(actual) for branch in branches) and not any(
        actual.startswith(branch) for branch in branches
    )


_DISTANCE: dict[Operator, Callable[[Decimal, Decimal], Decimal]] = {
    Operator.AT_LEAST: lambda wanted, actual: wanted - actual,
    Operator.AT_MOST: lambda wanted, actual: actual - wanted,
}
_HOLDS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.ONE_OF: lambda actual, wanted: actual in wanted,
    Operator.NONE_OF: lambda actual, wanted: actual not in wanted,
    Operator.UNDER: lambda actual, wanted: any(str(actual).startswith(branch) for branch in wanted),
    Operator.IS: lambda actual, wanted: actual is wanted,
}
