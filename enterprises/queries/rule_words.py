"""Conditions and verdicts in sentences: one for each fact and operator; codes are read once for all rules."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from ..models import Division, DocumentKind, EligibilityRule, Enterprise, FigureItem, Industry, Rung, Scheme
from ..rules import Operator
from .facts import FACTS, USUAL_YEARS


class Names:
    """What the codes in rules are called: one query for each table that is needed, however many rules there are."""

    @cached_property
    def division(self) -> dict[str, str]:
        return dict(Division.objects.values_list("code", "name"))

    @cached_property
    def industry(self) -> dict[str, str]:
        return dict(Industry.objects.values_list("code", "name"))

    @cached_property
    def size(self) -> dict[str, str]:
        return {str(code): str(name) for code, name in Enterprise.Size.choices}

    @cached_property
    def scheme(self) -> dict[str, str]:
        return dict(Scheme.objects.values_list("code", "name"))

    @cached_property
    def kind(self) -> dict[str, str]:
        return dict(DocumentKind.objects.values_list("code", "name"))

    @cached_property
    def item(self) -> dict[str, tuple[str, str]]:
        """A yearly figure's name and unit."""
        columns = ("name_zh", "unit_zh") if _chinese() else ("name_en", "unit_en")
        return {code: (name, unit) for code, name, unit in FigureItem.objects.values_list("code", *columns)}

    @cached_property
    def rung(self) -> dict[int, str]:
        """By its order on the ladder."""
        return dict(Rung.objects.values_list("order", "name_zh" if _chinese() else "name_en"))

    def of(self, fact: str, code: Any) -> str:
        """A code's name; the code itself where nothing is called so any more."""
        named: str = getattr(self, fact).get(str(code), str(code))
        return named

    def listed(self, fact: str, codes: Any) -> str:
        given = codes if isinstance(codes, list) else [codes]
        return _(", ").join(self.of(fact, code) for code in given)


def condition_of(rule: EligibilityRule, names: Names | None = None) -> str:
    """The rule in words: its own, or made of the fact, the operator and what is wanted.

    Give the same `names` for many rules, and each table is read once.
    """
    sentence = _SENTENCES.get(rule.fact)
    return rule.words or (sentence(rule, names or Names()) if sentence else str(rule))


def conditions_of(rules: Iterable[EligibilityRule]) -> list[str]:
    """Many rules in words; one query for each table that they name."""
    names = Names()
    return [condition_of(rule, names) for rule in rules]


def why_of(rule: EligibilityRule, actual: Any, short_by: Decimal | None, names: Names) -> str:
    """Why the condition came out as it did: what is on record, and by how much it is missed."""
    if actual is None or rule.fact not in FACTS:
        return _("The portal does not know this yet.")
    if isinstance(actual, bool):
        return _flag(rule, actual)
    if rule.fact == "brand_rung":
        return _("On record: %(value)s.") % {"value": _rung(int(actual), names)}
    if short_by is None or not FACTS[rule.fact].whole:
        return _of_number(rule, actual, short_by, names)
    return _of_count(rule, actual, short_by, names)


def plain(number: Any) -> str:
    """A number without the zeros a column adds, with commas."""
    text = f"{Decimal(str(number)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(number: str, unit: str) -> str:
    """A number with its unit; a unit that is a number itself, as 10,000 CNY in English, is told from it by ×."""
    return f"{number} {'×' if unit[:1].isdigit() else ''}{unit}".strip()


def _of_number(rule: EligibilityRule, actual: Any, short_by: Decimal | None, names: Names) -> str:
    value = _measured(rule, actual, names)
    if short_by is None:
        return _("On record: %(value)s.") % {"value": value}
    words = {"value": value, "missing": _measured(rule, short_by, names)}
    if rule.operator == Operator.AT_LEAST:
        return _("On record: %(value)s; %(missing)s short.") % words
    return _("On record: %(value)s; %(missing)s too much.") % words


def _of_count(rule: EligibilityRule, actual: Any, short_by: Decimal, names: Names) -> str:
    words = {"value": _measured(rule, actual, names), "missing": _measured(rule, short_by, names)}
    if rule.fact == "years_since_founding" and rule.operator == Operator.AT_LEAST:
        return _("On record: %(value)s; %(missing)s to go.") % words
    if rule.operator == Operator.AT_LEAST:
        return _("On record: %(value)s; %(missing)s short.") % words
    return _("On record: %(value)s; %(missing)s too many.") % words


def _measured(rule: EligibilityRule, value: Any, names: Names) -> str:
    """A value of the rule's fact with its unit, or a code's name."""
    fact = rule.fact
    if fact in ("division", "industry", "size"):
        return names.of(fact, value)
    if fact == "figure":
        return with_unit(plain(value), _item(rule, names)[1])
    number = int(Decimal(str(value)))
    if fact == "years_since_founding":
        return ngettext("%(n)d year", "%(n)d years", number) % {"n": number}
    if fact == "serious_breaches":
        said = ngettext("%(n)d breach", "%(n)d breaches", number) % {"n": number}
    else:
        said = ngettext("%(n)d mark", "%(n)d marks", number) % {"n": number}
    return said if number else pgettext("count", "none")


def _flag(rule: EligibilityRule, actual: bool) -> str:
    if rule.fact == "document":
        return _("A valid one is in the cabinet.") if actual else _("The one in the cabinet is no longer valid.")
    return _("On record: held within this time.") if actual else _("On record: not held within this time.")


def _years_founded(rule: EligibilityRule, names: Names) -> str:
    words = {"n": plain(rule.wanted)}
    if rule.operator == Operator.AT_LEAST:
        return _("Founded at least %(n)s years ago") % words
    return _("Founded at most %(n)s years ago") % words


def _division(rule: EligibilityRule, names: Names) -> str:
    words = {"names": names.listed("division", rule.wanted)}
    if rule.operator == Operator.NONE_OF:
        return _("Not registered in %(names)s") % words
    return _("Registered in %(names)s") % words


def _industry(rule: EligibilityRule, names: Names) -> str:
    words = {"names": names.listed("industry", rule.wanted)}
    if rule.operator == Operator.NONE_OF:
        return _("In none of these industries: %(names)s") % words
    return _("In the industry %(names)s") % words


def _size(rule: EligibilityRule, names: Names) -> str:
    words = {"names": names.listed("size", rule.wanted)}
    if rule.operator == Operator.NONE_OF:
        return _("Not a %(names)s enterprise") % words
    return _("A %(names)s enterprise") % words


def _breaches(rule: EligibilityRule, names: Names) -> str:
    words = {"years": _within(rule), "n": plain(rule.wanted)}
    if rule.operator == Operator.AT_LEAST:
        return _("At least %(n)s serious breaches on record within %(years)s years") % words
    if not rule.wanted:
        return _("No serious breach on record within %(years)s years") % words
    return _("At most %(n)s serious breaches on record within %(years)s years") % words


def _holder(rule: EligibilityRule, names: Names) -> str:
    words = {"years": _within(rule), "title": names.of("scheme", rule.params.get("scheme", ""))}
    if rule.params.get("scheme"):
        if rule.wanted:
            return _("Awarded “%(title)s” within %(years)s years") % words
        return _("Not awarded “%(title)s” within %(years)s years") % words
    if rule.wanted:
        return _("Awarded a title of the city within %(years)s years") % words
    return _("Not awarded any title of the city within %(years)s years") % words


def _figure(rule: EligibilityRule, names: Names) -> str:
    words = {"item": _item(rule, names)[0], "value": _measured(rule, rule.wanted, names)}
    if rule.operator == Operator.AT_LEAST:
        return _("Latest %(item)s at least %(value)s") % words
    return _("Latest %(item)s at most %(value)s") % words


def _brand_rung(rule: EligibilityRule, names: Names) -> str:
    words = {"rung": _rung(int(rule.wanted), names)}
    if rule.operator == Operator.AT_LEAST:
        return _("A brand on the rung “%(rung)s” or higher") % words
    return _("No brand above the rung “%(rung)s”") % words


def _document(rule: EligibilityRule, names: Names) -> str:
    words = {"kind": names.of("kind", rule.params.get("kind", ""))}
    return (_("Holds a valid “%(kind)s”") if rule.wanted else _("Holds no valid “%(kind)s”")) % words


def _trademarks(rule: EligibilityRule, names: Names) -> str:
    words = {"n": plain(rule.wanted)}
    if rule.operator == Operator.AT_LEAST:
        return _("Registered trademarks: at least %(n)s") % words
    return _("Registered trademarks: at most %(n)s") % words


def _within(rule: EligibilityRule) -> Any:
    return rule.params.get("years") or USUAL_YEARS


def _item(rule: EligibilityRule, names: Names) -> tuple[str, str]:
    code = str(rule.params.get("item", ""))
    return names.item.get(code, (code, ""))


def _rung(order: int, names: Names) -> str:
    return names.rung.get(order, str(order)) if order else pgettext("rung", "none")


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


_SENTENCES: dict[str, Callable[[EligibilityRule, Names], str]] = {
    "years_since_founding": _years_founded,
    "division": _division,
    "industry": _industry,
    "size": _size,
    "serious_breaches": _breaches,
    "holder": _holder,
    "figure": _figure,
    "brand_rung": _brand_rung,
    "document": _document,
    "registered_trademarks": _trademarks,
}
