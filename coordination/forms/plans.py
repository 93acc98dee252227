"""The shape of what is typed on the pages of the plan."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department

from ..lights import Colour
from ..models import Plan, Target
from ..policytext import TextRefused, read_document
from ..queries.coverage import NONE
from .days import DayField
from .departments import DepartmentField

LARGEST_UPLOAD = 10 * 1024 * 1024


class TextForm(forms.Form):
    """A policy text, as a file or pasted; `cleaned_data["policy"]` is the text, `source_name` the file's name."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_(".docx, .txt or .md, at most 10 MB. Word's automatic numbering is read too."),
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.docx", "data-max-mb": "10"}),
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        if upload.size > LARGEST_UPLOAD:
            raise forms.ValidationError(
                gettext("The file is larger than 10 MB. A policy text is much smaller: look again.")
            )
        try:
            self.cleaned_data["policy"] = read_document(upload.name, upload.read())
        except TextRefused as refusal:
            raise forms.ValidationError(gettext(str(refusal))) from refusal
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pasted = data.get("text", "").strip()
        if data.get("file") and pasted:
            self.add_error("text", gettext("Give a file or paste the text, not both."))
        elif pasted:
            # A browser sends CRLF; the text was not written so.
            data["policy"] = data["text"].replace("\r\n", "\n")
        elif not data.get("file") and "file" not in self.errors:
            self.add_error("file", gettext("Choose a file, or paste the text below."))
        return data

    @property
    def source_name(self) -> str:
        upload = self.cleaned_data.get("file")
        return str(upload.name) if upload else ""

    @property
    def text_field(self) -> str:
        """The field that a refusal of the text belongs to."""
        return "file" if self.cleaned_data.get("file") else "text"


class ImportForm(TextForm):
    """A text and the plan to be drafted from it."""

    name = forms.CharField(
        label=_("Name of the plan"), required=False, max_length=120, help_text=_("Left empty, it is the text's title.")
    )
    first_year = forms.IntegerField(
        label=_("First year"), required=False, help_text=_("Left empty, the years are those the title names.")
    )
    last_year = forms.IntegerField(label=_("Last year"), required=False)
    field_order = ["file", "text", "name", "first_year", "last_year"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first_year"), data.get("last_year")
        if (first is None) != (last is None) and not {"first_year", "last_year"} & set(self.errors):
            self.add_error("last_year" if last is None else "first_year", gettext("Give both years, or neither."))
        return data


class CompareForm(TextForm):
    """A text, and the plan to hold it against."""

    plan = forms.ModelChoiceField(label=_("Plan to compare with"), queryset=Plan.objects.none())
    field_order = ["plan", "file", "text"]

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """The version of the row that the person has read, and the list they came from."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(VersionForm):
    """A reason, for steps that need one."""

    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class LeadForm(VersionForm):
    lead = DepartmentField(label=_("Lead department"), max_length=80)


class ActionForm(VersionForm):
    """Wording, lead and partners of a drafted action."""

    text = forms.CharField(label=_("Wording"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    lead = DepartmentField(label=_("Lead department"), required=False, max_length=80)
    partners = forms.ModelMultipleChoiceField(
        label=_("Co-operating departments"),
        required=False,
        queryset=Department.objects.open(),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class CutForm(VersionForm):
    """Where to cut a sentence: before a character, or before some words of it."""

    at = forms.IntegerField(required=False)
    words = forms.CharField(label=_("The second part begins with"), required=False, max_length=200)


class TargetForm(VersionForm):
    """A figure the sentence promises."""

    value = forms.DecimalField(label=_("Value"), max_digits=18, decimal_places=4)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=Target.Kind.choices, initial=Target.Kind.TOTAL)
    by = DayField(label=_("By"), required=False)
    text = forms.CharField(label=_("As written"), required=False, max_length=200)

    @property
    def beside_by(self) -> str:
        """Weekday of the day by which, and whether nobody works on it."""
        field: Any = self.fields["by"]
        return str(field.beside(self["by"].value()))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and isinstance(data.get("value"), Decimal):
            data["text"] = f"{data['value'].normalize():f}{data.get('unit', '')}"
        return data


class PolicyFilter(forms.Form):
    """Which sentences of the policy stand out, and whose tasks are shown."""

    light = forms.ChoiceField(label=_("light"), required=False, choices=[*Colour.choices, (NONE, NONE)])
    lead = forms.ModelChoiceField(
        label=_("lead department"), required=False, queryset=Department.objects.all(), empty_label=_("All bureaus")
    )
    action = forms.IntegerField(required=False)
