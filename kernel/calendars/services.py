"""The table is filled from the State Council's arrangement of a year."""

import csv
import io
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid

from .models import CalendarDay, CalendarYear


@transaction.atomic
def announce_year(year: int, days: dict[date, tuple[bool, str]], *, basis: str, actor: Any = None) -> CalendarYear:
    """Replace the special days of `year` by `days` ({date: (worked, name)}) and mark it announced."""
    strangers = [day for day in days if day.year != year]
    if strangers:
        raise Invalid(fields={"file": [_("%(day)s is not in %(year)s.") % {"day": strangers[0], "year": year}]})
    CalendarDay.objects.filter(date__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(date=day, is_working=worked, name=name) for day, (worked, name) in days.items()
    )
    row, _new = CalendarYear.objects.update_or_create(
        year=year, defaults={"state": CalendarYear.State.ANNOUNCED, "basis": basis}
    )
    return row


def read_arrangement(text: str, year: int) -> dict[date, tuple[bool, str]]:
    """Parse `date,worked(0|1),name` lines; Invalid (400) names every wrong line at once."""
    days: dict[date, tuple[bool, str]] = {}
    wrong: list[str] = []
    for number, row in enumerate(csv.reader(io.StringIO(text.lstrip("\ufeff"))), start=1):
        if not row or row[0].strip().lower() in ("", "date", "日期"):
            continue
        try:
            day, worked = date.fromisoformat(row[0].strip()), row[1].strip()
        except (ValueError, IndexError):
            day, worked = date.min, ""
        if day.year != year or worked not in ("0", "1") or day in days:
            wrong.append(
                _("Line %(n)d: expected a date of %(year)d once, 0 or 1, and a name.") % {"n": number, "year": year}
            )
        else:
            days[day] = (worked == "1", row[2].strip() if len(row) > 2 else "")
    if wrong or not days:
        raise Invalid(fields={"file": wrong or [_("The file has no days.")]})
    return days
