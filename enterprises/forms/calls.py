"""The shape of what staff type about a call: its words and times, a new one, a copy, a step, a code."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coordination.forms.days import DayField, days_around, know_days
from coordination.forms.plans import VersionForm
from coordination.forms.tasks import HalfWidthInteger

from ..models import Call, Rubric, Scheme

FIRST_YEAR, LAST_YEAR = 2000, 2100
NUMERIC = {"inputmode": "numeric"}


def whole(**options: Any) -> HalfWidthInteger:
    """A whole number as it is typed, also with full-width digits."""
    return HalfWidthInteger(**{"min_value": 0, "widget": forms.TextInput(attrs=NUMERIC), **options})


class TimesForm(VersionForm):
    """Opening and closing: a day, with its weekday and a word on closed days beside it, and the time of day."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opens_on = DayField(label=_("Opens on"))
    opens_time = forms.TimeField(label=_("at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes_on = DayField(label=_("Closes on"))
    closes_time = forms.TimeField(label=_("at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.special = days_around(timezone.localdate())
        know_days(self, self.special)

    def clean(self) -> dict[str, Any]:
        """`opens_at` and `closes_at` as instants, in the place of days and times."""
        data = super().clean() or {}
        for name in ("opens", "closes"):
            day, clock = data.pop(f"{name}_on", None), data.pop(f"{name}_time", None)
            if isinstance(day, date) and isinstance(clock, time):
                data[f"{name}_at"] = timezone.make_aware(datetime.combine(day, clock))
        if "opens_at" in data and "closes_at" in data and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_on", gettext("It must close after it opens."))
        return data


class NewCallForm(TimesForm):
    scheme = forms.ModelChoiceField(label=_("Scheme"), queryset=Scheme.objects.none())
    year = whole(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = forms.CharField(label=_("Title"), max_length=120)
    field_order = ("scheme", "year", "title")

    def __init__(self, *args: Any, schemes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].queryset = schemes  # type: ignore[attr-defined]


class BasicsForm(TimesForm):
    """The words and times of a call; of a published one only what may still change, with the reason."""

    year = whole(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = forms.CharField(label=_("Title"), max_length=120)
    introduction = forms.CharField(
        label=_("For whom it is and what one gets"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Needed before it is published: the first thing a firm reads; a blank line parts paragraphs."),
    )  # fmt: skip
    minutes_needed = whole(label=_("It takes, minutes"), min_value=1, max_value=6000)
    contact = forms.CharField(
        label=_("Whom to ask"),
        max_length=120,
        required=False,
        help_text=_("Needed before it is published: an office with its telephone number."),
    )
    applications_each = whole(label=_("Applications of one firm at most"), min_value=1, max_value=50)
    most_returns = whole(label=_("Returned for supplement at most, times"), max_value=9)
    field_order = ("year", "title", "introduction")
    ALWAYS_OPEN = (
        "version",
        "introduction",
        "minutes_needed",
        "contact",
        "opens_on",
        "opens_time",
        "closes_on",
        "closes_time",
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        opens, closes = timezone.localtime(call.opens_at), timezone.localtime(call.closes_at)
        initial = {name: getattr(call, name) for name in self.base_fields if hasattr(call, name)}
        initial |= {
            "opens_on": opens.date(), "opens_time": opens.time(), "closes_on": closes.date(),
            "closes_time": closes.time(),
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        if call.status != "draft":
            self._only_what_may_change()

    def _only_what_may_change(self) -> None:
        for name, field in self.fields.items():
            field.disabled = name not in self.ALWAYS_OPEN or name.startswith("opens_")
        self.fields["note"] = forms.CharField(
            label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Needed when the closing moves; the applicants read it."),
        )  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """The fields of the call as they were typed; the version and the reason stand apart."""
        names = [*self.fields, "opens_at", "closes_at"]
        return {
            name: self.cleaned_data[name]
            for name in names
            if name in self.cleaned_data and name not in ("version", "note")
        }


class CopyForm(forms.Form):
    year = whole(label=_("Year of the new call"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    new_form = forms.BooleanField(
        label=_("Make a new draft of the form, to change it"), required=False,
        help_text=_("Otherwise it asks by the same version."),
    )  # fmt: skip


class RubricChoiceForm(VersionForm):
    rubric = forms.ModelChoiceField(label=_("Rubric"), queryset=Rubric.objects.all(), empty_label=None)


class StepForm(VersionForm):
    """A step without a reason."""


class StepNoteForm(VersionForm):
    note = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason.")},
    )  # fmt: skip


class LateCodeForm(forms.Form):
    reason = forms.CharField(label=_("For whom and why"), max_length=200)
    uses = whole(label=_("Number of uses"), min_value=1, max_value=100, initial=1)
    expires_on = DayField(label=_("Valid until the end of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.special = days_around(timezone.localdate())
        know_days(self, self.special)

    @property
    def expires_at(self) -> datetime:
        """The last instant of the day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["expires_on"], time(23, 59, 59)))
