"""The pages on which the office writes who does what, and the milestones: rows added and taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import Invalid, StaleVersion

from ..forms.days import days_around, for_script
from ..forms.departments import Directory
from ..forms.rows import DutySet, MilestoneSet, Rows, changed_rows
from ..forms.tasks import StepForm
from ..models import Task
from ..services import tasks as services
from ..workflow import SUPERVISE
from .department_names import department_names
from .shared import check_version
from .stale import against_typed
from .task_steps import visible_task


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of rows: its set, what stands now, how it is written, what a row says in a comparison."""

    kind: str
    make: Any
    standing: list[dict[str, Any]]
    write: Callable[[Rows], Any]
    context: dict[str, Any]


@login_required
@permission_required(SUPERVISE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def task_duties(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the co-operating departments, each with its own line of duty."""
    task, directory = visible_task(request, pk), Directory.load()
    rows = task.duties.select_related("department")

    def write(found: Rows) -> None:
        duties = {form.cleaned_data["department"]: form.cleaned_data["duty"] for form in found.filled()}
        services.set_duties(task, duties, actor=person(request))

    sheet = Sheet(
        "duties", lambda *args, **options: DutySet(*args, prefix="duties", directory=directory, **options),
        [{"department": str(row.department), "duty": row.duty} for row in rows], write,
        {"departments": department_names(person(request), directory), "title": _("Change who does what")},
    )  # fmt: skip
    return _sheet(request, task, sheet)


@login_required
@permission_required(SUPERVISE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def task_milestones(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay down the milestones, each with its day and its share of the whole."""
    task, today = visible_task(request, pk), timezone.localdate()
    special = days_around(today)

    def write(found: Rows) -> None:
        data = [form.cleaned_data for form in found.filled()]
        steps = [(row["title"], row["due_on"], row["share"]) for row in data]
        services.set_milestones(task, steps, actor=person(request), today=today)

    sheet = Sheet(
        "milestones", lambda *args, **options: MilestoneSet(*args, prefix="milestones", special=special, **options),
        [{"title": row.title, "due_on": row.due_on, "share": row.share} for row in task.milestones.all()], write,
        {"special": for_script(special), "title": _("Change the milestones")},
    )  # fmt: skip
    return _sheet(request, task, sheet)


def _sheet(request: HttpRequest, task: Task, sheet: Sheet) -> HttpResponse:
    if request.method != "POST":
        rows = sheet.make(initial=sheet.standing or [{}])
        return _page(request, task, sheet, rows, StepForm(initial={"version": task.version}))
    rows, version = sheet.make(request.POST), StepForm(request.POST)
    if "add" in request.POST or "remove" in request.POST:
        typed = changed_rows(rows, add="add" in request.POST, remove=request.POST.get("remove", ""))
        return _page(request, task, sheet, sheet.make(initial=typed), version)
    if not (rows.is_valid() and version.is_valid()):
        return _page(request, task, sheet, rows, version, status=400)
    try:
        check_version(task, version)
        sheet.write(rows)
    except StaleVersion:
        now = visible_task(request, task.pk)
        stale = against_typed(now, [_lines(sheet, rows)])
        return _page(request, now, sheet, rows, StepForm({"version": now.version}), stale=stale, status=412)
    except Invalid as refusal:
        wrong = _place(sheet, rows, refusal)
        return _page(request, task, sheet, rows, version, wrong=wrong, status=400)
    messages.success(request, _("Saved."))
    return redirect("coordination:task", pk=task.pk)


def _place(sheet: Sheet, rows: Rows, refusal: Invalid) -> list[str]:
    """Each sentence at the field of its row; what concerns all of them is returned."""
    filled, whole = list(rows.filled()), []
    for path, sentences in refusal.fields.items():
        kind, _slash, place = path.partition("/")
        number, _slash, name = place.partition("/")
        for sentence in sentences:
            if kind == sheet.kind and number.isdecimal():
                filled[int(number)].add_error(name, sentence)
            else:
                whole.append(sentence)
    return whole


def _lines(sheet: Sheet, rows: Rows) -> tuple[str, str, str]:
    """What stands and what was typed, a line a row, for the comparison."""
    now = "\n".join(" · ".join(str(value or "") for value in row.values()) for row in sheet.standing)
    typed = "\n".join(" · ".join(str(value or "") for value in row.values()) for row in rows.values())
    return str(sheet.context["title"]), now, typed


def _page(
    request: HttpRequest, task: Task, sheet: Sheet, rows: Rows, version: StepForm, *,
    wrong: Any = (), stale: Any = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "task": task, "rows": rows, "version": version, "kind": sheet.kind, "stale": stale,
        "wrong": [*wrong, *(rows.non_form_errors() if rows.is_bound else ())], "faults": _faults(rows),
        "duties": sheet.kind == "duties", **sheet.context,
    }  # fmt: skip
    return render(request, "coordination/tasks/rows.html", context, status=status)


def _faults(rows: Rows) -> list[tuple[int, Any, str]]:
    """What is wrong in the rows: (number as shown, field, sentence); rows taken away are not counted."""
    shown = [form for form in rows if not form["DELETE"].value()] if rows.is_bound else []
    return [(n, bound, text) for n, form in enumerate(shown, start=1) for bound in form for text in bound.errors]
