"""The rubric of a call: chosen, looked at as a tree, and edited as a draft of its next version."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError

from ..forms.call_parts import CriterionForm
from ..forms.calls import RubricChoiceForm, StepForm
from ..models import Call, Criterion, Rubric
from ..queries.rubrics import tree_of
from ..services import calls, rubrics
from ..workflow import VersionStatus
from .calls_shared import editor, managed_call, manages_calls, prepared_call, written


@manages_calls
@require_http_methods(["GET", "POST"])
def call_rubric(request: HttpRequest, pk: int) -> HttpResponse:
    """Which rubric the experts will score by, and its whole tree."""
    call = managed_call(request, pk)

    def page(form: BaseForm) -> HttpResponse:
        return _page(request, call, form)

    if request.method == "GET":
        return page(RubricChoiceForm(initial={"version": call.version, "rubric": call.rubric}))
    form = RubricChoiceForm(request.POST)
    return written(
        request, call, form, to=_to(call), said=_("Kept."), page=page,
        act=lambda row: calls.edit_call(row, actor=person(request), rubric=form.cleaned_data["rubric"]),
        fresh=lambda: RubricChoiceForm(initial={"rubric": Call.objects.get(pk=pk).rubric}),
    )  # fmt: skip


@manages_calls
@require_POST
def call_rubric_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the call be scored by a draft copied from its rubric."""
    call = managed_call(request, pk)
    form = StepForm(request.POST)
    if form.is_valid():
        call.version = form.cleaned_data["version"]
    try:
        calls.take_new_rubric(call, actor=person(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The call has a draft of its own; change its items below."))
    return redirect("enterprises:call-rubric", pk)


@manages_calls
@require_http_methods(["GET", "POST"])
def call_criterion(request: HttpRequest, pk: int, criterion: int = 0) -> HttpResponse:
    """One item of a draft: a new one, or one that is there."""
    call = prepared_call(request, pk)
    rubric = get_object_or_404(Rubric, pk=call.rubric_id)
    row = get_object_or_404(Criterion, pk=criterion, rubric=rubric) if criterion else None

    def page(form: BaseForm) -> HttpResponse:
        context = editor(call, "rubric", form=form, kind="criterion", row=row, back=_to(call))
        return render(request, "enterprises/calls/part.html", context, status=400 if form.errors else 200)

    if request.method == "GET":
        return page(CriterionForm(rubric=rubric, initial={**_initial(row), "version": rubric.version}))
    form = CriterionForm(request.POST, rubric=rubric)
    return written(
        request, call, form, to=_to(call), said=_("Kept."), page=page, row=rubric,
        act=lambda call: rubrics.set_criterion(rubric, form.about(), actor=person(request), criterion=row),
        fresh=lambda: CriterionForm(rubric=rubric, initial=_initial(Criterion.objects.filter(pk=criterion).first())),
    )  # fmt: skip


@manages_calls
@require_POST
def call_criterion_remove(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Take an item out of a draft."""
    call = prepared_call(request, pk)
    rubric = get_object_or_404(Rubric, pk=call.rubric_id)
    row = get_object_or_404(Criterion, pk=criterion, rubric=rubric)
    form = StepForm(request.POST)
    return written(
        request, call, form, lambda call: rubrics.remove_criterion(rubric, row, actor=person(request)),
        to=_to(call), said=_("Taken away."), page=lambda form: _page(request, call, form), row=rubric,
    )  # fmt: skip


def _page(request: HttpRequest, call: Call, form: BaseForm) -> HttpResponse:
    rubric = call.rubric
    if not isinstance(form, RubricChoiceForm):
        form = RubricChoiceForm(initial={"version": call.version, "rubric": rubric})
    tree = tree_of(rubric) if rubric else None
    editable = rubric is not None and rubric.status == VersionStatus.DRAFT and call.status == "draft"
    context = editor(call, "rubric", form=form, rubric=rubric, tree=tree, editable=editable)
    return render(request, "enterprises/calls/rubric.html", context, status=400 if form.errors else 200)


def _initial(row: Criterion | None) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("parent", "number", "title", "hint", "most")} if row else {}


def _to(call: Call) -> str:
    return reverse("enterprises:call-rubric", args=[call.pk])
