"""The shape of a merge: which two entries, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Enterprise
from .registration import VersionForm


class PairForm(forms.Form):
    kept = forms.ModelChoiceField(queryset=Enterprise.objects.live(), widget=forms.HiddenInput)
    dropped = forms.ModelChoiceField(queryset=Enterprise.objects.live(), widget=forms.HiddenInput)


class CarryOutForm(VersionForm):
    note = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you know that both are one enterprise; kept in the history of both."),
    )  # fmt: skip
