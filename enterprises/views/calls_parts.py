"""The parts of a call that are one form each: words and times, stages, awards."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import Invalid

from ..forms.call_stages import AwardsForm, StagesForm
from ..forms.calls import BasicsForm
from ..models import Call, Stage
from ..services import calls, stages
from ..services.schemes import SWITCHES
from .calls_shared import editor, managed_call, manages_calls, written


@manages_calls
@require_http_methods(["GET", "POST"])
def call_basics(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, words, opening and closing; of a published call only what may still change."""
    call = managed_call(request, pk)

    def page(form: BaseForm) -> HttpResponse:
        return _page(request, call, "basics", form)

    if request.method == "GET":
        return page(BasicsForm(call=call))
    form = BasicsForm(request.POST, call=call)

    def act(row: Call) -> Any:
        return _basics(row, form, person(request))

    return written(
        request, call, form, act, to=_to(call, "basics"), said=_("Kept."), page=page,
        fresh=lambda: BasicsForm(call=Call.objects.get(pk=pk)),
    )  # fmt: skip


@manages_calls
@require_http_methods(["GET", "POST"])
def call_stages(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix of stages: which take place, how long, when, and who sees whose name and score meanwhile."""
    call = managed_call(request, pk)

    def page(form: BaseForm) -> HttpResponse:
        labels = [Stage._meta.get_field(name).verbose_name for name in SWITCHES]  # type: ignore[union-attr]
        return _page(request, call, "stages", form, switches=labels)

    if request.method == "GET":
        return page(StagesForm(call=call))
    form = StagesForm(request.POST, call=call)
    return written(
        request, call, form, lambda row: stages.set_stages(row, form.stages(), actor=person(request)),
        to=_to(call, "stages"), said=_("Kept."), page=page,
        fresh=lambda: StagesForm(call=Call.objects.get(pk=pk)),
    )  # fmt: skip


@manages_calls
@require_http_methods(["GET", "POST"])
def call_awards(request: HttpRequest, pk: int) -> HttpResponse:
    """Tiers with quota, pass line and money; cool-down, repeated winners, what bars."""
    call = managed_call(request, pk)

    def page(form: BaseForm) -> HttpResponse:
        return _page(request, call, "awards", form)

    if request.method == "GET":
        return page(AwardsForm(call=call))
    form = AwardsForm(request.POST, call=call)
    return written(
        request, call, form, lambda row: stages.set_awards(row, form.tiers(), actor=person(request), **form.rules()),
        to=_to(call, "awards"), said=_("Kept."), page=page,
        fresh=lambda: AwardsForm(call=Call.objects.get(pk=pk)),
    )  # fmt: skip


def _basics(call: Call, form: BasicsForm, actor: Any) -> Call:
    """What the service says of instants is said at the day that was typed."""
    try:
        return calls.edit_call(call, actor=actor, note=form.cleaned_data.get("note", ""), **form.changes())
    except Invalid as refusal:
        moved = {name.replace("_at", "_on"): sentences for name, sentences in refusal.fields.items()}
        raise Invalid(fields=moved) from refusal


def _page(request: HttpRequest, call: Call, part: str, form: BaseForm, **more: Any) -> HttpResponse:
    context = editor(call, part, form=form, **more)
    return render(request, f"enterprises/calls/{part}.html", context, status=400 if form.errors else 200)


def _to(call: Call, part: str) -> str:
    return reverse(f"enterprises:call-{part}", args=[call.pk])
