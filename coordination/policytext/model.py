"""What a policy's text is read into: outline, pillar, measure, action, target."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Bureau:
    """A bureau the caller knows: every name it is written by, and the words that are its business."""

    code: str
    names: tuple[str, ...]
    keywords: tuple[str, ...] = ()


class TextRefused(Exception):
    """The text cannot be imported.

    `code` is stable: empty, encoding, binary, too_large, not_policy or docx_broken.
    `str()` is an English sentence that serves as message id; the caller translates it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TargetKind(StrEnum):
    """How a target's value is to be read."""

    TOTAL = "total"  # a level or a number reached by the date
    GROWTH = "growth"  # up by so many per cent, percentage points or times
    REDUCTION = "reduction"  # down by so many per cent, percentage points or times
    PER_YEAR = "per_year"
    PER_QUARTER = "per_quarter"
    PER_MONTH = "per_month"


@dataclass(frozen=True, slots=True)
class Target:
    """A value in words. `by` is None when the text names no date, or repeats (每年)."""

    by: date | None
    value: Decimal
    unit: str
    text: str
    kind: TargetKind = TargetKind.TOTAL

    def as_json(self) -> dict[str, Any]:
        whole = self.value == self.value.to_integral_value()
        return {
            "by": self.by.isoformat() if self.by else None,
            "value": int(self.value) if whole else float(self.value),
            "unit": self.unit,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Action:
    """One sentence or numbered item; `text` is exactly the original's [start:end], without a closing bracket.

    `lead` and `partners` are as written, `lead_department` and `partner_departments` their codes
    ("" where no bureau has that name; the codes stand in the order of `partners`).
    `suggested_lead` is a code, given only when the text names no lead; `why` holds the words that led to it.
    """

    text: str
    start: int
    end: int
    lead: str = ""
    lead_department: str = ""
    partners: tuple[str, ...] = ()
    partner_departments: tuple[str, ...] = ()
    suggested_lead: str = ""
    why: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "lead": self.lead,
            "lead_department": self.lead_department,
            "partners": list(self.partners),
            "suggested_lead": self.suggested_lead,
            "why": list(self.why),
            "targets": [target.as_json() for target in self.targets],
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """A section of a pillar; [start:end] is its heading. Without number and title: text directly under the pillar.

    `number` is the numeral without its punctuation: 一 of （一）, 1 of １．, but the whole of 第一条.
    """

    number: str
    title: str
    start: int
    end: int
    actions: tuple[Action, ...]

    def as_json(self) -> dict[str, Any]:
        return {"number": self.number, "title": self.title, "actions": [action.as_json() for action in self.actions]}


@dataclass(frozen=True, slots=True)
class Pillar:
    """A chapter of the policy; [start:end] is its heading. Without number and title: the text has no chapters."""

    number: str
    title: str
    start: int
    end: int
    measures: tuple[Measure, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title,
            "measures": [measure.as_json() for measure in self.measures],
        }


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole policy, as drafted from its text."""

    title: str
    pillars: tuple[Pillar, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(measure for pillar in self.pillars for measure in pillar.measures)

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for measure in self.measures for action in measure.actions)

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "pillars": [pillar.as_json() for pillar in self.pillars]}
