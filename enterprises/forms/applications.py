"""The shape of what a firm tells besides the answers themselves: for which brand, by which code, to whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Brand, Enterprise, Scheme
from ..services.letters import LONGEST


class StartForm(forms.Form):
    """For which brand, and the late-entry code where the call is closed."""

    late_code = forms.CharField(label=_("late-entry code"), max_length=40, required=False)
    brand = forms.ModelChoiceField(
        label=_("brand"), queryset=Brand.objects.none(), required=False, empty_label=_("for the enterprise as a whole")
    )

    def __init__(self, *args: Any, enterprise: Enterprise, scheme: Scheme, closed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        brand = self.fields["brand"]
        brands = Brand.objects.filter(enterprise=enterprise)
        brand.queryset = brands  # type: ignore[attr-defined]
        if scheme.needs_brand:
            brand.empty_label = _("choose a brand")  # type: ignore[attr-defined]
            brand.help_text = _("This title is given to a brand; you can also choose it later.")
        elif not brands.exists():
            del self.fields["brand"]
        if closed:
            code = self.fields["late_code"]
            code.help_text = _("From the bureau that runs the call, given for a reason and for a time.")
            code.widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        else:
            del self.fields["late_code"]


class WithdrawForm(forms.Form):
    """Why the firm takes its application back."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    note = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AskLetterForm(forms.Form):
    """Who is asked for a letter of support."""

    organisation = forms.CharField(
        label=_("organisation"), max_length=120, help_text=_("a customer, an association, an institute")
    )
    writer = forms.CharField(label=_("writer"), max_length=60)
    email = forms.EmailField(
        label=_("e-mail"), required=False, help_text=_("for your own record; the portal sends nothing there")
    )


class LetterForm(forms.Form):
    """The letter as somebody outside writes it."""

    text = forms.CharField(
        label=_("your letter"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("What you know of the firm and its brand, from your own dealings with it."),
    )  # fmt: skip
    signed_as = forms.CharField(label=_("signed by (name and post)"), max_length=60)
