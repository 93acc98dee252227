"""The shape of a registration, one form a step; and of what staff say when they decide one."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kernel.files.queries import Limits

from ..codes import LENGTH, clean_code, wrong_with
from ..models import Division, Enterprise, Registration
from .industries import IndustryField

CITY_ITSELF = "00"  # how the code of a city, and of no district in it, ends
MEGABYTE = 1024 * 1024
phone_number = RegexValidator(r"^(1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,5})?)$", _("Give a mobile or a landline number."))


class CreditCodeField(forms.CharField):
    """A unified social credit code, however it was typed; what is wrong with one is said in a sentence."""

    def __init__(self, **kwargs: Any) -> None:
        hint = _("18 characters, on the licence below the heading; blanks and small letters do not matter.")
        options = {"label": _("Unified social credit code"), "max_length": 60, "help_text": hint}
        super().__init__(**{**options, **kwargs})
        self.widget.attrs |= {
            "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-length": LENGTH,
        }  # fmt: skip

    def to_python(self, value: Any) -> str:
        return clean_code(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if said := wrong_with(value):
            raise forms.ValidationError(said)


class PhoneField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Telephone"), "max_length": 20, "validators": [phone_number], **kwargs})
        self.widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}


class CodeForm(forms.Form):
    uscc = CreditCodeField()


class FirmForm(forms.ModelForm):
    """What a licence says of the firm."""

    industry = IndustryField()

    class Meta:
        model = Registration
        fields = ["name", "division", "industry", "size", "founded_on", "legal_representative", "address"]
        labels = {"name": _("Name of the enterprise"), "division": _("District"), "founded_on": _("Founded on")}
        help_texts = {"name": _("In full, as on the licence.")}
        widgets = {
            "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "legal_representative": forms.TextInput(attrs={"autocomplete": "off"}),
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts: Any = self.fields["division"]
        districts.queryset = Division.objects.exclude(code__endswith=CITY_ITSELF)
        districts.empty_label = _("Choose")
        size: Any = self.fields["size"]
        size.choices = [("", _("Not sure")), *Enterprise.Size.choices]
        for name in ("legal_representative", "founded_on", "address"):
            self.fields[name].required = True

    def _get_validation_exclusions(self) -> set[str]:
        """Whether there is another open registration is the service's to say."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"uscc", "applicant", "status"}


class PersonForm(forms.Form):
    """The account of whoever registers."""

    full_name = forms.CharField(label=_("Your name"), max_length=60)
    phone = PhoneField(label=_("Your telephone"))
    username = forms.CharField(
        label=_("User name"),
        max_length=30,
        min_length=4,
        error_messages={"min_length": _("At least %(limit_value)d characters.")},
        help_text=_("To sign in with: letters, digits and . _ -"),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput,
        help_text=_("At least 10 characters of three kinds: small and capital letters, digits, signs."),
    )  # fmt: skip
    again = forms.CharField(label=_("Password once more"), strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"full_name": "name", "username": "username", "password": "new-password", "again": "new-password"}
        for name, hint in names.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class LicenceForm(forms.Form):
    file = forms.FileField(label=_("Picture of the licence"), allow_empty_file=True, max_length=None)

    def __init__(self, *args: Any, limits: Limits, kept: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = limits.words
        self.fields["file"].required = not kept
        self.fields["file"].widget.attrs |= {
            "accept": ",".join(limits.endings), "data-max-mb": f"{limits.most_bytes / MEGABYTE:g}",
        }  # fmt: skip


class CorrectionForm(FirmForm):
    """A returned registration, with the version that was read."""

    uscc = CreditCodeField()
    version = forms.IntegerField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Another picture of the licence"), required=False, allow_empty_file=True, max_length=None
    )
    field_order = ["uscc", *FirmForm.Meta.fields, "file", "version"]

    def __init__(self, *args: Any, limits: Limits, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = limits.words
        self.fields["file"].widget.attrs["accept"] = ",".join(limits.endings)


class VersionForm(forms.Form):
    """A step that needs no words, on the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
