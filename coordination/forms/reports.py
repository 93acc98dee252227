"""The shape of what people type into a report, and of what the office answers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import ProgressReport
from .days import DayField
from .tasks import JUDGEMENTS, HalfWidthDecimal, HalfWidthInteger, NoteForm, StepForm

Judgement = ProgressReport.Judgement
LONGEST_NOTE = 2000


class ReportForm(forms.ModelForm):
    """The month's report; everything may be left out while it is a draft."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    progress = HalfWidthInteger(
        label=_("Progress"), min_value=0, max_value=100, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    judgement = forms.ChoiceField(label=_("Your own judgement"), choices=JUDGEMENTS, required=False)

    class Meta:
        model = ProgressReport
        fields = ["progress", "judgement", "done", "problems", "next_step"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("done", "problems", "next_step")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.targets = list(self.instance.task.targets.all())
        known = dict(self.instance.values.values_list("target", "value")) if self.targets else {}
        for target in self.targets:
            self.fields[f"target_{target.pk}"] = HalfWidthDecimal(
                label=target.text, required=False, max_digits=18, decimal_places=4,
                initial=plain(known.get(target.pk)), widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """The fields of the report itself that are well formed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}

    def figures(self) -> dict[int, Any]:
        """The well-formed figures of its targets, None where a box is empty."""
        names = {target.pk: f"target_{target.pk}" for target in self.targets}
        return {pk: self.cleaned_data[name] for pk, name in names.items() if name in self.cleaned_data}


class AcceptForm(StepForm):
    judgement = forms.ChoiceField(label=_("The office's judgement"), choices=JUDGEMENTS, required=False)
    note = forms.CharField(
        label=_("Remark"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(NoteForm):
    judgement = forms.ChoiceField(label=_("The office's judgement"), choices=JUDGEMENTS, required=False)
    due_on = DayField(label=_("To be corrected by"), required=False)
    field_order = ("version", "note", "due_on", "judgement")


class BulkForm(forms.Form):
    """One remark for all of them; returning needs a reason."""

    note = forms.CharField(max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needs_note: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note"].required = needs_note
        self.fields["note"].label = _("Reason") if needs_note else _("Remark")


def plain(value: Decimal | None) -> str | None:
    """A figure as people type it: without idle noughts."""
    return None if value is None else f"{value.normalize():f}"
