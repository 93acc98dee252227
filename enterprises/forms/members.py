"""The shape of what is asked around a firm's people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Membership
from .registration import CreditCodeField, PersonForm, VersionForm


class JoinForm(forms.Form):
    """To be admitted by the owners of a firm whose credit code one knows."""

    uscc = CreditCodeField()
    message = forms.CharField(
        label=_("Message to the owner"), max_length=200, required=False,
        help_text=_("Who you are and what you do, so that they know you."),
    )  # fmt: skip


class NewcomerForm(JoinForm, PersonForm):
    """The same with the account of somebody who has none."""

    field_order = ["uscc", "message", "full_name", "phone", "username", "password", "again"]


class RoleForm(VersionForm):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        explained = {
            "owner": _("owner: admits others, edits the enterprise, writes and submits"),
            "filler": _("filler: writes and submits applications"),
            "reader": _("reader: sees everything, changes nothing"),
        }
        role: Any = self.fields["role"]
        role.choices = [(value, explained[value]) for value, _label in Membership.Role.choices]


class RefusalForm(VersionForm):
    note = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class EndForm(VersionForm):
    note = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
