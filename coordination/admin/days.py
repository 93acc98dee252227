"""Days of a task as the admin shows them: the weekday, what is left of them, and a word on closed days."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.calendars.queries import WorkingCalendar
from kernel.common.templatetags.words import days_left, days_tone

from ..models.tasks import LIVE

REACH = timedelta(days=800)


def calendar_around(today: date) -> WorkingCalendar:
    """The special days that the deadlines of a list may meet. One query."""
    return WorkingCalendar.load(today - REACH, today + REACH)


def deadline_column(today: date) -> Callable[[Any], str]:
    """The column of a list of tasks: deadline, weekday, working days left of a live one; one query for all rows."""
    days: list[WorkingCalendar] = []

    def deadline(task: Any) -> str:
        if not days:
            days.append(calendar_around(today))
        left = days[0].between(today, task.due_on) if task.status in LIVE else None
        closed = "" if days[0].is_working(task.due_on) else _("closed day")
        return format_html(
            '{} <span class="quiet">{}</span> <span class="admin-due days-{}">{}</span> <b class="admin-closed">{}</b>',
            f"{task.due_on:%Y-%m-%d}", date_format(task.due_on, "D"), days_tone(left), days_left(left), closed,
        )  # fmt: skip

    deadline.short_description = gettext_lazy("deadline")  # type: ignore[attr-defined]
    deadline.admin_order_field = "due_on"  # type: ignore[attr-defined]
    return deadline


def beside(day: date, today: date, *, live: bool) -> str:
    """What stands under a date's box: its weekday, whether nobody works on it, what is left of a live one."""
    days = calendar_around(today)
    words = [date_format(day, "D"), "" if days.is_working(day) else _("closed day")]
    words.append(days_left(days.between(today, day)) if live else "")
    return " · ".join(word for word in words if word)


def warn_of_closed(request: HttpRequest, chosen: Iterable[date]) -> None:
    """Say of each day on which nobody works that it is one; it is taken all the same."""
    wanted = sorted(set(chosen))
    if not wanted:
        return
    days = WorkingCalendar.load(wanted[0], wanted[-1])
    for day in wanted:
        if not days.is_working(day):
            words = {"day": f"{day:%Y-%m-%d}", "weekday": date_format(day, "D")}
            messages.warning(request, _("%(day)s (%(weekday)s) is a closed day; it was taken as you gave it.") % words)
