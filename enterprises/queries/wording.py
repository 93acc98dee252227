"""A condition as a firm reads it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import EligibilityRule
from ..rules import Kind, Operator
from .facts import FACTS, Fact

NAMED_AT_MOST = 8


def rule_sentence(rule: EligibilityRule) -> str:
    """The words that staff gave the rule; without them the portal words it: 成立年限不少于 5 年."""
    if rule.words:
        return rule.words
    fact = FACTS.get(rule.fact)
    if fact is None:
        return f"{rule.fact} {rule.get_operator_display()} {rule.wanted}"
    return _WORDED[fact.kind](fact, rule)


def _number(fact: Fact, rule: EligibilityRule) -> str:
    words = {"fact": _fact(fact, rule), "wanted": f"{rule.wanted:,}", "unit": fact.unit}
    if rule.operator == Operator.AT_MOST:
        return _("%(fact)s at most %(wanted)s %(unit)s") % words
    return _("%(fact)s at least %(wanted)s %(unit)s") % words


def _code(fact: Fact, rule: EligibilityRule) -> str:
    known = dict(fact.choices()) if fact.choices else {}
    names = [known.get(code, code) for code in rule.wanted]
    said = _(", ").join(names[:NAMED_AT_MOST])
    if len(names) > NAMED_AT_MOST:
        said = _("%(names)s and %(n)d more") % {"names": said, "n": len(names) - NAMED_AT_MOST}
    words = {"fact": _fact(fact, rule), "names": said}
    if rule.operator == Operator.NONE_OF:
        return _("%(fact)s is none of: %(names)s") % words
    if rule.operator == Operator.UNDER:
        return _("%(fact)s belongs to: %(names)s") % words
    return _("%(fact)s is one of: %(names)s") % words


def _flag(fact: Fact, rule: EligibilityRule) -> str:
    said = _fact(fact, rule)
    return said if rule.wanted is True else _("not: %(fact)s") % {"fact": said}


def _fact(fact: Fact, rule: EligibilityRule) -> str:
    """The fact with what narrows it: 近 3 年无严重失信记录."""
    label = str(fact.label)
    years: Any = (rule.params or {}).get("years")
    if not years:
        return label
    words = {"fact": label, "years": years}
    return ngettext("%(fact)s in the last year", "%(fact)s in the last %(years)d years", years) % words


_WORDED = {Kind.NUMBER: _number, Kind.CODE: _code, Kind.FLAG: _flag}
