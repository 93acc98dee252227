"""The conditions of a call, written by staff as rows: added, changed, moved, taken away."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record
from kernel.common.errors import Invalid

from ..models import Call, EligibilityRule
from ..queries.eligibility import condition_of
from ..queries.facts import FACTS, Choices, Fact
from ..rules import OPERATORS, Kind
from .rows import move
from .stages import open_call_for_edit

MOST_YEARS = 100


@transaction.atomic
def set_rule(call: Call, about: dict[str, Any], *, actor: User | None, rule: EligibilityRule | None = None) -> Call:
    """Add a condition, or change the one given: `fact`, `operator`, `wanted`, `params`, `words`, `basis`.

    Raises Invalid (400) at the field that cannot be right, CallStands (409), StaleVersion (412).
    """
    row = open_call_for_edit(call, actor)
    checked = checked_rule(about)
    before = condition_of(rule) if rule else ""
    kept = rule or EligibilityRule(call=row, order=_last(row) + 10)
    for name, value in checked.items():
        setattr(kept, name, value)
    kept.save()
    step = "change_rule" if rule else "add_rule"
    record(row, step, actor=actor, before={"rules": before}, after={"rules": condition_of(kept)})
    return row


@transaction.atomic
def remove_rule(call: Call, rule: EligibilityRule, *, actor: User | None) -> Call:
    """Take a condition out of a call in preparation."""
    row = open_call_for_edit(call, actor)
    record(row, "remove_rule", actor=actor, before={"rules": condition_of(rule)})
    rule.delete()
    return row


@transaction.atomic
def move_rule(call: Call, rule: EligibilityRule, *, up: bool, actor: User | None) -> Call:
    """Ask a condition earlier or later."""
    row = open_call_for_edit(call, actor)
    move(rule, list(row.rules.all()), up=up)
    return row


@transaction.atomic
def set_rules(call: Call, rules: list[dict[str, Any]], *, actor: User | None) -> Call:
    """Write all conditions of a call at once, in their order; wrong ones are named by their place."""
    row = open_call_for_edit(call, actor)
    checked: list[dict[str, Any]] = []
    wrong: dict[str, list[str]] = {}
    for place, about in enumerate(rules):
        try:
            checked.append(checked_rule(about))
        except Invalid as refusal:
            wrong |= {f"rules/{place}/{name}": sentences for name, sentences in refusal.fields.items()}
    if wrong:
        raise Invalid(fields=wrong)
    before = [condition_of(rule) for rule in row.rules.all()]
    row.rules.all().delete()
    kept = [EligibilityRule(call=row, order=order * 10, **about) for order, about in enumerate(checked, start=1)]
    EligibilityRule.objects.bulk_create(kept)
    after = [condition_of(rule) for rule in kept]
    record(row, "set_rules", actor=actor, before={"rules": before}, after={"rules": after})
    return row


def checked_rule(about: dict[str, Any]) -> dict[str, Any]:
    """A condition whose operator and wanted value suit its fact; Invalid (400) otherwise."""
    fact = FACTS.get(about["fact"])
    if fact is None:
        raise Invalid(fields={"fact": [_("The portal knows no such fact.")]})
    if about["operator"] not in OPERATORS[fact.kind]:
        raise Invalid(fields={"operator": [_("“%(fact)s” cannot be compared so.") % {"fact": fact.label}]})
    return {
        "fact": fact.code, "operator": about["operator"], "wanted": _wanted(fact, about["wanted"]),
        "params": _params(fact, about.get("params") or {}), "words": about.get("words", "").strip(),
        "basis": about.get("basis", "").strip(),
    }  # fmt: skip


def _wanted(fact: Fact, wanted: Any) -> Any:
    if fact.kind == Kind.FLAG:
        if not isinstance(wanted, bool):
            raise Invalid(fields={"wanted": [_("Say yes or no.")]})
        return wanted
    if fact.kind == Kind.NUMBER:
        return _number(wanted)
    known = {code for code, _words in fact.choices()} if fact.choices else set()
    if not isinstance(wanted, list) or not wanted or not all(isinstance(code, str) for code in wanted):
        raise Invalid(fields={"wanted": [_("Choose at least one.")]})
    if known and (strange := [code for code in wanted if code not in known]):
        raise Invalid(fields={"wanted": [_("There is no “%(code)s”.") % {"code": strange[0]}]})
    return wanted


def _number(wanted: Any) -> int | float:
    try:
        number = Decimal(str(wanted))
    except InvalidOperation:
        number = Decimal("nan")
    if isinstance(wanted, bool) or not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise Invalid(fields={"wanted": [_("Give a number.")]})
    return int(number) if number == number.to_integral_value() else float(number)


def _params(fact: Fact, params: dict[str, Any]) -> dict[str, Any]:
    """The details that narrow the fact: whole years, or a code that there is."""
    given = {name: params.get(name) for name in fact.params if params.get(name) not in (None, "")}
    if "item" in fact.params and "item" not in given:
        raise Invalid(fields={"item": [_("Say which one is meant.")]})
    return {name: _param(name, value, fact.params[name]) for name, value in given.items()}


def _param(name: str, value: Any, choices: Choices | None) -> Any:
    if choices is not None:
        if value not in dict(choices()):
            raise Invalid(fields={name: [_("There is no “%(code)s”.") % {"code": value}]})
        return value
    if isinstance(value, bool) or not str(value).isdecimal() or not 1 <= int(str(value)[:6]) <= MOST_YEARS:
        raise Invalid(fields={name: [_("Give whole years from 1 to %(n)d.") % {"n": MOST_YEARS}]})
    return int(value)


def _last(call: Call) -> int:
    last = call.rules.order_by("order").last()
    return last.order if last else 0
