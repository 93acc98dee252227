"""Shape of what administrators type about people."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from kernel.common.forms import PortalForm
from kernel.common.masking import mask_email, mask_phone

MASKS = {"phone": mask_phone, "email": mask_email}


class PersonForm(PortalForm, UserChangeForm):
    """Phone and e-mail stand there masked; left as they stand they stay what they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, mask in MASKS.items():
            if name in self.fields:
                self.initial[name] = mask(getattr(self.instance, name))
                self.fields[name].help_text = _("Masked; type the whole of it to change it.")

    def clean_phone(self) -> str:
        return self._kept("phone")

    def clean_email(self) -> str:
        return self._kept("email")

    def _kept(self, name: str) -> str:
        typed = self.cleaned_data[name]
        return str(getattr(self.instance, name) if typed == self.initial[name] else typed)


class NewPersonForm(PortalForm, AdminUserCreationForm):
    """An account with its first password; rights are given afterwards, by somebody else."""


class ReasonForm(forms.Form):
    """Why hidden data is to be shown."""

    note = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
