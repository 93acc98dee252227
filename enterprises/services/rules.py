"""The conditions of a call or a policy, written whole: each is checked against the fact it asks before any is kept."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import keep, record, require
from kernel.common.errors import Invalid, NotPermitted, StepRefused

from ..models import Call, EligibilityRule, Policy
from ..queries.facts import FACTS, Fact
from ..queries.rule_words import Names, condition_of
from ..rules import OPERATORS, Kind, Operator
from ..workflow import CallStatus
from ..workflow.calls import MANAGE
from ..workflow.support import MANAGE_POLICY

KEYS = frozenset({"fact", "operator", "wanted", "params", "words", "basis"})
MOST_RULES, MOST_CODES, MOST_YEARS = 50, 200, 50
LARGEST = Decimal(10) ** 12
MOST_PLACES = 4
Sentences = dict[str, list[str]]
Subject = TypeVar("Subject", Call, Policy)


@transaction.atomic
def set_rules(subject: Subject, rules: Sequence[Mapping[str, Any]], *, actor: User | None) -> Subject:
    """Give the call or policy exactly these conditions, in this order.

    Each has `fact`, `operator`, `wanted`, and may have `params`, `words`, `basis`. Invalid (400) says of each field of
    each rule what cannot be right, under `rules.N.field`; StepRefused (409) once it is published.
    """
    require(actor, MANAGE if isinstance(subject, Call) else MANAGE_POLICY)
    require_department(_department_of(subject), actor)
    row = keep(subject)
    if row.status != CallStatus.DRAFT:
        raise StepRefused(_("What is published keeps its conditions; take it back first."))
    wrong = _wrong_with(rules)
    if wrong:
        raise Invalid(fields=wrong)
    names = Names()
    before = [condition_of(rule, names) for rule in row.rules.all()]
    row.rules.all().delete()
    made = EligibilityRule.objects.bulk_create(_row(row, rule, order) for order, rule in enumerate(rules, start=1))
    after = [condition_of(rule, names) for rule in made]
    record(row, "set_rules", actor=actor, before={"rules": before}, after={"rules": after})
    return row


def as_given(rule: EligibilityRule) -> dict[str, Any]:
    """A rule as `set_rules` takes it."""
    return {name: getattr(rule, name) for name in ("fact", "operator", "wanted", "params", "words", "basis")}


def require_department(department_id: int, actor: User | None) -> None:
    """NotPermitted (403) unless the actor acts for the department that runs it; the portal itself (None) may."""
    if actor is not None and not actor.scope.everything and department_id not in actor.scope.departments:
        raise NotPermitted(_("Another department runs this."))


def _department_of(subject: Call | Policy) -> int:
    return subject.scheme.department_id if isinstance(subject, Call) else subject.department_id


def _row(subject: Call | Policy, rule: Mapping[str, Any], order: int) -> EligibilityRule:
    of: dict[str, Any] = {"call": subject} if isinstance(subject, Call) else {"policy": subject}
    wanted, params = rule["wanted"], rule.get("params") or {}
    if isinstance(wanted, Decimal | float | int) and not isinstance(wanted, bool):
        number = Decimal(str(wanted))
        wanted = int(number) if number == number.to_integral_value() else float(number)
    return EligibilityRule(
        **of, fact=rule["fact"], operator=rule["operator"], wanted=wanted, order=order,
        params={name: value for name, value in params.items() if value not in (None, "")},
        words=str(rule.get("words") or "").strip(), basis=str(rule.get("basis") or "").strip(),
    )  # fmt: skip


def _wrong_with(rules: Sequence[Mapping[str, Any]]) -> Sentences:
    if len(rules) > MOST_RULES:
        return {"rules": [_("At most %(n)d conditions.") % {"n": MOST_RULES}]}
    choices: dict[str, set[str]] = {}
    return {
        f"rules.{number}.{name}": [sentence]
        for number, rule in enumerate(rules)
        for name, sentence in _wrong_rule(rule, choices).items()
    }


def _wrong_rule(rule: Mapping[str, Any], choices: dict[str, set[str]]) -> dict[str, str]:
    """What is wrong with one rule, a sentence a field; `choices` keeps the codes of the tables already read."""
    fact = FACTS.get(str(rule.get("fact", "")))
    if fact is None:
        known = _(", ").join(FACTS)
        return {"fact": _("There is no such fact; there are: %(known)s.") % {"known": known}}
    wrong = {name: _("There is no such field.") for name in set(rule) - KEYS}
    for name in ("words", "basis"):
        if len(str(rule.get(name) or "")) > 200:
            wrong[name] = _("At most %(n)d characters.") % {"n": 200}
    wrong |= _wrong_params(fact, rule.get("params") or {}, choices)
    if rule.get("operator") not in _operators(fact):
        possible = _(", ").join(_operators(fact))
        return wrong | {"operator": _("This fact is compared by: %(possible)s.") % {"possible": possible}}
    sentence = _WANTED[fact.kind](fact, rule, choices)
    return wrong | ({"wanted": sentence} if sentence else {})


def _operators(fact: Fact) -> list[str]:
    """By which operators the fact is compared; only a tree has branches."""
    return [str(op) for op in OPERATORS[fact.kind] if op != Operator.UNDER or fact.tree]


def _wrong_params(fact: Fact, params: Any, choices: dict[str, set[str]]) -> dict[str, str]:
    if not isinstance(params, Mapping):
        return {"params": _("Give the details by their names.")}
    wrong = [_("There is no detail “%(name)s”.") % {"name": name} for name in params if name not in fact.params]
    for name, offered in fact.params.items():
        value = params.get(name)
        if value in (None, ""):
            wrong += [] if name in fact.optional else [_PARAM_MISSING[name]()]
        elif offered is None:
            right = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_YEARS
            wrong += [] if right else [_("The years are a whole number from 1 to %(n)d.") % {"n": MOST_YEARS}]
        elif not isinstance(value, str) or value not in _codes(f"{fact.code}.{name}", offered, choices):
            wrong.append(_("“%(value)s” is not known here.") % {"value": str(value)[:40]})
    return {"params": " ".join(wrong)} if wrong else {}


def _wrong_number(fact: Fact, rule: Mapping[str, Any], _choices: dict[str, set[str]]) -> str:
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


def _wrong_codes(fact: Fact, rule: Mapping[str, Any], choices: dict[str, set[str]]) -> str:
    wanted = rule.get("wanted")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(code, str) and code for code in wanted):
        return _("Give a list of codes, at least one.")
    if len(wanted) > MOST_CODES:
        return _("At most %(n)d codes.") % {"n": MOST_CODES}
    known = _codes(fact.code, fact.choices, choices)
    branches = rule["operator"] == Operator.UNDER
    strange = [c for c in wanted if c not in known and not (branches and any(k.startswith(c) for k in known))]
    return _("Not known here: %(codes)s.") % {"codes": _(", ").join(code[:20] for code in strange)} if strange else ""


def _wrong_flag(_fact: Fact, rule: Mapping[str, Any], _choices: dict[str, set[str]]) -> str:
    return "" if isinstance(rule.get("wanted"), bool) else _("Say yes or no.")


def _codes(key: str, offered: Any, choices: dict[str, set[str]]) -> set[str]:
    if key not in choices:
        choices[key] = {code for code, _label in offered()} if offered else set()
    return choices[key]


_WANTED = {Kind.NUMBER: _wrong_number, Kind.CODE: _wrong_codes, Kind.FLAG: _wrong_flag}
_PARAM_MISSING = {
    "years": lambda: _("Say within how many years."),
    "item": lambda: _("Say which yearly figure."),
    "kind": lambda: _("Say which kind of document."),
}
