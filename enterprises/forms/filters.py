"""The boxes above the lists of staff: one value each; the API takes several."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Division, Enterprise, Industry
from ..workflow import EnterpriseStatus, RegistrationStatus

ANY = ("", _("any"))


class WordsForm(forms.Form):
    q = forms.CharField(
        label=_("Name, code or pinyin initials"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )  # fmt: skip


class RegistrationBoxes(WordsForm):
    q = forms.CharField(
        label=_("Firm, number, code or applicant"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )  # fmt: skip
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *RegistrationStatus.choices])
    division = forms.ModelChoiceField(
        label=_("District"), required=False, queryset=Division.objects.all(), empty_label=ANY[1]
    )  # fmt: skip
    late = forms.ChoiceField(label=_("Late"), required=False, choices=[ANY, ("true", _("late only"))])


class EnterpriseBoxes(WordsForm):
    division = forms.ModelChoiceField(
        label=_("District"), required=False, queryset=Division.objects.all(), empty_label=ANY[1]
    )  # fmt: skip
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[ANY, *Enterprise.Size.choices])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *EnterpriseStatus.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        industry: Any = self.fields["industry"]
        sections = Industry.objects.filter(parent=None)
        industry.choices = [ANY, *((row.pk, str(row)) for row in sections)]
        chosen = self.data.get("industry", "")
        if chosen and chosen not in {code for code, _label in industry.choices}:  # a deeper branch, by a link
            industry.choices += [(row.pk, str(row)) for row in Industry.objects.filter(pk=chosen)]
