"""Confirming, abandoning and closing a plan: a page that says what will happen, then the step."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kernel.calendars.queries import add_working_days
from kernel.common.errors import Invalid, StaleVersion

from ..forms.plans import NoteForm, VersionForm
from ..models import Plan
from ..queries.confirmation import what_confirming_does
from ..services import plans
from ..workflow import PLAN
from .plan_rows import managed_plan, reads_plans

FORMS: dict[str, type[VersionForm]] = {"confirm": VersionForm, "abandon": NoteForm, "close": NoteForm}


@reads_plans
@require_http_methods(["GET", "POST"])
def plan_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """GET says what will happen; POST does it. A step that is not possible from the plan's status is a 409."""
    plan = managed_plan(request, pk)
    if step not in FORMS:
        raise Http404
    PLAN.step(step, plan.status)
    form = FORMS[step](request.POST) if request.method == "POST" else FORMS[step](initial={"version": plan.version})
    if form.is_bound and form.is_valid():
        plan.version = form.cleaned_data["version"]
        try:
            return _take(request, plan, step, form.cleaned_data.get("note", ""))
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        except StaleVersion as refusal:
            form = _fresh(FORMS[step], plan, form)
            form.add_error(None, str(refusal))
    return _page(request, plan, step, form)


def _fresh(form_class: type[VersionForm], plan: Plan, form: VersionForm) -> VersionForm:
    """The form again, with what was typed and the version as it is now."""
    now = Plan.objects.values_list("version", flat=True).get(pk=plan.pk)
    return form_class({**form.data.dict(), "version": now})  # type: ignore[attr-defined]


def _take(request: HttpRequest, plan: Plan, step: str, note: str) -> HttpResponse:
    actor: Any = request.user
    if step == "confirm":
        plan = plans.confirm_plan(plan, actor=actor, today=timezone.localdate())
        count = plan.tasks.count()
        said = ngettext("%(n)d task has been issued.", "%(n)d tasks have been issued.", count) % {"n": count}
    elif step == "abandon":
        plan = plans.abandon_plan(plan, actor=actor, note=note)
        said = _("The draft has been abandoned; its text can be imported again.")
    else:
        plan = plans.close_plan(plan, actor=actor, note=note)
        said = _("The plan is closed.")
    messages.success(request, said)
    return redirect("coordination:plan", plan.pk)


def _page(request: HttpRequest, plan: Plan, step: str, form: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {"plan": plan, "step": step, "form": form}
    back_name = "coordination:plan" if step == "close" else "coordination:plan-review"
    context["back_url"] = reverse(back_name, args=[plan.pk])
    if step == "confirm":
        today = timezone.localdate()
        context["will"] = what_confirming_does(plan)
        context["sign_by"] = add_working_days(today, plan.rule.sign_days)
    return render(request, "coordination/plans/step.html", context, status=400 if form.errors else 200)
