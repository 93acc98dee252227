"""The shape of a policy as staff type it, of the five questions, and of a step with its reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.forms.days import DayField
from coordination.forms.plans import VersionForm
from coordination.forms.tasks import HalfWidthDecimal, HalfWidthInteger
from kernel.accounts.models import Department
from kernel.common.forms import PortalForm

from ..answers import written
from ..models import Call, Division, Enterprise, Policy
from .industries import IndustryField

NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class PolicyForm(PortalForm):
    """A policy's own words; `departments` are those the person acts for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=_("Reason of the change"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    most_amount = HalfWidthDecimal(
        label=_("At most"), max_digits=12, decimal_places=4, required=False,
        help_text=_("For one firm; empty where it depends."), widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    remind_days = HalfWidthInteger(
        label=_("Remind firms of their results, days ahead"), min_value=1, max_value=365, initial=30,
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    starts_on = DayField(label=_("In force from"))
    ends_on = DayField(label=_("In force until"), required=False)

    class Meta:
        model = Policy
        fields = [
            "title", "document_number", "department", "summary", "benefit", "most_amount", "text", "how_to_apply",
            "call", "starts_on", "ends_on", "remind_days",
        ]  # fmt: skip
        labels = {
            "title": _("Title"), "document_number": _("Document number"), "department": _("Run by"),
            "summary": _("In one sentence"), "benefit": _("What a firm gets"), "text": _("In plain sentences"),
            "how_to_apply": _("How to get it"), "call": _("Applied for by the call"),
        }  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 8}), "how_to_apply": forms.Textarea(attrs={"rows": 4}),
            "summary": forms.TextInput(), "benefit": forms.TextInput(),
        }  # fmt: skip

    def __init__(self, *args: Any, departments: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        self.initial["version"] = self.instance.version
        if self.instance.most_amount is not None:
            self.initial["most_amount"] = written(self.instance.most_amount)
        if self.instance.status == "draft":
            del self.fields["note"]

    def _get_validation_exclusions(self) -> set[str]:
        """What belongs together is left to the service, which says it at the right field."""
        return {field.name for field in self.instance._meta.fields}

    def about(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class FitForm(forms.Form):
    """Five questions; any may be left out. None of the answers is kept."""

    division = forms.ModelChoiceField(
        label=_("Where is the firm registered?"), queryset=Division.objects.all(), required=False,
        empty_label=_("I leave this out"),
    )  # fmt: skip
    industry = IndustryField(
        label=_("What does it do?"), help_text=_("By name, code (GB/T 4754) or pinyin initials; the list helps.")
    )
    size = forms.ChoiceField(
        label=_("How large is it?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("I leave this out")), *Enterprise.Size.choices],
        help_text=_("As the statistical bureau classifies it."),
    )  # fmt: skip
    years = HalfWidthInteger(
        label=_("How many full years ago was it founded?"), min_value=0, max_value=500, required=False,
        widget=forms.TextInput(attrs={**NUMBER, "inputmode": "numeric"}),
    )  # fmt: skip
    revenue = HalfWidthDecimal(
        label=_("What was last year's revenue?"), min_value=0, max_digits=14, decimal_places=4, required=False,
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """The answers by question, as facts are: codes and numbers."""
        data = self.cleaned_data
        division, industry = data["division"], data["industry"]
        return {**data, "division": division and division.code, "industry": industry and industry.code}


class StepForm(VersionForm):
    """A step that needs no words."""


class NoteForm(VersionForm):
    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class OptionalNoteForm(VersionForm):
    note = forms.CharField(label=_("Remark"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


def departments_for(user: Any) -> Any:
    """The departments whose policies this person may keep."""
    rows = Department.objects.open()
    return rows if user.scope.everything else rows.filter(pk__in=user.scope.departments)


def calls_for(user: Any) -> Any:
    return Call.objects.visible_to(user)
