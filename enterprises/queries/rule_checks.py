"""What cannot be right about a condition as it is given: held against the fact it asks, before anything is kept."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..rules import OPERATORS, Kind, Operator
from .facts import FACTS, Fact

KEYS = frozenset({"fact", "operator", "wanted", "params", "words", "basis"})
MOST_RULES, MOST_CODES, MOST_YEARS = 50, 200, 50
LARGEST = Decimal(10) ** 12
MOST_PLACES = 4
Choices = dict[str, set[str]]


def wrong_rules(rules: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What is wrong with many, by pointer: `rules/1/wanted`, `rules/1/params/years`."""
    if len(rules) > MOST_RULES:
        return {"rules": [_("At most %(n)d conditions.") % {"n": MOST_RULES}]}
    choices: Choices = {}
    return {
        f"rules/{number}/{_inside(rule, name)}": [sentence]
        for number, rule in enumerate(rules)
        for name, sentence in wrong_rule(rule, choices).items()
    }


def wrong_rule(rule: Mapping[str, Any], choices: Choices | None = None) -> dict[str, str]:
    """What is wrong with one, a sentence a field or detail; `choices` keeps the codes of the tables already read."""
    known = {} if choices is None else choices
    fact = FACTS.get(str(rule.get("fact", "")))
    if fact is None:
        return {"fact": _("There is no such fact; there are: %(known)s.") % {"known": _(", ").join(FACTS)}}
    wrong = {name: _("There is no such field.") for name in set(rule) - KEYS}
    for name in ("words", "basis"):
        if len(str(rule.get(name) or "")) > 200:
            wrong[name] = _("At most %(n)d characters.") % {"n": 200}
    wrong |= _wrong_params(fact, rule.get("params") or {}, known)
    if rule.get("operator") not in operators_of(fact):
        possible = _(", ").join(operators_of(fact))
        return wrong | {"operator": _("This fact is compared by: %(possible)s.") % {"possible": possible}}
    sentence = _WANTED[fact.kind](fact, rule, known)
    return wrong | ({"wanted": sentence} if sentence else {})


def operators_of(fact: Fact) -> list[Operator]:
    """By which operators the fact is compared; only a tree has branches."""
    return [op for op in OPERATORS[fact.kind] if op != Operator.UNDER or fact.tree]


def _inside(rule: Mapping[str, Any], name: str) -> str:
    """Where a field or a detail stands in the rule."""
    return name if name in KEYS or name in rule else f"params/{name}"


def _wrong_params(fact: Fact, params: Any, choices: Choices) -> dict[str, str]:
    if not isinstance(params, Mapping):
        return {"params": _("Give the details by their names.")}
    wrong = {name: _("There is no detail “%(name)s”.") % {"name": name} for name in params if name not in fact.params}
    for name, offered in fact.params.items():
        value = params.get(name)
        if value in (None, ""):
            wrong |= {} if name in fact.optional else {name: _PARAM_MISSING[name]()}
        elif offered is None:
            right = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_YEARS
            wrong |= {} if right else {name: _("A whole number from 1 to %(n)d.") % {"n": MOST_YEARS}}
        elif not isinstance(value, str) or value not in _codes(f"{fact.code}.{name}", offered, choices):
            wrong[name] = _("“%(value)s” is not known here.") % {"value": str(value)[:40]}
    return wrong


def _wrong_number(fact: Fact, rule: Mapping[str, Any], _choices: Choices) -> str:
    wanted = rule.get("wanted")
    if isinstance(wanted, bool) or not isinstance(wanted, int | float | Decimal):
        return _("Give a number.")
    number = Decimal(str(wanted))
    if not number.is_finite() or not 0 <= number < LARGEST:
        return _("Give a number from 0 to below 1,000,000,000,000.")
    if fact.whole and number != number.to_integral_value():
        return _("Give a whole number.")
    if number != round(number, MOST_PLACES):
        return _("At most four decimal places.")
    return ""


def _wrong_codes(fact: Fact, rule: Mapping[str, Any], choices: Choices) -> str:
    wanted = rule.get("wanted")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(code, str) and code for code in wanted):
        return _("Give a list of codes, at least one.")
    if len(wanted) > MOST_CODES:
        return _("At most %(n)d codes.") % {"n": MOST_CODES}
    known = _codes(fact.code, fact.choices, choices)
    branches = rule["operator"] == Operator.UNDER
    strange = [c for c in wanted if c not in known and not (branches and any(k.startswith(c) for k in known))]
    return _("Not known here: %(codes)s.") % {"codes": _(", ").join(code[:20] for code in strange)} if strange else ""


def _wrong_flag(_fact: Fact, rule: Mapping[str, Any], _choices: Choices) -> str:
    return "" if isinstance(rule.get("wanted"), bool) else _("Say yes or no.")


def _codes(key: str, offered: Any, choices: Choices) -> set[str]:
    if key not in choices:
        choices[key] = {code for code, _label in offered()} if offered else set()
    return choices[key]


_WANTED = {Kind.NUMBER: _wrong_number, Kind.CODE: _wrong_codes, Kind.FLAG: _wrong_flag}
_PARAM_MISSING = {
    "years": lambda: _("Say within how many years."),
    "item": lambda: _("Say which yearly figure."),
    "kind": lambda: _("Say which kind of document."),
}
