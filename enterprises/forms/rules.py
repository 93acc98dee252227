"""The shape of one condition: which details and which answers it takes follows from the fact it asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.forms.plans import VersionForm
from coordination.forms.tasks import HalfWidthDecimal, HalfWidthInteger

from ..models import EligibilityRule
from ..queries.facts import FACTS, USUAL_YEARS, Fact
from ..queries.rule_checks import MOST_YEARS, operators_of
from ..rules import Kind


class FactForm(forms.Form):
    """The first question: what is asked of the firm."""

    fact = forms.ChoiceField(label=_("What is asked of the firm"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [(code, str(fact.label)) for code, fact in FACTS.items()]  # type: ignore[attr-defined]


class RuleForm(VersionForm):
    """A condition on one fact; `about()` is what `set_rule` takes."""

    operator = forms.ChoiceField(label=_("How it is compared"))
    words = forms.CharField(
        label=_("In words"), max_length=200, required=False, help_text=_("Left empty, the portal words it by itself.")
    )
    basis = forms.CharField(label=_("Basis"), max_length=200, required=False)

    def __init__(self, *args: Any, fact: Fact, rule: EligibilityRule | None = None, **kwargs: Any) -> None:
        self.fact = fact
        super().__init__(*args, **kwargs)
        if rule is not None:
            wanted = str(rule.wanted).lower() if isinstance(rule.wanted, bool) else rule.wanted
            told = {"operator": rule.operator, "wanted": wanted, "words": rule.words, "basis": rule.basis}
            self.initial = {**told, **rule.params, **self.initial}
        self._ask_operator()
        self.fields["wanted"] = _wanted(fact)
        for name, offered in fact.params.items():
            self.fields[name] = _param(fact, name, offered)
        self.order_fields([*fact.params, "operator", "wanted", "words", "basis"])

    def about(self) -> dict[str, Any]:
        """The condition as typed."""
        data, wanted = self.cleaned_data, self.cleaned_data["wanted"]
        return {
            "fact": self.fact.code, "operator": data["operator"], "words": data["words"], "basis": data["basis"],
            "wanted": wanted == "true" if self.fact.kind == Kind.FLAG else wanted,
            "params": {name: data[name] for name in self.fact.params if data[name]},
        }  # fmt: skip

    def _ask_operator(self) -> None:
        """Where there is but one way to compare, nobody is asked."""
        possible = operators_of(self.fact)
        self.fields["operator"].choices = [(str(op), op.label) for op in possible]  # type: ignore[attr-defined]
        if len(possible) == 1:
            self.fields["operator"].widget = forms.HiddenInput()
            self.initial.setdefault("operator", str(possible[0]))


def _wanted(fact: Fact) -> forms.Field:
    if fact.kind == Kind.FLAG:
        answers = [("true", _("yes")), ("false", _("no"))]
        return forms.ChoiceField(label=_("Wanted"), choices=answers, widget=forms.RadioSelect, initial="true")
    if fact.kind == Kind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        hint = _("A rung counts by its place on the ladder, the lowest is 1.") if fact.code == "brand_rung" else ""
        return HalfWidthDecimal(label=_("Wanted"), max_digits=14, decimal_places=4, widget=widget, help_text=hint)
    choices = [(code, str(words)) for code, words in fact.choices()] if fact.choices else []
    if fact.code == "industry":
        choices = [(code, f"{code} {words}") for code, words in choices if len(code) <= 4]
        widget_many = forms.SelectMultiple(attrs={"size": 10})
        return forms.MultipleChoiceField(label=_("Wanted"), choices=choices, widget=widget_many)
    return forms.MultipleChoiceField(label=_("Wanted"), choices=choices, widget=forms.CheckboxSelectMultiple)


def _param(fact: Fact, name: str, offered: Any) -> forms.Field:
    label, required = _PARAMS.get(name, name), name not in fact.optional
    if offered is None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        return HalfWidthInteger(label=label, min_value=1, max_value=MOST_YEARS, initial=USUAL_YEARS, widget=widget)
    choices = [(code, str(words)) for code, words in offered()]
    nothing = [] if required else [("", _("any"))]
    return forms.ChoiceField(label=label, choices=[*nothing, *choices], required=required)


_PARAMS = {
    "years": _("Within the last, years"), "scheme": _("Title"), "item": _("Yearly figure"),
    "kind": _("Kind of document"),
}  # fmt: skip
