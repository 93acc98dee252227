"""The shape of what people type about tasks."""

import unicodedata
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.dictionaries.models import Entry

from ..models import ProgressReport, Task

Judgement = ProgressReport.Judgement
JUDGEMENTS = [("", "—"), *Judgement.choices]


class DayField(forms.DateField):
    """A day, chosen from the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class HalfWidthInteger(forms.IntegerField):
    """A number that may be typed with full-width digits, as Chinese input methods do."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class HalfWidthDecimal(forms.DecimalField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class StepForm(forms.Form):
    """A step that needs nothing but the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(StepForm):
    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class OptionalNoteForm(StepForm):
    note = forms.CharField(label=_("Remark"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ObjectForm(StepForm):
    kind = forms.ChoiceField(label=_("Kind of objection"), widget=forms.RadioSelect)
    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        entries = Entry.objects.of("objection-kind", timezone.localdate())
        self.fields["kind"].choices = [(entry.code, entry.label) for entry in entries]  # type: ignore[attr-defined]


class ReissueForm(StepForm):
    lead = forms.ModelChoiceField(
        label=_("Lead department"), queryset=Department.objects.open(), required=False, empty_label=_("as it was")
    )
    due_on = DayField(label=_("Deadline"), required=False, help_text=_("Leave empty to keep it."))
    note = forms.CharField(label=_("Decision"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RollOverForm(StepForm):
    goal = forms.CharField(label=_("Goal of the next year"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(label=_("Deadline"))
    explanation = forms.CharField(label=_("Explanation"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EditForm(forms.ModelForm):
    """What the office may change of a task; a moved deadline asks for a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    start_on = DayField(label=_("Start"))
    due_on = DayField(label=_("Deadline"))
    note = forms.CharField(label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Task
        fields = ["title", "content", "standard", "lead_duty", "profile", "start_on", "due_on"]
