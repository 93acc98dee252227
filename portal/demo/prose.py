"""What bureaus write: office prose that fits the task, from templates with figures; the same seed, the same words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from coordination.models import Target, Task

PLACES = ["云东区", "云西区", "石湖区", "松岭县", "青溪县", "白鹭市", "自贸片区"]
DONE_IN_A_MONTH = 2
YEARS_OF_A_PLAN = 3


@dataclass(frozen=True, slots=True)
class Words:
    """The text of one month's report."""

    done: str
    problems: str
    next_step: str


class Prose:
    """All the phrases, and who says which."""

    def __init__(self) -> None:
        text = Path(__file__).with_name("prose.json").read_text(encoding="utf-8")
        self._phrases: dict[str, Any] = json.loads(text)

    def topic(self, content: str) -> dict[str, Any]:
        """The topic whose words the sentence names most; the last one (industry) takes what names none."""
        topics: list[dict[str, Any]] = list(self._phrases["topics"].values())
        return max(reversed(topics), key=lambda topic: sum(len(word) for word in topic["words"] if word in content))

    def month(self, task: Task, period: date, late: bool, figures: Sequence[str]) -> Words:
        """The report of a task's month; `figures` are sentences about its targets."""
        rng, topic = Random(f"{task.number}{period}"), self.topic(task.content)  # noqa: S311  a story, not a secret
        phrases = list(topic["done"])
        Random(task.number).shuffle(phrases)  # noqa: S311
        turn = (period.year * 12 + period.month) * DONE_IN_A_MONTH
        chosen = [phrases[(turn + n) % len(phrases)] for n in range(DONE_IN_A_MONTH)]
        slots = _slots(rng, period)
        done = self._phrases["openings"][period.month - 1] + "；".join(p.format(**slots) for p in chosen) + "。"
        problems = self._phrases["late_problems"] if late else topic["problems"] + self._phrases["usual_problems"]
        return Words(
            done=done + "".join(figures),
            problems=rng.choice(problems),
            next_step=rng.choice(topic["next"]).format(**slots),
        )

    def standard(self, task: Task, targets: Sequence[Target]) -> str:
        """The completion standard: the figures promised, and how they are proved."""
        figures = "；".join(dict.fromkeys(target.text for target in targets))
        return (f"完成“{figures}”的目标；" if figures else "") + str(self.topic(task.content)["standard"])

    def lead_duty(self, task: Task) -> str:
        return str(self.topic(task.content)["duty"])

    def partner_duty(self, code: str) -> str:
        return str(self._phrases["partner_duties"].get(code, "按职责做好配合"))

    def accept_note(self, rng: Random) -> str:
        return str(rng.choice(self._phrases["accepts"]))

    def return_note(self, rng: Random) -> str:
        return str(rng.choice(self._phrases["returns"]))

    def explanation(self, finished: bool) -> str:
        """Why a task goes on in its next year."""
        return str(self._phrases["goals"]["explanation" if finished else "late"])


def reached(target: Target, progress: int, years_before: int) -> Decimal:
    """The figure a task stands at: of a yearly target the year's part, of a total what the years so far add up to."""
    share = Decimal(progress) / 100
    if target.kind == Target.Kind.PER_YEAR:
        value = target.value * share
    elif target.unit == "%":
        value = target.value * (Decimal("0.6") + Decimal("0.4") * share)
    elif target.by is not None and target.by.year <= target.action.measure.pillar.plan.first_year:
        value = target.value * share
    else:
        value = target.value * (years_before + share) / YEARS_OF_A_PLAN
    return value.quantize(Decimal("0.1") if target.unit == "%" else Decimal(1))


def figure(target: Target, value: Decimal) -> str:
    """A sentence about a target: 对照“累计举办不少于30场”的目标，累计完成12场。"""
    return f"对照“{target.text}”的目标，目前累计{spoken(value)}{target.unit}。"


def spoken(value: Decimal) -> str:
    """A number as people say it: 45000000 is 4500万, 620000000 is 6.2亿."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if value >= size:
            return f"{(value / size).quantize(Decimal('0.01')).normalize():f}{unit}"
    return f"{value.normalize():f}"


def _slots(rng: Random, period: date) -> dict[str, Any]:
    place, place2 = rng.sample(PLACES, 2)
    return {
        "n": rng.randint(2, 9), "m": rng.randint(12, 58), "k": rng.randint(11, 68) * 10, "pct": rng.randint(88, 99),
        "money": rng.randint(8, 96) * 10, "place": place, "place2": place2, "next": period.month % 12 + 1,
    }  # fmt: skip
