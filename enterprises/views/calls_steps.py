"""The steps of a call's life, each after a page that says what will happen; and its late-entry codes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.forms.days import for_script
from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, Invalid, StaleVersion
from kernel.common.forms import show_refusal

from ..forms.calls import LateCodeForm, StepForm, StepNoteForm
from ..models import Application, Call, LateCode
from ..services import calls, late_codes
from ..workflow import CALL
from .calls_shared import PART_NAMES, editor, managed_call, manages_calls

FORMS: dict[str, type[StepForm] | type[StepNoteForm]] = {
    "publish": StepForm, "unpublish": StepNoteForm, "close": StepForm, "cancel": StepNoteForm,
}  # fmt: skip


@manages_calls
@require_http_methods(["GET", "POST"])
def call_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """GET says what will happen and what is missing; POST does it. An impossible step is a 409."""
    call = managed_call(request, pk)
    if step not in FORMS:
        raise Http404
    if request.method == "POST" and _done_already(request, call, step):
        return redirect("enterprises:call-edit", pk)
    CALL.step(step, call.status)
    form = FORMS[step](request.POST or None, initial={"version": call.version})
    if request.method == "POST" and form.is_valid():
        call.version = form.cleaned_data["version"]
        try:
            _ACTS[step](call, person(request), form.cleaned_data.get("note", ""))
        except StaleVersion as refusal:
            call = managed_call(request, pk)
            form = FORMS[step](initial={"version": call.version})
            return _step_page(request, call, step, form, conflict=str(refusal))
        except Invalid as refusal:
            show_refusal(form, refusal) if "note" in refusal.fields else form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _SAID[step]())
            return redirect("enterprises:call-edit", pk)
    return _step_page(request, call, step, form)


@manages_calls
@require_http_methods(["GET", "POST"])
def call_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """The late-entry codes that were made, and one more; a new code is shown on this answer and never again."""
    call, code = managed_call(request, pk), ""
    form = LateCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _row, code = late_codes.make_late_code(
                call, uses=data["uses"], expires_at=form.expires_at, reason=data["reason"], actor=person(request),
                now=timezone.now(),
            )  # fmt: skip
        except Invalid as refusal:
            show_refusal(form, Invalid(fields={name.replace("_at", "_on"): s for name, s in refusal.fields.items()}))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            form = LateCodeForm()
    rows = LateCode.objects.filter(call=call).select_related("made_by")
    context = editor(call, "codes", form=form, rows=rows, code=code, now=timezone.now())
    context["special"] = for_script(form.special)
    response = render(request, "enterprises/calls/codes.html", context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _done_already(request: HttpRequest, call: Call, step: str) -> bool:
    """A double click: the call stands where the step leads, one version on from what was read."""
    read = request.POST.get("version", "")
    return call.status == CALL.target(step) and read.isdecimal() and call.version == int(read[:9]) + 1


def _step_page(request: HttpRequest, call: Call, step: str, form: Any, conflict: str = "") -> HttpResponse:
    context = editor(call, "")
    missing = [
        {"part": PART_NAMES[part], "url": reverse(f"enterprises:call-{part}", args=[call.pk]), "sentences": sentences}
        for part, sentences in context["missing"].items()
    ]
    context |= {
        "step": step, "form": form, "conflict": conflict, "lacking": missing if step == "publish" else [],
        "begun": Application.objects.filter(call=call).count(),
    }  # fmt: skip
    status = 412 if conflict else 400 if form.errors else 200
    return render(request, "enterprises/calls/step.html", context, status=status)


_ACTS: dict[str, Any] = {
    "publish": lambda call, actor, note: calls.publish_call(call, actor=actor, now=timezone.now()),
    "unpublish": lambda call, actor, note: calls.unpublish_call(call, actor=actor, note=note),
    "close": lambda call, actor, note: calls.close_call(call, actor=actor, now=timezone.now()),
    "cancel": lambda call, actor, note: calls.cancel_call(call, actor=actor, note=note),
}
_SAID: dict[str, Any] = {
    "publish": lambda: _("The call is published; firms see it now."),
    "unpublish": lambda: _("The call is in preparation again."),
    "close": lambda: _("The call is closed for applications."),
    "cancel": lambda: _("The call is cancelled; who had begun has been told."),
}
