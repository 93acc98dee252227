"""The lights: computed, never typed. Pure: facts and rules in, a light with its reason and its next change out.

Thresholds are rows (SupervisionRule); the ones shipped are common municipal practice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .workflow import TaskStatus

ONE = timedelta(days=1)


class Colour(TextChoices):
    GREEN = "green", _("green")
    YELLOW = "yellow", _("yellow")
    RED = "red", _("red")
    GREY = "grey", _("grey")


class Profile(TextChoices):
    EVEN = "even", _("even")
    BACK_LOADED = "back_loaded", _("back-loaded")
    MILESTONES = "milestones", _("by milestones")


class LightRule(TextChoices):
    """The rule that set a light; its label takes the light's params."""

    COMPLETED = "completed", _("Completed.")
    SUSPENDED = "suspended", _("Suspended with approval.")
    CANCELLED = "cancelled", _("Cancelled.")
    NOT_STARTED = "not_started", _("Not started before {start}.")
    OVERDUE = "overdue", _("Overdue since {due} at {progress} %.")
    REPORTS_MISSED = "reports_missed", _("{missed} reports missed in a row.")
    FAR_BEHIND = "far_behind", _("{gap} points behind the {expected} % that its time asks for: more than {limit}.")
    BEHIND = "behind", _("{gap} points behind the {expected} % that its time asks for: more than {limit}.")
    REPORT_MISSING = "report_missing", _("The report due on {due} is missing.")
    NOT_SIGNED = "not_signed", _("Not signed for by {due}.")
    DEADLINE_NEAR = "deadline_near", _("{progress} %, and the deadline {due} is within {days} working days.")
    ON_SCHEDULE = "on_schedule", _("On schedule: {progress} %, its time asks for {expected} %.")


SEVERITY = {Colour.RED: 3, Colour.YELLOW: 2, Colour.GREEN: 1, Colour.GREY: 0}


@dataclass(frozen=True, slots=True)
class Rules:
    """The thresholds of a plan: points, working days, missed reports."""

    yellow_gap: int = 10
    red_gap: int = 25
    near_days: int = 15
    near_progress: int = 90
    red_missed: int = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What a light is computed from. `milestones` are (day, share of 100 due by it); dates are as at the day asked.

    `owed_from` is the due date of the first report after the last one handed in; `near_from` the first day on which
    the deadline is near.
    """

    status: str
    start_on: date
    due_on: date
    progress: int
    profile: str = Profile.EVEN
    owed_from: date | None = None
    sign_due_on: date | None = None
    near_from: date | None = None
    milestones: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Light:
    """A colour, the rule that set it, the rule's figures, and the day it will change if nothing happens."""

    colour: Colour
    rule: LightRule
    params: dict[str, str | int]
    changes_on: date | None = None


def light_of(facts: Facts, rules: Rules, report_dues: tuple[date, ...], on: date) -> Light:
    """The light of a task on a day. `report_dues` is the plan's sorted schedule of due dates."""
    colour, rule, params = _judge(facts, rules, report_dues, on)
    for day in sorted(_turning_days(facts, rules, report_dues)):
        if day > on and _judge(facts, rules, report_dues, day)[0] != colour:
            return Light(colour, rule, params, day)
    return Light(colour, rule, params)


def expected(facts: Facts, on: date) -> float:
    """The progress, in percent, that the time profile asks for by the end of the day before `on`."""
    if facts.profile == Profile.MILESTONES and facts.milestones:
        return min(100, sum(share for day, share in facts.milestones if day < on))
    total = (facts.due_on - facts.start_on).days + 1
    elapsed = min(max((on - facts.start_on).days, 0), total)
    if facts.profile == Profile.BACK_LOADED:
        return 100 * elapsed * elapsed / (total * total)
    return 100 * elapsed / total


Verdict = tuple[Colour, LightRule, dict[str, str | int]]


def _judge(facts: Facts, rules: Rules, dues: tuple[date, ...], on: date) -> Verdict:
    """The first rule that applies, worst first."""
    if resting := _RESTING.get(facts.status):
        return resting
    if on < facts.start_on and facts.status != TaskStatus.ISSUED:
        return Colour.GREY, LightRule.NOT_STARTED, {"start": str(facts.start_on)}
    missed, gap = _missed(facts, dues, on), expected(facts, on) - facts.progress
    late = _late(facts, rules, missed, gap, on)
    if late is not None:
        return late
    asked = round(expected(facts, on))
    if facts.status == TaskStatus.ISSUED:
        if facts.sign_due_on is not None and on > facts.sign_due_on:
            return Colour.YELLOW, LightRule.NOT_SIGNED, {"due": str(facts.sign_due_on)}
        if on < facts.start_on:
            return Colour.GREY, LightRule.NOT_STARTED, {"start": str(facts.start_on)}
    return Colour.GREEN, LightRule.ON_SCHEDULE, {"progress": facts.progress, "expected": asked}


def _late(facts: Facts, rules: Rules, missed: int, gap: float, on: date) -> Verdict | None:
    if on > facts.due_on:
        return Colour.RED, LightRule.OVERDUE, {"due": str(facts.due_on), "progress": facts.progress}
    if missed >= rules.red_missed:
        return Colour.RED, LightRule.REPORTS_MISSED, {"missed": missed}
    if gap > rules.yellow_gap:
        return _behind(facts, rules, gap)
    if missed:
        return Colour.YELLOW, LightRule.REPORT_MISSING, {"due": str(facts.owed_from)}
    if facts.near_from is not None and on >= facts.near_from and facts.progress < rules.near_progress:
        params: dict[str, str | int] = {"progress": facts.progress, "due": str(facts.due_on), "days": rules.near_days}
        return Colour.YELLOW, LightRule.DEADLINE_NEAR, params
    return None


def _behind(facts: Facts, rules: Rules, gap: float) -> Verdict:
    figures: dict[str, str | int] = {"gap": round(gap), "expected": round(gap + facts.progress)}
    if gap > rules.red_gap:
        return Colour.RED, LightRule.FAR_BEHIND, {**figures, "limit": rules.red_gap}
    return Colour.YELLOW, LightRule.BEHIND, {**figures, "limit": rules.yellow_gap}


_RESTING: dict[str, Verdict] = {
    TaskStatus.COMPLETED: (Colour.GREEN, LightRule.COMPLETED, {}),
    TaskStatus.SUSPENDED: (Colour.GREY, LightRule.SUSPENDED, {}),
    TaskStatus.CANCELLED: (Colour.GREY, LightRule.CANCELLED, {}),
}


def _missed(facts: Facts, dues: tuple[date, ...], on: date) -> int:
    """How many reports in a row are owed and past due on that day."""
    if facts.owed_from is None or on <= facts.owed_from:
        return 0
    # The day of a report that was returned is not of the schedule: it counts besides the days that came after it.
    return 1 + max(0, bisect_left(dues, on) - bisect_right(dues, facts.owed_from))


def _turning_days(facts: Facts, rules: Rules, dues: tuple[date, ...]) -> Iterator[date]:
    """Every day on which some rule may begin to apply, if nothing happens."""
    if facts.status in _RESTING:
        return
    yield facts.start_on
    yield facts.due_on + ONE
    if facts.near_from is not None:
        yield facts.near_from
    if facts.sign_due_on is not None and facts.status == TaskStatus.ISSUED:
        yield facts.sign_due_on + ONE
    if facts.owed_from is not None:
        yield facts.owed_from + ONE
        enough = bisect_right(dues, facts.owed_from) + rules.red_missed - 2
        if rules.red_missed > 1 and enough < len(dues):
            yield dues[enough] + ONE
    if facts.profile == Profile.MILESTONES and facts.milestones:
        yield from (day + ONE for day, _share in facts.milestones)
    else:
        yield from (_falls_behind(facts, limit) for limit in (rules.yellow_gap, rules.red_gap))


def _falls_behind(facts: Facts, limit: int) -> date:
    """The first day on which the gap of an even or back-loaded task exceeds `limit` points."""
    total = (facts.due_on - facts.start_on).days + 1
    share = min((facts.progress + limit) / 100, 1)
    days = int((sqrt(share) if facts.profile == Profile.BACK_LOADED else share) * total)
    # The root may fall a hair short of a whole day: step until the exact comparison holds.
    day = facts.start_on + ONE * max(days - 1, 0)
    while day <= facts.due_on and expected(facts, day) - facts.progress <= limit:
        day += ONE
    return day
