"""Which policies fit a firm, or whoever answers five questions: yes, perhaps, or missed by how much."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

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


def fits_of(enterprise: Enterprise, today: date, policies: QuerySet[Policy] | None = None) -> Fits:
    """All policies in force judged for the firm: three queries for a thousand of them, and those of the wording."""
    rows = _with_rules(Policy.objects.all() if policies is None else policies, today)
    rules = [rule for policy in rows for rule in policy.rules.all()]
    return _judged(rows, facts_of(enterprise, rules, today))


def fits_of_answers(answers: Mapping[str, Any], today: date) -> Fits:
    """The same for somebody who answered QUESTIONS; what was left out, and what was not asked, is not known."""
    known = {QUESTIONS[name]: value for name, value in answers.items() if name in QUESTIONS and value not in ("", None)}
    return _judged(_with_rules(Policy.objects.all(), today), known)


def _with_rules(policies: QuerySet[Policy], today: date) -> list[Policy]:
    rules = Prefetch("rules", EligibilityRule.objects.order_by("order", "pk"))
    return list(policies.in_force(today).select_related("department").prefetch_related(rules))  # type: ignore[attr-defined]


def _judged(policies: Iterable[Policy], facts: Mapping[str, Any]) -> Fits:
    names = Names()
    fits = [Fit(policy, judge_all(policy.rules.all(), facts, names)) for policy in policies]
    return Fits(sorted(fits, key=lambda fit: (ORDER[fit.outcome], len(fit.failed), _distance(fit))))


def _distance(fit: Fit) -> Decimal:
    """By how much the conditions are missed, as far as it is a number: what is nearly met comes first."""
    shares = [answer.short_by / (1 + abs(Decimal(str(answer.rule.wanted)))) for answer in fit.failed if answer.short_by]
    return sum(shares, Decimal(0))
