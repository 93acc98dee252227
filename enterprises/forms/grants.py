"""The shape of a grant as it is agreed and paid, and of the results a firm hands in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coordination.forms.days import DayField
from coordination.forms.evidence import MEGABYTE, FilesField
from coordination.forms.plans import VersionForm
from coordination.forms.tasks import HalfWidthDecimal
from kernel.accounts.models import User
from kernel.common.errors import Invalid
from kernel.files.queries import Limits

from ..models import Enterprise, Policy
from ..queries.firms import the_firm

PARTS = 6
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class GrantForm(forms.Form):
    """Terms of a grant; the firm is named by its credit code, and rows of instalments that are empty do not count."""

    firm: Enterprise  # the one that is meant, once the form is valid

    policy = forms.ModelChoiceField(label=_("Policy"), queryset=Policy.objects.none())
    uscc = forms.CharField(
        label=_("Firm"), max_length=80,
        help_text=_("Its credit code, its name, or enough of the name or its pinyin initials to tell it from others."),
    )  # fmt: skip
    purpose = forms.CharField(label=_("For"), max_length=200)
    amount = HalfWidthDecimal(label=_("Amount"), max_digits=12, decimal_places=4, widget=forms.TextInput(attrs=NUMBER))
    agreed_on = DayField(label=_("Agreed on"))
    results_due_on = DayField(
        label=_("Results due on"), required=False, help_text=_("Empty where no results are asked for.")
    )

    def __init__(self, *args: Any, policies: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["policy"].queryset = policies  # type: ignore[attr-defined]
        for n in range(PARTS):
            self.fields[f"amount_{n}"] = HalfWidthDecimal(
                label=gettext("Amount of instalment %(n)d") % {"n": n + 1}, max_digits=12, decimal_places=4,
                required=False, widget=forms.TextInput(attrs=NUMBER),
            )  # fmt: skip
            self.fields[f"due_on_{n}"] = DayField(
                label=gettext("Day of instalment %(n)d") % {"n": n + 1}, required=False
            )
            self.fields[f"condition_{n}"] = forms.CharField(
                label=gettext("Condition of instalment %(n)d") % {"n": n + 1}, required=False, max_length=200
            )

    def clean_uscc(self) -> str:
        """The words stay as typed; the firm they mean is `firm`."""
        words: str = self.cleaned_data["uscc"]
        try:
            self.firm = the_firm(words, self.user)
        except Invalid as refusal:
            raise forms.ValidationError(refusal.fields["uscc"]) from refusal
        return words

    def parts(self) -> Iterator[dict[str, Any]]:
        """The rows of instalments as the page shows them."""
        for n in range(PARTS):
            yield {"number": n + 1, "amount": self[f"amount_{n}"], "due_on": self[f"due_on_{n}"],
                   "condition": self[f"condition_{n}"]}  # fmt: skip

    def instalments(self) -> list[dict[str, Any]]:
        """The rows that say something, with the row each stands in; one of the whole amount where there is none."""
        data = self.cleaned_data
        rows = [
            {"amount": data[f"amount_{n}"] or Decimal(0), "due_on": data[f"due_on_{n}"],
             "condition": data[f"condition_{n}"], "row": n}
            for n in range(PARTS)
            if data[f"amount_{n}"] is not None or data[f"due_on_{n}"] or data[f"condition_{n}"]
        ]  # fmt: skip
        return rows or [{"amount": data["amount"], "due_on": None, "condition": "", "row": 0}]


class PayForm(VersionForm):
    paid_on = DayField(label=_("Paid on"))


class ResultsForm(VersionForm):
    """What came of it, with documents; some may be attached already."""

    results = forms.CharField(
        label=_("What came of it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was done with the money, what it has brought, in figures where there are any."),
    )  # fmt: skip
    file = FilesField(label=_("Documents that show it"), required=False, max_length=None, allow_empty_file=True)

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits.words
        self.fields["file"].widget.attrs |= {
            "accept": ",".join(limits.endings), "data-max-mb": f"{limits.most_bytes / MEGABYTE:g}",
            "data-max-files": str(limits.most_files),
        }  # fmt: skip
