"""The list of tasks: searched, filtered by the address, sorted, summed up."""

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kernel.accounts.signed_in import person
from kernel.calendars.queries import WorkingCalendar
from kernel.common.templatetags.words import light_word

from ..filters import TaskFilter, asked_of_tasks, sort_of_tasks
from ..models import Task
from ..models.tasks import LIVE
from ..queries.sums import Sums, sums_of
from .tasks import REACH, VIEW

PICKERS = ("lead", "light", "status")
SHOWN_FILTERS = ("q", *PICKERS)
NOT_FILTERS = ("page", "sort", "ordering", "density", "csrfmiddlewaretoken")
DENSITIES = ("compact", "normal", "roomy")
ROWS_A_PAGE = 30


@login_required
@permission_required(VIEW, raise_exception=True)
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """The tasks this person sees, as far as the address asks for them."""
    rows = Task.objects.visible_to(person(request)).select_related("lead")
    found = TaskFilter(asked_of_tasks(request.GET), queryset=rows, request=request)
    chosen = found.qs
    page = Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page"))
    sums = sums_of(chosen, timezone.localdate())
    chips = _chips(request, found.form)
    context = {
        "page": page, "rows": _rows(page.object_list), "columns": _columns(), "errors": found.errors, "chips": chips,
        "words": found.form["q"], "pickers": _pickers(request, found.form), "sort": sort_of_tasks(request.GET),
        "sums": _sum_row(sums),
        "density": _density(request), "total": _total(sums), "clear_url": reverse("coordination:task-list"),
        "hidden": _hidden(request), "filtered": bool(chips), "everything": person(request).scope.everything,
    }  # fmt: skip
    return render(request, "coordination/tasks/list.html", context)


def _density(request: HttpRequest) -> str:
    """How high the rows are: as asked now, and from then on in this session."""
    asked = request.GET.get("density", "")
    if asked in DENSITIES:
        request.session["density"] = asked
    kept = request.session.get("density", "")
    return "" if kept == "normal" else kept


def _chips(request: HttpRequest, form: Any) -> list[dict[str, str]]:
    """One chip for each value of each filter in force; its link takes just that one away."""
    chips = []
    for name, field in form.fields.items():
        values = [value for value in request.GET.getlist(name) if value.strip()]
        if name in NOT_FILTERS or not values:
            continue
        labels = _labels(field, values)
        for value in values:
            left = request.GET.copy()
            left.setlist(name, [other for other in values if other != value])
            for unwanted in ("page", *([name] if not left.getlist(name) else [])):
                left.pop(unwanted, None)
            chips.append({"label": f"{field.label}: {labels.get(value, value)}", "url": f"?{left.urlencode()}"})
    return chips


def _pickers(request: HttpRequest, form: Any) -> list[dict[str, Any]]:
    """The filters of which several values may be chosen, as boxes behind their name."""
    pickers = []
    for name in PICKERS:
        chosen, field = request.GET.getlist(name), form.fields[name]
        choices = [(str(value), label, str(value) in chosen) for value, label in field.choices]
        count = sum(picked for _value, _label, picked in choices)
        pickers.append({"name": name, "label": field.label, "choices": choices, "count": count})
    return pickers


def _labels(field: Any, values: list[str]) -> dict[str, str]:
    """What the values of a filter are called: rows by their names, choices by their labels."""
    queryset = getattr(field, "queryset", None)
    if queryset is not None:
        keys = [value for value in values if value.isdecimal() and len(value) < 19]
        return {str(row.pk): str(row) for row in queryset.filter(pk__in=keys)}
    return {str(value): str(label) for value, label in getattr(field, "choices", ())}


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "number", "label": _("task"), "sort": True},
        {"key": "lead", "label": _("lead department"), "keep": True},
        {"key": "light", "label": _("light"), "sort": True},
        {"key": "progress", "label": _("progress, %"), "sort": True},
        {"key": "due_on", "label": _("deadline"), "sort": True},
        {"key": "status", "label": _("status"), "sort": True},
    ]


def _rows(tasks: Any) -> list[dict[str, Any]]:
    today = timezone.localdate()
    days = WorkingCalendar.load(today - REACH, today + REACH)
    return [
        {
            "pk": task.pk,
            "url": reverse("coordination:task", args=[task.pk]),
            "name": task.title,
            "cells": [
                {"text": task.title, "sub": task.number},
                str(task.lead),
                {"kind": "light", "light": task.light, "reason": task.light_reason},
                {"kind": "bar", "value": task.progress},
                _due(task, days.between(today, task.due_on)),
                {"kind": "badge", "text": task.get_status_display(), "tone": _tone(task)},
            ],
        }
        for task in tasks
    ]


def _due(task: Task, days: int) -> Any:
    """Days left say something only while somebody works on it."""
    return {"kind": "days", "days": days if task.status in LIVE else None, "due_on": task.due_on}


def _tone(task: Task) -> str:
    return {"issued": "brand", "objected": "warn", "completed": "ok"}.get(task.status, "quiet")


def _total(sums: Sums) -> str:
    return ngettext("%(n)d task", "%(n)d tasks", sums.tasks) % {"n": sums.tasks}


def _sum_row(sums: Sums) -> list[str]:
    """Below the table: what all rows of all pages come to."""
    lights = _(", ").join(f"{light_word(light)} {count}" for light, count in sums.lights)
    overdue = _("%(n)d overdue") % {"n": sums.overdue}
    return [
        _("In all: %(tasks)s") % {"tasks": _total(sums)},
        ngettext("%(n)d department", "%(n)d departments", sums.leads) % {"n": sums.leads},
        lights,
        _("on average %(n)d%%") % {"n": sums.progress},
        overdue if sums.overdue else _("none overdue"),
        "",
    ]


def _hidden(request: HttpRequest) -> list[tuple[str, str]]:
    """Filters that came with a link (a plan, a measure…) and have no box of their own stay; so does the order."""
    left_out = {*SHOWN_FILTERS, "page", "density"}
    return [(name, value) for name in request.GET if name not in left_out for value in request.GET.getlist(name)]
