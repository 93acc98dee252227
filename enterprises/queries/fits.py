"""Which policies fit a firm, or whoever answers five questions: yes, perhaps, or missed by how much."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from ..models import EligibilityRule, Enterprise, Policy
from ..rules import Outcome
from .eligibility import Eligibility, RuleAnswer, facts_of, judge_all
from .rule_words import Names

REVENUE = "figure(item=revenue)"
QUESTIONS = {  # each question's key, and the fact it answers
    "division": "division()",
    "industry": "industry()",
    "size": "size()",
    "years": "years_since_founding()",
    "revenue": REVENUE,
}
ORDER = {Outcome.PASS: 0, Outcome.UNKNOWN: 1, Outcome.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Fit:
    """A policy and how its conditions came out; one without conditions fits everybody."""

    policy: Policy
    eligibility: Eligibility

    @property
    def outcome(self) -> Outcome:
        return self.eligibility.outcome

    @property
    def failed(self) -> list[RuleAnswer]:
        return self.eligibility.only(Outcome.FAIL)

    @property
    def unknown(self) -> list[RuleAnswer]:
        return self.eligibility.only(Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Fits:
    """The policies in force, those that fit first."""

    all: list[Fit]

    @property
    def passing(self) -> list[Fit]:
        return [fit for fit in self.all if fit.outcome == Outcome.PASS]

    @property
    def perhaps(self) -> list[Fit]:
        return [fit for fit in self.all if fit.outcome == Outcome.UNKNOWN]

    @property
    def missed(self) -> list[Fit]:
        return [fit for fit in self.all if fit.outcome == Outcome.FAIL]


@dataclass(frozen=True, slots=True)
class Asked:
    """Policies and what they ask: conditions that are alike stand once, `of` names each policy's by their places."""

    policies: list[Policy]
    conditions: list[EligibilityRule]
    of: dict[int, list[int]]


def fits_of(enterprise: Enterprise, today: date, policies: QuerySet[Policy] | None = None) -> Fits:
    """All policies in force judged for the firm: four queries for a thousand of them, and those of the wording."""
    asked = _asked(Policy.objects.all() if policies is None else policies, today)
    return _judged(asked, facts_of(enterprise, asked.conditions, today))


def fits_of_answers(answers: Mapping[str, Any], today: date) -> Fits:
    """The same for somebody who answered QUESTIONS; what was left out, and what was not asked, is not known."""
    known = {QUESTIONS[name]: value for name, value in answers.items() if name in QUESTIONS and value not in ("", None)}
    return _judged(_asked(Policy.objects.all(), today), known)


def _asked(policies: QuerySet[Policy], today: date) -> Asked:
    in_force = policies.in_force(today)  # type: ignore[attr-defined]
    rules = EligibilityRule.objects.filter(policy__in=in_force.order_by().values("pk")).order_by("order", "pk")
    texts = {f"{name}_text": Cast(name, TextField()) for name in ("wanted", "params")}
    places: dict[tuple[str, ...], int] = {}
    of: dict[int, list[int]] = {}
    # A thousand policies ask much the same: read as text, told apart, and only then made into conditions.
    for policy, *told in rules.annotate(**texts).values_list("policy", "fact", "operator", "words", *texts):
        of.setdefault(policy, []).append(places.setdefault(tuple(told), len(places)))
    conditions = [
        EligibilityRule(fact=fact, operator=operator, words=words, wanted=json.loads(wanted), params=json.loads(params))
        for fact, operator, words, wanted, params in places
    ]
    return Asked(list(in_force.prefetch_related("department")), conditions, of)


def _judged(asked: Asked, facts: Mapping[str, Any]) -> Fits:
    answers = judge_all(asked.conditions, facts, Names()).answers
    fits = [
        Fit(policy, Eligibility([answers[place] for place in asked.of.get(policy.pk, ())])) for policy in asked.policies
    ]
    return Fits(sorted(fits, key=lambda fit: (ORDER[fit.outcome], len(fit.failed), _distance(fit))))


def _distance(fit: Fit) -> Decimal:
    """By how much the conditions are missed, as far as it is a number: what is nearly met comes first."""
    shares = [answer.short_by / (1 + abs(Decimal(str(answer.rule.wanted)))) for answer in fit.failed if answer.short_by]
    return sum(shares, Decimal(0))
