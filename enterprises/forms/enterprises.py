"""The shape of a firm's own data, its contacts, and the reason for seeing one of them unmasked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.common.forms import PortalForm

from ..models import Contact, Enterprise
from .industries import IndustryField
from .registration import PhoneField


class OwnDataForm(PortalForm):
    """What owners keep themselves."""

    industry = IndustryField()
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Enterprise
        fields = ["industry", "size", "address", "introduction"]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"introduction": _("What the enterprise makes and is known for, in at most 2,000 characters.")}


class ContactForm(PortalForm):
    """Somebody to reach."""

    phone = PhoneField(label=_("Telephone"), required=False)

    class Meta:
        model = Contact
        fields = ["name", "post", "phone", "email", "is_main"]

    def _get_validation_exclusions(self) -> set[str]:
        """Which one is the main contact is settled by the service."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"enterprise", "is_main"}


class UnmaskForm(forms.Form):
    note = forms.CharField(
        label=_("Why do you need it?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the audit beside your name."),
    )  # fmt: skip
