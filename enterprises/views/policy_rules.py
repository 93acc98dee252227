"""The conditions of a policy as the firm will read them: added, changed, moved, taken away."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal

from ..forms.policies import StepForm
from ..forms.rules import FactForm, RuleForm
from ..models import EligibilityRule, Policy
from ..queries.facts import FACTS
from ..queries.rule_words import Names, condition_of
from ..services import rules
from ..workflow import PolicyStatus
from .policy_acts import keeps_policies, kept_policy

MOVES: dict[str, Callable[..., Policy]] = {
    "up": partial(rules.move_rule, up=True),
    "down": partial(rules.move_rule, up=False),
    "remove": rules.remove_rule,
}


@keeps_policies
@require_GET
def policy_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """All conditions in their order."""
    return _page(request, kept_policy(request, pk))


@keeps_policies
@require_http_methods(["GET", "POST"])
def policy_rule(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """One condition: a new one on the fact that `?fact=` names, or the one with this number."""
    policy = _draft(request, pk)
    row = _rule(policy, number) if number else None
    fact = FACTS.get(row.fact if row else request.GET.get("fact", ""))
    if fact is None:
        messages.error(request, _("Choose what is asked of the firm."))
        return redirect("enterprises:policy-rules", pk)
    form = RuleForm(request.POST or None, fact=fact, rule=row, initial={"version": policy.version})
    if form.is_bound and form.is_valid():
        policy.version = form.cleaned_data["version"]
        try:
            rules.set_rule(policy, form.about(), actor=person(request), rule=row)
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("enterprises:policy-rules", pk)
    context = {"policy": policy, "form": form, "fact": fact, "rule": row}
    return render(request, "enterprises/policies/rule.html", context, status=400 if form.errors else 200)


@keeps_policies
@require_POST
def policy_rule_move(request: HttpRequest, pk: int, number: int, move: str) -> HttpResponse:
    """Move a condition up or down, or take it away."""
    policy, form, actor = _draft(request, pk), StepForm(request.POST), person(request)
    if move not in MOVES or not form.is_valid():
        raise Http404
    rule = _rule(policy, number)
    policy.version = form.cleaned_data["version"]
    try:
        MOVES[move](policy, rule, actor=actor)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The condition is taken away.") if move == "remove" else _("Moved."))
    return redirect("enterprises:policy-rules", pk)


def _page(request: HttpRequest, policy: Policy) -> HttpResponse:
    names = Names()
    rows = [{"rule": rule, "sentence": condition_of(rule, names)} for rule in policy.rules.all()]
    may_edit = policy.status == PolicyStatus.DRAFT
    context = {"policy": policy, "rows": rows, "facts": FactForm() if may_edit else None, "may_edit": may_edit}
    return render(request, "enterprises/policies/rules.html", context)


def _draft(request: HttpRequest, pk: int) -> Policy:
    """The policy while it is in preparation; StepRefused (409) afterwards."""
    policy = kept_policy(request, pk)
    rules.require_draft(policy)
    return policy


def _rule(policy: Policy, number: int) -> EligibilityRule:
    """The condition that stands at this place, counted from one."""
    there = list(policy.rules.all())
    if not 1 <= number <= len(there):
        raise Http404
    return there[number - 1]
