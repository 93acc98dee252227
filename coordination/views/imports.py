"""The door through which a policy text comes in, and the page that holds a text against a plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.activity.services import require
from kernel.common.errors import Invalid

from ..forms.plans import CompareForm, ImportForm, TextForm
from ..models import Plan
from ..queries.compare import compare
from ..queries.coverage import sentences_of
from ..services import plans
from ..workflow import MANAGE, PlanStatus
from .plan_rows import reads_plans


@reads_plans
@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest) -> HttpResponse:
    """Take a text in and draft a plan from it; a text that is known already is compared instead."""
    require(request.user, MANAGE)  # type: ignore[arg-type]
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        known = plans.known_plan(form.cleaned_data["policy"])
        if known is not None:
            return _comparison(request, form, known, status=409)
        plan = _draft(request, form)
        if plan is not None:
            messages.success(request, _("The text has been read into a draft. Look it through, then confirm it."))
            return redirect("coordination:plan-review", plan.pk)
    context = {"form": form, "may_compare": _comparable(request).exists()}
    return render(request, "coordination/plans/import.html", context, status=400 if form.errors else 200)


@reads_plans
@require_http_methods(["GET", "POST"])
def plan_compare(request: HttpRequest) -> HttpResponse:
    """Hold a text against a plan: what is the same, changed, only in the plan, only in the text. Writes nothing."""
    require(request.user, MANAGE)  # type: ignore[arg-type]
    choices = _comparable(request)
    if request.method == "POST":
        form = CompareForm(request.POST, request.FILES, plans=choices)
        if form.is_valid():
            return _comparison(request, form, form.cleaned_data["plan"])
    else:
        form = CompareForm(plans=choices, initial={"plan": request.GET.get("plan") or choices.first()})
    context = {"form": form, "may_compare": choices.exists()}
    return render(request, "coordination/plans/compare_form.html", context, status=400 if form.errors else 200)


def _comparable(request: HttpRequest) -> Any:
    rows: Any = Plan.objects.select_related("policy")
    return rows.visible_to(request.user).exclude(status=PlanStatus.ABANDONED)


def _draft(request: HttpRequest, form: ImportForm) -> Plan | None:
    """The drafted plan; None when the text or the years were refused, with the reason at the field."""
    data, now = form.cleaned_data, timezone.now()
    years = (data["first_year"], data["last_year"])
    if years[0] is None:
        years = plans.years_of(data["policy"], today=timezone.localdate())
    try:
        return plans.draft_plan(
            data["policy"], name=data["name"], years=years, source_name=form.source_name, now=now,
            actor=request.user,  # type: ignore[arg-type]
        )  # fmt: skip
    except Invalid as refusal:
        _show(refusal, form)
        return None


def _comparison(request: HttpRequest, form: TextForm, plan: Plan, *, status: int = 200) -> HttpResponse:
    text = form.cleaned_data["policy"]
    try:
        given = plans.read_outline(text)
    except Invalid as refusal:
        _show(refusal, form)
        context = {"form": form, "may_compare": True}
        return render(request, "coordination/plans/compare_form.html", context, status=400)
    found = compare(plan, plans.read_outline(plan.policy.text), given, sentences_of(plan))
    known = plans.known_plan(text)
    context = {"plan": plan, "found": found, "known": known, "text": text, "source_name": form.source_name}
    return render(request, "coordination/plans/compare.html", context, status=status)


def _show(refusal: Invalid, form: TextForm) -> None:
    """A refusal of the service, at the field it is about."""
    places = {"text": form.text_field, "years": "last_year"}
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(places.get(name), sentence)
