"""The steps of a task, each on a page that says what will happen; the office's edits; carrying over."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal

from ..forms import tasks as shapes
from ..forms.days import days_around, for_script, know_days
from ..models import Task
from ..queries.consequences import effects_of, roll_over_effects
from ..services import tasks as services
from ..workflow import SUPERVISE
from .department_names import department_names
from .shared import check_version
from .stale import against_typed, done_already, seen_of, since_seen
from .task_acts import may_take

VIEW = "coordination.view_task"
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    """A step as a page: its form, its service, what it means, and what is said when it is done."""

    form: type[forms.BaseForm]
    service: Callable[..., Task]
    text: Words
    said: Words
    danger: bool = False


ACTS = {
    "sign": Act(
        shapes.SignForm, services.sign_task,
        gettext_lazy("Your department takes the task on: its time runs, and a report is due each month."),
        gettext_lazy("The task is signed for."),
    ),
    "object": Act(
        shapes.ObjectForm, services.object_to_task,
        gettext_lazy("Say why the task should not stay with you as it is. The office decides and issues it again."),
        gettext_lazy("Your objection is with the office."),
    ),
    "reissue": Act(
        shapes.ReissueForm, services.reissue_task,
        gettext_lazy("The task goes out again, as it was or with another lead or deadline, with your decision."),
        gettext_lazy("The task is issued again."),
    ),
    "complete": Act(
        shapes.RemarkForm, services.complete_task,
        gettext_lazy("The completion standard is met. Nothing more is asked for, and the light stays green."),
        gettext_lazy("The task is completed."),
    ),
    "reopen": Act(
        shapes.ReasonForm, services.reopen_task,
        gettext_lazy("Completion was confirmed wrongly: the task goes on, and its reports are asked for again."),
        gettext_lazy("The task is open again."),
    ),
    "suspend": Act(
        shapes.ReasonForm, services.suspend_task,
        gettext_lazy("The task rests with approval: its light turns grey and no report is asked for until it resumes."),
        gettext_lazy("The task is suspended."),
    ),
    "resume": Act(
        shapes.ReasonForm, services.resume_task,
        gettext_lazy("The task goes on where it stood, and the coming reports are asked for."),
        gettext_lazy("The task goes on."),
    ),
    "cancel": Act(
        shapes.ReasonForm, services.cancel_task,
        gettext_lazy("The task leaves the plan for good and is counted nowhere; its history stays."),
        gettext_lazy("The task is cancelled."), danger=True,
    ),
}  # fmt: skip


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def task_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """GET says what will happen; POST does it. A step that is not possible from here is a 409."""
    if step not in ACTS:
        raise Http404
    task, act = visible_task(request, pk), ACTS[step]
    _require(task, step, person(request))
    if request.method == "GET":
        Task.workflow.step(step, task.status)
        return _step_page(request, task, step, act.form(initial=seen_of(task)))
    form = act.form(request.POST)
    if not form.is_valid():
        return _step_page(request, task, step, form)
    try:
        _take(task, form, act, person(request))
    except StaleVersion:
        return _step_overtaken(request, task, step, form)
    except NotPermitted:
        raise
    except DomainError as refusal:
        show_refusal(form, refusal)
        return _step_page(request, task, step, form, status=refusal.status)
    return _done(request, task, act.said)


@login_required
@permission_required(SUPERVISE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the task says, changed by the office."""
    task = visible_task(request, pk)
    start = {"instance": visible_task(request, pk)}
    if request.method == "GET":
        return _form_page(request, task, shapes.EditForm(initial={"version": task.version}, **start), EDIT)
    return _write(request, task, shapes.EditForm(request.POST, **start), EDIT)


@login_required
@permission_required(SUPERVISE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def task_roll_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the next year, with a goal of its own and the reason."""
    task = visible_task(request, pk)
    if request.method == "GET":
        return _form_page(request, task, shapes.RollOverForm(initial=seen_of(task)), ROLL_OVER)
    return _write(request, task, shapes.RollOverForm(request.POST), ROLL_OVER)


EDIT = Act(
    shapes.EditForm, services.edit_task, gettext_lazy("Change the task"), gettext_lazy("The task is changed.")
)  # fmt: skip
ROLL_OVER = Act(
    shapes.RollOverForm, services.roll_over_task, gettext_lazy("Carry over into the next year"),
    gettext_lazy("The task goes on in its next year."),
)  # fmt: skip


def visible_task(request: HttpRequest, pk: int) -> Task:
    """The task, if this person may see it (404)."""
    rows = Task.objects.visible_to(person(request)).select_related("lead", "plan__rule", "responsible")
    return get_object_or_404(rows, pk=pk)


def fresh(form_class: Any, form: Any, task: Task, **options: Any) -> Any:
    """The form again with what was typed, to be sent for the version as it is now."""
    now = seen_of(task)
    data = {**form.data.dict(), "version": now["version"], "seen": json.dumps(now["seen"], ensure_ascii=False)}
    return form_class(data, **options)


def _require(task: Task, step: str, user: Any) -> None:
    """NotPermitted (403) before anything is typed, with the sentence that says whose step it is."""
    row = next(item for item in Task.workflow if item.name == step)
    if not user.has_perm(row.permission):
        raise NotPermitted(_("“%(step)s” is not yours to do.") % {"step": row.label})
    if not may_take(task, row, user):
        services.require_lead(task, user)


def _write(request: HttpRequest, task: Task, form: Any, act: Act) -> HttpResponse:
    if not form.is_valid():
        return _form_page(request, task, form, act)
    try:
        _take(task, form, act, person(request))
    except StaleVersion:
        return _overtaken(request, visible_task(request, task.pk), form, act)
    except NotPermitted:
        raise
    except DomainError as refusal:
        show_refusal(form, refusal)
        return _form_page(request, task, form, act, status=refusal.status)
    return _done(request, task, act.said)


def _take(task: Task, form: Any, act: Act, actor: Any) -> None:
    """The act on the version that was read; StaleVersion (412) when the task has moved on."""
    check_version(task, form)
    kept_empty = act is EDIT
    words = {
        name: value
        for name, value in form.cleaned_data.items()
        if name not in ("version", "seen") and (kept_empty or value is not None)
    }
    act.service(task, actor=actor, today=timezone.localdate(), **words)


def _step_overtaken(request: HttpRequest, task: Task, step: str, form: Any) -> HttpResponse:
    """Somebody was first: what changed, and the form as it was typed. One's own double click is simply done."""
    now, act = visible_task(request, task.pk), ACTS[step]
    if done_already(request, now, step, form.cleaned_data["version"]):
        return _done(request, now, act.said)
    stale = since_seen(now, form.cleaned_data["seen"])
    return _step_page(request, now, step, fresh(act.form, form, now), stale=stale, status=412)


def _overtaken(request: HttpRequest, now: Task, form: Any, act: Act) -> HttpResponse:
    edits = act is EDIT
    stale = against_typed(now, _typed(now, form)) if edits else since_seen(now, form.cleaned_data["seen"])
    options = {"instance": now} if edits else {}
    return _form_page(request, now, fresh(act.form, form, now, **options), act, stale=stale, status=412)


def _typed(task: Task, form: Any) -> list[tuple[str, Any, Any]]:
    """(label, as it is now, as it was typed) of each field of the task."""
    kept = Task.objects.select_related("responsible").get(pk=task.pk)
    profiles = dict(Task._meta.get_field("profile").flatchoices)
    rows = []
    for name in form.Meta.fields:
        pair = [getattr(kept, name), form.cleaned_data[name]]
        now, typed = [profiles.get(value, value) for value in pair] if name == "profile" else pair
        rows.append((str(form.fields[name].label), now, typed))
    return rows


def _done(request: HttpRequest, task: Task, said: Words) -> HttpResponse:
    messages.success(request, str(said))
    return redirect("coordination:task", pk=task.pk)


def _step_page(
    request: HttpRequest, task: Task, step: str, form: Any, *, stale: Any = None, status: int = 0
) -> HttpResponse:
    act, today = ACTS[step], timezone.localdate()
    possible = step in Task.workflow.names_from(task.status)
    context = {
        "title": Task.workflow.label(step), "text": act.text, "act": Task.workflow.label(step), "danger": act.danger,
        "effects": effects_of(task, step, today) if possible else [], "possible": possible, "stale": stale,
        "open_steps": [str(item.label) for item in Task.workflow.open_from(task.status)],
    }  # fmt: skip
    return _render(request, task, form, context, status)


def _form_page(
    request: HttpRequest, task: Task, form: Any, act: Act, *, stale: Any = None, status: int = 0
) -> HttpResponse:
    effects = roll_over_effects(task) if act is ROLL_OVER else []
    context = {"title": act.text, "act": _("Save"), "effects": effects, "possible": True, "stale": stale}
    if act is ROLL_OVER:
        context["act"] = act.text
    return _render(request, task, form, context, status)


def _render(request: HttpRequest, task: Task, form: Any, context: Any, status: int) -> HttpResponse:
    """The page with its special days and department names, where the form asks for days or departments."""
    special = days_around(timezone.localdate()) if any(_is_day(field) for field in form.fields.values()) else {}
    know_days(form, special)
    context |= {"task": task, "form": form, "special": for_script(special)}
    if "lead" in form.fields:
        form.fields["lead"].widget.attrs |= {"list": "departments", "autocomplete": "off"}
        context["departments"] = department_names(person(request))
    return render(request, "coordination/tasks/step.html", context, status=status or (400 if form.errors else 200))


def _is_day(field: forms.Field) -> bool:
    return isinstance(field, forms.DateField)
