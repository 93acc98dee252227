"""Shape of what administrators type about people."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from kernel.common.forms import MaskedForm, PortalForm
from kernel.common.masking import mask_email, mask_phone


class PersonForm(MaskedForm, UserChangeForm):
    """What is kept of a person, phone and e-mail masked."""

    masks: ClassVar[Mapping[str, Callable[[str], str]]] = {"phone": mask_phone, "email": mask_email}


class NewPersonForm(PortalForm, AdminUserCreationForm):
    """An account with its first password; rights are given afterwards, by somebody else."""


class ReasonForm(forms.Form):
    """Why hidden data is to be shown."""

    note = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
