"""May this firm apply, and which firms fit: the same rules judged for one firm in words and for all in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from math import ceil, floor
from typing import Any

from django.db.models import Q, QuerySet

from ..models import Call, EligibilityRule, Enterprise
from ..rules import Operator, Outcome, judge, overall
from .facts import FACTS, column
from .rule_words import Names, condition_of, why_of

MOST_AT_ONCE = 200  # columns of one query: no database takes much more than a thousand


@dataclass(frozen=True)
class RuleAnswer:
    """One rule answered: how it came out, by how much it is missed; the condition and the reason are worded on asking.

    `kept_in` says where the firm files what is not known: "entry", "figures", "cabinet", "brands", or "" for nowhere.
    """

    rule: EligibilityRule
    outcome: Outcome
    actual: Any = None
    short_by: Decimal | None = None
    names: Names = field(default_factory=Names, repr=False, compare=False)

    @cached_property
    def condition(self) -> str:
        return condition_of(self.rule, self.names)

    @cached_property
    def why(self) -> str:
        return why_of(self.rule, self.actual, self.short_by, self.names)

    @property
    def kept_in(self) -> str:
        fact = FACTS.get(self.rule.fact)
        return fact.kept_in if fact and self.outcome == Outcome.UNKNOWN else ""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All rules of a call or a policy for one firm."""

    answers: list[RuleAnswer]

    @property
    def outcome(self) -> Outcome:
        return overall([answer.outcome for answer in self.answers])

    def only(self, *outcomes: str) -> list[RuleAnswer]:
        """The answers that came out so."""
        return [answer for answer in self.answers if answer.outcome in outcomes]


def check_call(call: Call, enterprise: Enterprise, today: date) -> Eligibility:
    """The call's own rules, its cool-down and its bar for incidents, for this firm."""
    return check_rules(rules_of_call(call), enterprise, today)


def rules_of_call(call: Call) -> list[EligibilityRule]:
    """The rows staff have written, and what follows from the call's award rules."""
    rules = list(call.rules.all())
    if call.cool_down_years:
        params = {"scheme": call.scheme.code, "years": call.cool_down_years}
        rules.append(EligibilityRule(call=call, fact="holder", operator=Operator.IS, wanted=False, params=params))
    asked = any(rule.fact == "serious_breaches" for rule in rules)
    if call.barring_years and not asked:
        params = {"years": call.barring_years}
        rules.append(
            EligibilityRule(call=call, fact="serious_breaches", operator=Operator.AT_MOST, wanted=0, params=params)
        )
    return rules


def check_rules(rules: Sequence[EligibilityRule], enterprise: Enterprise, today: date) -> Eligibility:
    """Each rule answered with pass, fail or unknown, and why; one query for all of them."""
    return judge_all(rules, facts_of(enterprise, rules, today))


def facts_of(enterprise: Enterprise, rules: Iterable[EligibilityRule], today: date) -> dict[str, Any]:
    """What the portal knows of the firm for these rules, by `key_of`; one query for every MOST_AT_ONCE facts."""
    columns, names = _columns(rules, today)
    known: dict[str, Any] = {}
    asked = list(columns)
    for start in range(0, len(asked), MOST_AT_ONCE):
        part = {name: columns[name] for name in asked[start : start + MOST_AT_ONCE]}
        rows: Any = Enterprise.objects.filter(pk=enterprise.pk).order_by()
        known |= rows.values(**part).get()
    return {key: known[name] for key, name in names.items()}


def judge_all(rules: Iterable[EligibilityRule], facts: Mapping[str, Any], names: Names | None = None) -> Eligibility:
    """The rules judged against facts by `key_of`; a fact that is not there is not known."""
    said = names or Names()
    return Eligibility([_answer(rule, facts.get(key_of(rule)), said) for rule in rules])


def firms_that_fit(rules: Iterable[EligibilityRule], today: date) -> QuerySet[Enterprise]:
    """The live firms that meet every rule: what is not known is not met. One query however many firms there are."""
    rows = list(rules)
    columns, names = _columns(rows, today)
    condition = Q()
    for rule in rows:
        condition &= _condition(rule, names.get(key_of(rule), ""), today)
    return Enterprise.objects.live().annotate(**columns).filter(condition)


def key_of(rule: EligibilityRule) -> str:
    """A fact with its details, as one word: rules that ask the same read it once."""
    details = ",".join(f"{name}={value}" for name, value in sorted(rule.params.items()))
    return f"{rule.fact}({details})"


def _columns(rules: Iterable[EligibilityRule], today: date) -> tuple[dict[str, Any], dict[str, str]]:
    """The expressions to ask the database for, and under which name each key's stands."""
    columns: dict[str, Any] = {}
    names: dict[str, str] = {}
    for rule in rules:
        key = key_of(rule)
        if key not in names and rule.fact in FACTS:
            names[key] = f"fact_{len(names)}"
            columns[names[key]] = column(rule.fact, today, rule.params)
    return columns, names


def _condition(rule: EligibilityRule, name: str, today: date) -> Q:
    if not name:  # nothing is known of a fact that the portal no longer has
        return Q(pk__in=[])
    if rule.operator == Operator.NONE_OF:
        return ~Q(**{f"{name}__in": rule.wanted}) & Q(**{f"{name}__isnull": False})
    if rule.operator == Operator.UNDER:
        branches = Q(pk__in=[])
        for branch in rule.wanted:
            branches |= Q(**{f"{name}__startswith": branch})
        return branches
    if rule.operator in (Operator.AT_LEAST, Operator.AT_MOST):
        bounded = FACTS[rule.fact].bounded
        if bounded is not None:
            return bounded(today, rule.operator, int(_bound(rule)))
        return Q(**{f"{name}__{rule.operator}": _bound(rule)})
    return Q(**{f"{name}__{'in' if rule.operator == Operator.ONE_OF else 'exact'}": rule.wanted})


def _bound(rule: EligibilityRule) -> Decimal | int:
    """The number to compare with; of whole numbers the next one that counts, since no database column lies between."""
    wanted = Decimal(str(rule.wanted))
    if not FACTS[rule.fact].whole:
        return wanted
    return ceil(wanted) if rule.operator == Operator.AT_LEAST else floor(wanted)


def _answer(rule: EligibilityRule, actual: Any, names: Names) -> RuleAnswer:
    verdict = judge(rule.operator, rule.wanted, actual)
    return RuleAnswer(rule, verdict.outcome, actual, verdict.short_by, names)
