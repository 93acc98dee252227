"""The conditions of a call: each as the firm will read it; added, changed, moved, taken away."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts.signed_in import person

from ..forms.calls import StepForm
from ..forms.rules import FactForm, RuleForm
from ..models import Call, EligibilityRule
from ..queries.eligibility import rules_of_call
from ..queries.facts import FACTS
from ..queries.rule_words import Names, condition_of
from ..services import rules
from .calls_shared import editor, managed_call, manages_calls, prepared_call, written


@manages_calls
@require_GET
def call_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """All conditions in their order."""
    return _page(request, managed_call(request, pk))


@manages_calls
@require_http_methods(["GET", "POST"])
def call_rule(request: HttpRequest, pk: int, rule: int = 0) -> HttpResponse:
    """One condition: a new one on the fact that `?fact=` names, or one that is there."""
    call = prepared_call(request, pk)
    row = get_object_or_404(EligibilityRule, pk=rule, call=call) if rule else None
    fact = FACTS.get(row.fact if row else request.GET.get("fact", ""))
    if fact is None:
        messages.error(request, _("Choose what is asked of the firm."))
        return redirect("enterprises:call-rules", pk)

    def page(form: BaseForm) -> HttpResponse:
        context = editor(call, "rules", form=form, fact=fact, rule=row)
        return render(request, "enterprises/calls/rule.html", context, status=400 if form.errors else 200)

    if request.method == "GET":
        return page(RuleForm(fact=fact, rule=row, initial={"version": call.version}))
    form = RuleForm(request.POST, fact=fact, rule=row)
    return written(
        request, call, form, lambda call: rules.set_rule(call, form.about(), actor=person(request), rule=row),
        to=_to(call), said=_("Kept."), page=page, fresh=lambda: RuleForm(fact=fact, rule=_again(row)),
    )  # fmt: skip


@manages_calls
@require_POST
def call_rule_act(request: HttpRequest, pk: int, rule: int, act: str) -> HttpResponse:
    """Move a condition up or down, or take it away."""
    call = prepared_call(request, pk)
    row, actor = get_object_or_404(EligibilityRule, pk=rule, call=call), person(request)
    acts: dict[str, Any] = {
        "up": lambda call: rules.move_rule(call, row, up=True, actor=actor),
        "down": lambda call: rules.move_rule(call, row, up=False, actor=actor),
        "remove": lambda call: rules.remove_rule(call, row, actor=actor),
    }
    if act not in acts:
        raise Http404
    form = StepForm(request.POST)
    said = _("The condition is taken away.") if act == "remove" else _("Moved.")
    return written(request, call, form, acts[act], to=_to(call), said=said, page=lambda form: _page(request, call))


def _page(request: HttpRequest, call: Call) -> HttpResponse:
    names = Names()
    rows = [{"rule": rule, "sentence": condition_of(rule, names)} for rule in call.rules.all()]
    implied = [condition_of(rule, names) for rule in rules_of_call(call) if rule.pk is None]
    context = editor(call, "rules", rows=rows, implied=implied, facts=FactForm())
    return render(request, "enterprises/calls/rules.html", context)


def _again(row: EligibilityRule | None) -> EligibilityRule | None:
    return EligibilityRule.objects.filter(pk=row.pk).first() if row else None


def _to(call: Call) -> str:
    return reverse("enterprises:call-rules", args=[call.pk])
