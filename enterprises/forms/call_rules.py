"""The shape of a condition: what may be asked follows from the fact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.forms.plans import VersionForm
from coordination.forms.tasks import HalfWidthDecimal

from ..models import EligibilityRule
from ..queries.facts import FACTS, Choices, Fact
from ..rules import OPERATORS, Kind, Operator
from .calls import whole


class FactForm(forms.Form):
    """The first question: which fact."""

    fact = forms.ChoiceField(label=_("What is asked of the firm"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [(code, str(fact.label)) for code, fact in FACTS.items()]  # type: ignore[attr-defined]


class RuleForm(VersionForm):
    """The condition on one fact; `about()` is what `set_rule` takes."""

    operator = forms.ChoiceField(label=_("How it is compared"))
    words = forms.CharField(
        label=_("In words"), max_length=200, required=False, help_text=_("Left empty, the portal words it by itself.")
    )
    basis = forms.CharField(label=_("Basis"), max_length=200, required=False)
    field_order = ("scheme", "item", "kind", "years", "operator", "wanted", "words", "basis")

    def __init__(self, *args: Any, fact: Fact, rule: EligibilityRule | None = None, **kwargs: Any) -> None:
        self.fact = fact
        super().__init__(*args, **kwargs)
        self.initial = {**_initial(rule), **self.initial}
        self.fields["operator"].choices = [(str(op), Operator(op).label) for op in OPERATORS[fact.kind]]  # type: ignore[attr-defined]
        if len(OPERATORS[fact.kind]) == 1:
            self.fields["operator"].widget = forms.HiddenInput()
            self.initial.setdefault("operator", str(OPERATORS[fact.kind][0]))
        self.fields["wanted"] = _wanted(fact)
        for name, choices in fact.params.items():
            self.fields[name] = _param(name, choices)
        self.order_fields(self.field_order)

    def about(self) -> dict[str, Any]:
        data, wanted = self.cleaned_data, self.cleaned_data["wanted"]
        return {
            "fact": self.fact.code, "operator": data["operator"], "words": data["words"], "basis": data["basis"],
            "wanted": wanted == "true" if self.fact.kind == Kind.FLAG else wanted,
            "params": {name: data[name] for name in self.fact.params},
        }  # fmt: skip


def _initial(rule: EligibilityRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    wanted = str(rule.wanted).lower() if isinstance(rule.wanted, bool) else rule.wanted
    return {"operator": rule.operator, "wanted": wanted, "words": rule.words, "basis": rule.basis, **rule.params}


def _wanted(fact: Fact) -> forms.Field:
    if fact.kind == Kind.FLAG:
        answers = [("true", _("yes")), ("false", _("no"))]
        return forms.ChoiceField(label=_("Wanted"), choices=answers, widget=forms.RadioSelect, initial="true")
    if fact.kind == Kind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        return HalfWidthDecimal(label=_("Wanted"), max_digits=14, decimal_places=4, widget=widget)
    choices = [(code, str(words)) for code, words in fact.choices()] if fact.choices else []
    return forms.MultipleChoiceField(label=_("Wanted"), choices=choices, widget=forms.CheckboxSelectMultiple)


def _param(name: str, choices: Choices | None) -> forms.Field:
    if choices is None:
        return whole(label=_PARAMS[name], required=False, min_value=1, max_value=100)
    needed = name == "item"
    offered = [(code, words) for code, words in choices()]
    return forms.ChoiceField(label=_PARAMS[name], required=needed, choices=offered if needed else [("", "—"), *offered])


_PARAMS = {
    "years": _("Within the last, years"), "scheme": _("Of the scheme"), "item": _("Which figure"),
    "kind": _("Kind of document"),
}  # fmt: skip
