"""The office looks a draft through: one card a sentence, each act one post and back at the same card."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.common.errors import Invalid, StaleVersion

from ..forms.plans import ActionForm, VersionForm
from ..models import Action, Plan
from ..queries.coverage import paragraphs
from ..queries.review import Card, CardState, review_of
from ..services import drafts
from ..workflow import PlanStatus
from .plan_rows import managed_plan, reads_plans
from .review_acts import ACTS, Act, edit
from .review_parts import both_versions, closed, opened, review_page, review_url

_PICK = re.compile(r"(\d{1,18}):(\d{1,9})")
SHOWN = {
    "none": (CardState.NONE,),
    "suggested": (CardState.SUGGESTED,),
    "dropped": (CardState.DROPPED, CardState.MERGED),
}


@reads_plans
@require_GET
def plan_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The text on the left, the drafted actions on the right."""
    plan = managed_plan(request, pk)
    if plan.status != PlanStatus.DRAFT:
        messages.info(request, _("The plan is no longer a draft; its sentences stand."))
        return redirect("coordination:plan", plan.pk)
    review, show = review_of(plan), request.GET.get("show", "")
    at = request.GET.get("at", "")
    groups = [(group, _shown(group.cards, show, at)) for group in review.groups]
    context = review_page(plan, review, show) | {
        "paragraphs": paragraphs(plan, plan.policy.text, review.cards),
        "groups": groups,
        "nothing": not any(cards for _group, cards in groups),
    }
    return render(request, "coordination/plans/review.html", context)


@reads_plans
@require_http_methods(["GET", "POST"])
def plan_action(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    """One card opened: wording, lead, partners, where to cut it, its targets; `?close=` shows it closed again."""
    plan = managed_plan(request, pk)
    row = _action(plan, action)
    if request.method == "POST":
        return _act(request, plan, row, edit, ActionForm)
    return closed(request, plan, row) if "close" in request.GET else opened(request, plan, row)


@reads_plans
@require_POST
def plan_action_step(request: HttpRequest, pk: int, action: int, act: str) -> HttpResponse:
    """One act on a card: lead, drop, restore, split, target, target-remove."""
    plan = managed_plan(request, pk)
    if act not in ACTS:
        raise Http404
    return _act(request, plan, _action(plan, action), *ACTS[act])


@reads_plans
@require_POST
def plan_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one action of the picked ones; each `pick` is “pk:version”."""
    plan = managed_plan(request, pk)
    picked = [_PICK.fullmatch(pair) for pair in request.POST.getlist("pick")]
    versions = {int(found[1]): int(found[2]) for found in picked if found}
    rows = list(Action.objects.filter(measure__pillar__plan=plan, pk__in=versions))
    for row in rows:
        row.version = versions[row.pk]
    try:
        merged = drafts.merge_actions(rows, actor=request.user)  # type: ignore[arg-type]
    except Invalid as refusal:
        messages.error(request, str(refusal))
        return redirect(review_url(request, plan, rows[0].pk if rows else None))
    except StaleVersion:
        messages.error(request, _("One of them has been changed by somebody else meanwhile. Nothing was merged."))
        return redirect(review_url(request, plan, rows[0].pk))
    messages.success(request, _("%(n)d sentences have become one action.") % {"n": len(rows)})
    return redirect(review_url(request, plan, merged.pk))


def _act(request: HttpRequest, plan: Plan, row: Action, act: Act, form_class: type[VersionForm]) -> HttpResponse:
    form = form_class(request.POST)
    if not form.is_valid():
        return opened(request, plan, row, form)
    row.version = form.cleaned_data["version"]
    try:
        act(request, row, form.cleaned_data)
    except StaleVersion:
        return both_versions(request, plan, row, form)
    except Invalid as refusal:
        for name, sentences in refusal.fields.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
        return opened(request, plan, row, form)
    return closed(request, plan, row)


def _action(plan: Plan, pk: int) -> Action:
    rows: Any = Action.objects.select_related("measure__pillar__plan__policy", "lead")
    action: Action = get_object_or_404(rows, measure__pillar__plan=plan, pk=pk)
    return action


def _shown(cards: list[Card], show: str, at: str) -> list[Card]:
    """The cards of a filter; the one just worked on stays where it was."""
    states = SHOWN.get(show)
    return [card for card in cards if states is None or card.state in states or str(card.pk) == at]
