"""The shape of what people type about tasks."""

import unicodedata
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.dictionaries.models import Entry

from ..models import ProgressReport, Task
from .days import DayField
from .departments import DepartmentField

Judgement = ProgressReport.Judgement
JUDGEMENTS = [("", "—"), *Judgement.choices]


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
    note = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )  # fmt: skip


class OptionalNoteForm(StepForm):
    note = forms.CharField(label=_("Remark"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class Seen(forms.Form):
    """What the person saw of the task, to be shown beside it when somebody else was first."""

    seen = forms.JSONField(widget=forms.HiddenInput, required=False)


class SignForm(Seen, StepForm):
    pass


class ReasonForm(Seen, NoteForm):
    pass


class RemarkForm(Seen, OptionalNoteForm):
    pass


class ObjectForm(Seen, StepForm):
    kind = forms.ChoiceField(
        label=_("Kind of objection"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the kinds of objection.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        entries = Entry.objects.of("objection-kind", timezone.localdate())
        self.fields["kind"].choices = [(entry.code, entry.label) for entry in entries]  # type: ignore[attr-defined]


class ReissueForm(Seen, StepForm):
    lead = DepartmentField(
        label=_("Another lead department"), required=False, max_length=80,
        help_text=_("Name, code or pinyin initials; leave empty to keep it."),
    )  # fmt: skip
    due_on = DayField(label=_("Another deadline"), required=False, help_text=_("Leave empty to keep it."))
    note = forms.CharField(
        label=_("Decision"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was decided, and why.")},
    )  # fmt: skip


class RollOverForm(Seen, StepForm):
    goal = forms.CharField(label=_("Goal of the next year"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(label=_("Deadline"))
    progress = HalfWidthInteger(
        label=_("Progress it begins with"), min_value=0, max_value=100, initial=0,
        help_text=_("How much of the new goal is reached already."),
    )  # fmt: skip
    explanation = forms.CharField(label=_("Explanation"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EditForm(forms.ModelForm):
    """What the office may change of a task; a moved deadline asks for a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    start_on = DayField(label=_("Start"))
    due_on = DayField(label=_("Deadline"))
    note = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the deadline moves; it stands in the history."),
    )  # fmt: skip

    class Meta:
        model = Task
        fields = ["title", "content", "standard", "lead_duty", "responsible", "profile", "start_on", "due_on"]
        widgets = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "standard": forms.Textarea(attrs={"rows": 3}),
            "lead_duty": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = User.objects.members_of(self.instance.lead_id)
        kept = User.objects.filter(pk=self.instance.responsible_id)
        self.fields["responsible"].queryset = (people | kept).distinct()  # type: ignore[attr-defined]
