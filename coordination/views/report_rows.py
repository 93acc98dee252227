"""The list of reports: its columns, its filters in the address, a chip for each one in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kernel.calendars.queries import WorkingCalendar
from kernel.common.templatetags.words import tone
from kernel.common.workflow import Words

from ..filters import ProgressReportFilter
from ..models import ProgressReport, ReportState
from ..models.reports import OWED
from ..queries.reports import months_of

SHOWN = ("q", "state", "period", "lead")
SORTS = ("period", "due_on", "submitted_on", "progress")
VIEW_ONLY = ("page", "sort", "density")


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: Words
    num: bool = False
    wide: bool = False

    def head(self) -> dict[str, Any]:
        sort = self.key in SORTS
        return {"key": self.key, "label": self.label, "sort": sort, "num": self.num, "wide": self.wide}


COLUMNS = [
    Column("task", gettext_lazy("task")),
    Column("period", gettext_lazy("month")),
    Column("lead", gettext_lazy("lead department")),
    Column("state", gettext_lazy("state")),
    Column("progress", gettext_lazy("progress, %")),
    Column("judgement", gettext_lazy("judgement: bureau, office"), wide=True),
    Column("due_on", gettext_lazy("due on")),
    Column("submitted_on", gettext_lazy("submitted on"), wide=True),
]


BULK_ACTS = [
    {"label": gettext_lazy("Accept the chosen"), "value": "accept", "kind": "primary"},
    {"label": gettext_lazy("Return the chosen"), "value": "return"},
]


def sums_of(count: int, mean: int | None) -> list[str]:
    """The row below the last: how many in all, and the mean of their progress."""
    all_of_them = ngettext("%(n)d report in all", "%(n)d reports in all", count) % {"n": count}
    return [all_of_them, "", "", "", "" if mean is None else _("mean %(n)d %%") % {"n": mean}, "", "", ""]


def asked_filter(request: HttpRequest, rows: Any, today: date) -> ProgressReportFilter:
    """The filters of the address; `sort` is one of the columns, forwards or backwards."""
    data = request.GET.copy()
    sort = data.get("sort", "")
    if sort.removeprefix("-") in SORTS:
        data["ordering"] = f"{sort},-id" if sort.startswith("-") else f"{sort},id"
    if not any(data.get(name) for name in ("state", "status", "period", "task")):
        # What is not due yet asks nothing of anybody: it is shown when it is asked for.
        rows = rows.filter(period__lte=today)
    return ProgressReportFilter(data, queryset=rows, request=request)


def shown_filters(found: ProgressReportFilter, rows: Any) -> dict[str, Any]:
    """The four filters that stand above the list, as the part `filter_bar` takes a form."""
    form, months = found.form, months_of(rows)
    form.fields["period"].widget = forms.Select(choices=[("", "—"), *((f"{m:%Y-%m-%d}", f"{m:%Y-%m}") for m in months)])
    form.fields["q"].widget = forms.TextInput(attrs={"type": "search", "placeholder": _("Number, name, initials")})
    form.fields["state"].widget = forms.Select(choices=[("", _("all but not due")), *ReportState.choices])
    lead = form.fields["lead"]
    lead.widget = forms.Select(choices=[("", "—"), *((row.pk, str(row)) for row in lead.queryset)])
    return {"visible_fields": [form[name] for name in SHOWN]}


def kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What the address asks for besides: filters that came with a link, the sort."""
    left_out = {*SHOWN, "page"}
    return [(name, value) for name in request.GET if name not in left_out for value in request.GET.getlist(name)]


def chips_of(request: HttpRequest, found: ProgressReportFilter) -> list[dict[str, str]]:
    """One chip for each filter in force, with the address that takes it away."""
    chips, form = [], found.form
    for name in request.GET:
        if name in VIEW_ONLY or name not in form.fields or not any(request.GET.getlist(name)):
            continue
        rest = request.GET.copy()
        del rest[name]
        rest.pop("page", None)
        field = form.fields[name]
        words = ", ".join(_word(field, value) for value in request.GET.getlist(name) if value)
        chips.append({"label": f"{field.label}: {words}", "url": f"?{rest.urlencode()}"})
    return chips


def _word(field: Any, value: str) -> str:
    """A filter's value as people say it."""
    choices = dict(getattr(field, "choices", ()) or getattr(field.widget, "choices", ()))
    known = {str(getattr(key, "value", key)): str(label) for key, label in choices.items()}
    return known.get(value, value)


def rows_of(reports: Iterable[ProgressReport], today: date) -> list[dict[str, Any]]:
    """The rows as parts/table.html shows them. One query for the working days."""
    page = list(reports)
    days = [report.due_on for report in page] or [today]
    calendar = WorkingCalendar.load(min(*days, today), max(*days, today))
    return [_row(report, calendar, today) for report in page]


def _row(report: ProgressReport, calendar: WorkingCalendar, today: date) -> dict[str, Any]:
    state = report.state_on(today)
    judged = [report.get_judgement_display(), report.get_office_judgement_display()]
    owed = {"kind": "days", "days": calendar.between(today, report.due_on), "due_on": report.due_on}
    return {
        "pk": report.pk,
        "url": reverse("coordination:report", args=[report.pk]),
        "name": str(report),
        "fixed": report.status != "submitted",
        "cells": [
            {"text": report.task.title, "sub": report.task.number},
            _day(f"{report.period:%Y-%m}"),
            str(report.task.lead),
            {"kind": "badge", "text": state.label, "tone": tone(state)},
            {"kind": "bar", "value": report.progress} if report.progress is not None else "—",
            " · ".join(word for word in judged if word) or "—",
            owed if report.status in OWED else _day(f"{report.due_on:%Y-%m-%d}"),
            _day(f"{report.submitted_on:%Y-%m-%d}") if report.submitted_on else "—",
        ],
    }


def _day(text: str) -> dict[str, str]:
    return {"kind": "day", "text": text}
