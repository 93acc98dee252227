"""Tasks: the list, the page with its history, and each step on a page that says what will happen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.activity.queries import history_of
from kernel.calendars.queries import WorkingCalendar, working_days_between
from kernel.common.errors import DomainError, Invalid
from kernel.files.models import Attachment
from kernel.files.services import attach

from ..filters import TaskFilter
from ..forms import tasks as shapes
from ..lights import Facts, expected
from ..models import Task
from ..queries.people import may_act_for
from ..services import tasks as services
from ..workflow import SIGN, SUPERVISE
from .shared import check_version, history_entries, person, show_refusal

VIEW = "coordination.view_task"
SHOWN_FILTERS = ("q", "lead", "light", "status")


@dataclass(frozen=True, slots=True)
class Act:
    """A step as a page: its form, its service, and whether it takes the day."""

    form: type[forms.BaseForm]
    service: Callable[..., Task]


ACTS = {
    "sign": Act(shapes.StepForm, services.sign_task),
    "object": Act(shapes.ObjectForm, services.object_to_task),
    "reissue": Act(shapes.ReissueForm, services.reissue_task),
    "complete": Act(shapes.OptionalNoteForm, services.complete_task),
    "reopen": Act(shapes.NoteForm, services.reopen_task),
    "suspend": Act(shapes.NoteForm, services.suspend_task),
    "resume": Act(shapes.NoteForm, services.resume_task),
    "cancel": Act(shapes.NoteForm, services.cancel_task),
}


@login_required
@permission_required(VIEW, raise_exception=True)
def task_list(request: HttpRequest) -> HttpResponse:
    """Tasks by filters that stay in the address."""
    rows = Task.objects.visible_to(person(request)).select_related("lead")
    found = TaskFilter(request.GET, queryset=rows, request=request)
    page = Paginator(found.qs, 30).get_page(request.GET.get("page"))
    chosen = {name: found.form[name] for name in SHOWN_FILTERS}
    context = {
        "page": page, "rows": _rows(page.object_list), "columns": _columns(), "filters": chosen, "errors": found.errors,
        "sort": request.GET.get("ordering", "number"), "hidden": _hidden(request),
    }  # fmt: skip
    return render(request, "coordination/tasks/list.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
def task_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one task, and what this person can do with it now."""
    user, today = person(request), timezone.localdate()
    rows = Task.objects.visible_to(user).select_related("lead", "plan", "action", "measure__pillar", "responsible")
    task = get_object_or_404(rows, pk=pk)
    context = {
        "task": task, "acts": _acts(task, user), "today": today, "days": working_days_between(today, task.due_on),
        "duties": task.duties.select_related("department"), "goals": task.goals.all(),
        "milestones": task.milestones.all(), "targets": task.targets.all(),
        "reports": [(report, report.state_on(today)) for report in task.reports.filter(period__lte=today)],
        "changes": task.light_changes.all()[:12], "files": Attachment.objects.of(task),
        "history": history_entries(history_of(task, 40)), "may_attach": may_act_for(user, task.lead_id),
        "expected": round(expected(_facts(task), today)),
    }  # fmt: skip
    return render(request, "coordination/tasks/page.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
def task_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step: what it means, what it needs, and then the act itself."""
    if step not in ACTS:
        raise Http404
    act, user = ACTS[step], person(request)
    task = get_object_or_404(Task.objects.visible_to(user).select_related("lead", "plan__rule"), pk=pk)
    label = Task.workflow.step(step, task.status).label
    form = act.form(request.POST or None, initial={"version": task.version})
    if request.method == "POST" and form.is_valid():
        check_version(task, form)
        words = {name: value for name, value in form.cleaned_data.items() if name != "version" and value is not None}
        try:
            act.service(task, actor=user, today=timezone.localdate(), **words)
        except Invalid as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": label})
            return redirect("coordination:task", pk=task.pk)
    return render(request, "coordination/tasks/step.html", {"task": task, "form": form, "label": label})


@login_required
@permission_required(SUPERVISE, raise_exception=True)
def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.visible_to(person(request)), pk=pk)
    form = shapes.EditForm(request.POST or None, initial={"version": task.version}, instance=task)
    return _form_page(request, task, form, services.edit_task, _("Change the task"))


@login_required
@permission_required(SUPERVISE, raise_exception=True)
def task_roll_over(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.visible_to(person(request)), pk=pk)
    form = shapes.RollOverForm(request.POST or None, initial={"version": task.version})
    return _form_page(request, task, form, services.roll_over_task, _("Carry over into the next year"))


@login_required
@require_POST
def task_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file of evidence; what is wrong with it is said on the task's page."""
    user = person(request)
    task = get_object_or_404(Task.objects.visible_to(user), pk=pk)
    services.require_lead(task, user)
    try:
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            raise Invalid(fields={"file": [_("Choose a file.")]})
        attach(task, upload, purpose="evidence", actor=user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("coordination:task", pk=pk)


def _form_page(request: HttpRequest, task: Task, form: Any, service: Callable[..., Task], label: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        kept = Task.objects.get(pk=task.pk)
        check_version(kept, form)
        words = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            service(kept, actor=person(request), today=timezone.localdate(), **words)
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("coordination:task", pk=task.pk)
    return render(request, "coordination/tasks/step.html", {"task": task, "form": form, "label": label})


def _acts(task: Task, user: Any) -> list[dict[str, Any]]:
    """The steps open from here that this person may take; the first is the main one."""
    acts: list[dict[str, Any]] = []
    for step in Task.workflow.open_from(task.status):
        if user.has_perm(step.permission) and (step.permission != SIGN or may_act_for(user, task.lead_id)):
            url = reverse("coordination:task-step", args=[task.pk, step.name])
            acts.append({"label": str(step.label), "url": url, "kind": "plain" if acts else ""})
    if user.has_perm(SUPERVISE):
        acts.append({"label": _("Change"), "url": reverse("coordination:task-edit", args=[task.pk]), "kind": "plain"})
    return acts


def _facts(task: Task) -> Facts:
    steps = tuple(task.milestones.order_by("due_on").values_list("due_on", "share"))
    return Facts(task.status, task.start_on, task.due_on, task.progress, task.profile, milestones=steps)


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "number", "label": _("task"), "sort": True},
        {"key": "lead", "label": _("lead department")},
        {"key": "light", "label": _("light"), "sort": True},
        {"key": "progress", "label": _("progress, %"), "sort": True},
        {"key": "due_on", "label": _("deadline"), "sort": True},
        {"key": "status", "label": _("status"), "wide": True},
    ]


def _rows(tasks: Any) -> list[dict[str, Any]]:
    today = timezone.localdate()
    days = WorkingCalendar.load(today.replace(month=1, day=1), today.replace(month=12, day=31))
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
                {"kind": "days", "days": days.between(today, task.due_on), "due_on": task.due_on},
                {"kind": "badge", "text": task.get_status_display()},
            ],
        }
        for task in tasks
    ]


def _hidden(request: HttpRequest) -> list[tuple[str, str]]:
    """Filters that came with a link (a plan, a measure…) and have no box of their own: they stay."""
    left_out = {*SHOWN_FILTERS, "page"}
    return [(name, value) for name in request.GET if name not in left_out for value in request.GET.getlist(name)]
