"""May this firm apply, and which firms fit: the same rules judged for one firm in words and for all in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ..models import Call, EligibilityRule, Enterprise, FigureItem, Scheme
from ..rules import Kind, Operator, Outcome, judge, overall
from .facts import FACTS, Fact, column


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One rule answered: the condition in words, how it came out, and why."""

    rule: EligibilityRule
    outcome: Outcome
    condition: str
    why: str
    short_by: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """All rules of a call or a policy for one firm."""

    answers: list[RuleAnswer]

    @property
    def outcome(self) -> Outcome:
        return overall([answer.outcome for answer in self.answers])


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
    """What the portal knows of the firm for these rules, by `key_of`; one query."""
    columns, names = _columns(rules, today)
    if not columns:
        return {}
    rows: Any = Enterprise.objects.filter(pk=enterprise.pk).order_by()
    row = rows.values(**columns).get()
    return {key: row[name] for key, name in names.items()}


def judge_all(rules: Iterable[EligibilityRule], facts: Mapping[str, Any]) -> Eligibility:
    """The rules judged against facts by `key_of`; a fact that is not there is not known."""
    return Eligibility([_answer(rule, facts.get(key_of(rule))) for rule in rules])


def firms_that_fit(rules: Iterable[EligibilityRule], today: date) -> QuerySet[Enterprise]:
    """The live firms that meet every rule: what is not known is not met. One query however many firms there are."""
    rows = list(rules)
    columns, names = _columns(rows, today)
    condition = Q()
    for rule in rows:
        condition &= _condition(rule, names[key_of(rule)])
    return Enterprise.objects.live().annotate(**columns).filter(condition)


def key_of(rule: EligibilityRule) -> str:
    """A fact with its details, as one word: rules that ask the same read it once."""
    details = ",".join(f"{name}={value}" for name, value in sorted(rule.params.items()))
    return f"{rule.fact}({details})"


def condition_of(rule: EligibilityRule) -> str:
    """The rule in words: its own, or made of the fact, the operator and what is wanted."""
    if rule.words:
        return rule.words
    fact = FACTS.get(rule.fact)
    if fact is None:
        return str(rule)
    words = {"fact": _label(fact, rule), "wanted": _wanted(fact, rule), "unit": str(fact.unit)}
    if rule.operator == Operator.IS:
        return (_("%(fact)s: yes") if rule.wanted else _("%(fact)s: no")) % words
    sentence = {
        Operator.AT_LEAST: _("%(fact)s: at least %(wanted)s %(unit)s"),
        Operator.AT_MOST: _("%(fact)s: at most %(wanted)s %(unit)s"),
        Operator.ONE_OF: _("%(fact)s: one of %(wanted)s"),
        Operator.NONE_OF: _("%(fact)s: none of %(wanted)s"),
        Operator.UNDER: _("%(fact)s: in %(wanted)s"),
    }[Operator(rule.operator)]
    return (sentence % words).strip()


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


def _condition(rule: EligibilityRule, name: str) -> Q:
    if rule.operator == Operator.NONE_OF:
        return ~Q(**{f"{name}__in": rule.wanted}) & Q(**{f"{name}__isnull": False})
    if rule.operator == Operator.UNDER:
        branches = Q(pk__in=[])
        for branch in rule.wanted:
            branches |= Q(**{f"{name}__startswith": branch})
        return branches
    lookup = {Operator.AT_LEAST: "gte", Operator.AT_MOST: "lte", Operator.ONE_OF: "in", Operator.IS: "exact"}
    return Q(**{f"{name}__{lookup[Operator(rule.operator)]}": rule.wanted})


def _answer(rule: EligibilityRule, actual: Any) -> RuleAnswer:
    verdict = judge(rule.operator, rule.wanted, actual)
    return RuleAnswer(rule, verdict.outcome, condition_of(rule), _why(rule, actual, verdict.short_by), verdict.short_by)


def _why(rule: EligibilityRule, actual: Any, short_by: Decimal | None) -> str:
    fact = FACTS.get(rule.fact)
    if actual is None or fact is None:
        return _("The portal does not know this of you yet.")
    if fact.kind == Kind.FLAG:
        return _("On record: yes.") if actual else _("On record: no.")
    shown = _named(fact, actual) if fact.kind == Kind.CODE else plain(actual)
    if short_by is None:
        return _("On record: %(value)s.") % {"value": f"{shown} {_unit(fact, rule)}".strip()}
    words = {"value": shown, "missing": plain(short_by), "unit": _unit(fact, rule)}
    if rule.operator == Operator.AT_LEAST:
        return _("On record: %(value)s; %(missing)s %(unit)s short.") % words
    return _("On record: %(value)s; %(missing)s %(unit)s too many.") % words


def plain(number: Any) -> str:
    """A number without the zeros a column adds, with commas."""
    text = f"{Decimal(str(number)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _label(fact: Fact, rule: EligibilityRule) -> str:
    params = rule.params
    if fact.code == "figure":
        return str(FigureItem.objects.filter(code=params.get("item", "")).first() or fact.label)
    if fact.code == "holder" and params.get("scheme"):
        scheme = Scheme.objects.filter(code=params["scheme"]).first()
        words = {"title": scheme.name if scheme else params["scheme"], "n": params.get("years", 3)}
        return _("holder of “%(title)s” within %(n)s years") % words
    if "years" in params:
        return _("%(fact)s within %(n)s years") % {"fact": fact.label, "n": params["years"]}
    return str(fact.label)


def _unit(fact: Fact, rule: EligibilityRule) -> str:
    if fact.code != "figure":
        return str(fact.unit)
    item = FigureItem.objects.filter(code=rule.params.get("item", "")).first()
    return item.unit_zh if item else ""


def _wanted(fact: Fact, rule: EligibilityRule) -> str:
    if fact.kind == Kind.NUMBER:
        return f"{plain(rule.wanted)} {_unit(fact, rule)}".strip() if fact.code == "figure" else plain(rule.wanted)
    if not isinstance(rule.wanted, list):
        return str(rule.wanted)
    return _(", ").join(_named(fact, code) for code in rule.wanted)


def _named(fact: Fact, code: Any) -> str:
    return dict(fact.choices()).get(str(code), str(code)) if fact.choices else str(code)
