"""The shape of what a checker says: findings by place, and the words that go with a decision."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from .registration import ReasonForm, VersionForm

FINDING, REMARK = "finding:", "remark:"


class ReturnForm(ReasonForm):
    note = forms.CharField(
        label=_("What you want to say to the firm"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands before the list of what is missing."),
    )  # fmt: skip


class AcceptForm(VersionForm):
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history; the firm does not read it."),
    )  # fmt: skip


def findings_in(data: Mapping[str, str], only: str | None = None) -> dict[str, tuple[str, str]]:
    """What the boxes of the sheet say, by path: finding and remark. Places without a finding are left out.

    `only`: the one place that was just touched.
    """
    paths = [name.removeprefix(FINDING) for name in data if name.startswith(FINDING)]
    return {
        path: (data[FINDING + path], data.get(REMARK + path, "").strip())
        for path in paths
        if data[FINDING + path] and (only is None or path == only)
    }
