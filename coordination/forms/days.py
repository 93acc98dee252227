"""Days: chosen from the browser's own calendar, with the weekday and a word on closed days beside them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from kernel.calendars.queries import special_days

SATURDAY = 5
REACH = timedelta(days=1100)
Special = Mapping[date, tuple[bool, str]]


class DayField(forms.DateField):
    """A day. Where the form knows the special days (`know_days`), a closed day is said beside it, never refused."""

    special: Special = {}

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)

    def beside(self, value: Any) -> str:
        """What stands beside the box: the weekday, and whether nobody works on that day."""
        day = value if isinstance(value, date) else _parsed(value)
        return " ".join(part for part in (_weekday(day), self._closed(day)) if part) if day else ""

    def _closed(self, day: date) -> str:
        worked, name = self.special.get(day, (day.weekday() < SATURDAY, ""))
        if worked:
            return ""
        return _("closed day (%(name)s)") % {"name": name} if name else _("closed day")


def days_around(today: date) -> Special:
    """The special days that dates of a plan may meet."""
    return special_days(today - REACH, today + REACH)


def know_days(form: forms.BaseForm, special: Special) -> None:
    """Tell the date fields of a form which days are special."""
    for field in form.fields.values():
        if isinstance(field, DayField):
            field.special = special


def for_script(special: Special) -> dict[str, Any]:
    """The same for the page's script: day -> [worked, name]."""
    return {f"{day:%Y-%m-%d}": [int(worked), name] for day, (worked, name) in special.items()}


def _weekday(day: date) -> str:
    """As the scripts say it too."""
    return _("Sun Mon Tue Wed Thu Fri Sat").split()[day.isoweekday() % 7]


def _parsed(value: Any) -> date | None:
    try:
        return parse_date(str(value or ""))
    except ValueError:
        return None
