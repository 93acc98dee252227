"""Next year's call from this year's: everything moves along, dates by whole years onto working days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record
from kernel.calendars.queries import WorkingCalendar

from ..models import AwardTier, Call, EligibilityRule, Stage
from .calls import refuse_taken_year
from .rows import clone, clone_all
from .schemes import require_runner
from .sheets import new_form_version

KEPT = (
    "minutes_needed", "rubric", "most_returns", "applications_each", "contact", "vacancy_below_line",
    "cool_down_years", "repeat_outside_quota", "repeat_with_money", "barring_years",
)  # fmt: skip
REACH = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Move:
    """A date of last year's call and where it went; `shifted` when it fell on a closed day and was moved on."""

    what: str
    old: date
    new: date
    shifted: bool


@transaction.atomic
def copy_call(call: Call, *, year: int, actor: User | None, new_form: bool = False) -> tuple[Call, list[Move]]:
    """A call in preparation for another year, and the dates that moved.

    It asks by the same form, or by a new draft copied from it (`new_form`). YearTaken (409) when that year has one.
    """
    require_runner(call.scheme, actor)
    refuse_taken_year(call.scheme, year)
    form = call.form
    if new_form and form is not None:
        form = new_form_version(form, actor=actor, remark=_("for the call of %(year)d") % {"year": year})
    shift = _Shift(call, year)
    row = Call.objects.create(
        scheme=call.scheme, year=year, title=_renamed(call.title, call.year, year), form=form, copied_from=call,
        introduction=_renamed(call.introduction, call.year, year),
        opens_at=shift.instant(_("Opens"), call.opens_at), closes_at=shift.instant(_("Closes"), call.closes_at),
        **{name: getattr(call, name) for name in KEPT},
    )  # fmt: skip
    for rows in (AwardTier.objects.filter(call=call), EligibilityRule.objects.filter(call=call)):
        clone_all(rows, call=row)
    Stage.objects.bulk_create(shift.stage(stage, row) for stage in call.stages.all())
    record(row, "copy", actor=actor, after={"copied_from": call.title, "year": year})
    return row, shift.moves


class _Shift:
    """Moves dates by whole years; one that meets a closed day goes on to the next working day."""

    def __init__(self, call: Call, year: int) -> None:
        self.years, self.moves = year - call.year, list[Move]()
        first, last = date(year, 1, 1) - REACH, date(year + 1, 12, 31) + REACH
        self.calendar = WorkingCalendar.load(first, last)

    def day(self, what: str, old: date) -> date:
        plain = _years_on(old, self.years)
        new = self.calendar.add(plain, 0)
        self.moves.append(Move(what, old, new, new != plain))
        return new

    def instant(self, what: str, old: datetime) -> datetime:
        here = timezone.localtime(old)
        return timezone.make_aware(datetime.combine(self.day(what, here.date()), here.time()))

    def stage(self, stage: Stage, call: Call) -> Stage:
        name = stage.get_kind_display()
        ends: dict[str, Any] = {"starts_on": _("%(stage)s, from"), "ends_on": _("%(stage)s, until")}
        days = {
            field: self.day(words % {"stage": name}, getattr(stage, field))
            for field, words in ends.items()
            if getattr(stage, field)
        }
        copy: Stage = clone(stage, call=call, **days)
        return copy


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _renamed(text: str, old: int, new: int) -> str:
    """The text with its own year and the one before moved along; spans of years and document numbers stay."""
    plain = re.compile(rf"(?<![\d〔\[—–-])({old - 1}|{old})(?!\d|\s*[—–-]\s*\d)")
    return plain.sub(lambda found: str(int(found[0]) + new - old), text)
