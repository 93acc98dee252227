"""A step of a policy or a grant: a page that says what will happen, then the step."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.views.shared import person
from kernel.common.errors import DomainError, NotPermitted, StaleVersion

from ..forms.policies import NoteForm, OptionalNoteForm, StepForm
from ..models import Grant, Policy
from ..queries.eligibility import firms_that_fit
from ..services import grants, policies
from ..services.rules import require_department
from ..tasks import tell_behind
from ..workflow.support import MANAGE_GRANT
from .money import in_full
from .overtaken import overtaken
from .policy_acts import keeps_policies, kept_policy

POLICY_FORMS: dict[str, Any] = {"publish": StepForm, "unpublish": NoteForm, "end": NoteForm}
GRANT_FORMS: dict[str, Any] = {"complete": OptionalNoteForm, "return": NoteForm, "revoke": NoteForm}
GRANT_STEPS: dict[str, Callable[..., Grant]] = {
    "complete": grants.accept_results, "return": grants.return_results, "revoke": grants.revoke_grant,
}  # fmt: skip


@keeps_policies
@require_http_methods(["GET", "POST"])
def policy_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Publish, take back or end; after publishing, the firms that fit are told behind."""
    if step not in POLICY_FORMS:
        raise Http404
    row, here = kept_policy(request, pk), reverse("enterprises:policy", args=[pk])
    if request.method == "POST" and step not in Policy.workflow.names_from(row.status):
        return overtaken(request, row, here)
    Policy.workflow.step(step, row.status)
    services: dict[str, Callable[..., Policy]] = {
        "publish": partial(policies.publish_policy, today=timezone.localdate()),
        "unpublish": policies.unpublish_policy,
        "end": partial(policies.end_policy, today=timezone.localdate()),
    }
    form = POLICY_FORMS[step](request.POST or None, initial={"version": row.version})
    try:
        taken = form.is_bound and _taken(form, row, services[step], person(request))
    except StaleVersion:
        return overtaken(request, row, here, status=412)
    if not taken:
        return _page(request, row, step, form, effects=_effects(row, step), back_url=here)
    if step == "publish":
        transaction.on_commit(partial(tell_behind, row.pk))
    messages.success(request, _WORDS[step]["said"]())
    return redirect(here)


@login_required
@permission_required(MANAGE_GRANT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def grant_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept the results, send them back, or revoke the grant."""
    if step not in GRANT_FORMS:
        raise Http404
    seen = Grant.objects.visible_to(person(request)).select_related("policy__department", "enterprise")
    row = get_object_or_404(seen, pk=pk)
    require_department(row.policy.department_id, person(request))
    here = reverse("enterprises:grant", args=[pk])
    if request.method == "POST" and step not in Grant.workflow.names_from(row.status):
        return overtaken(request, row, here)
    Grant.workflow.step(step, row.status)
    form = GRANT_FORMS[step](request.POST or None, initial={"version": row.version})
    try:
        taken = form.is_bound and _taken(form, row, GRANT_STEPS[step], person(request))
    except StaleVersion:
        return overtaken(request, row, here, status=412)
    if taken:
        messages.success(request, _WORDS[step]["said"]())
        return redirect(here)
    effects = [
        {"label": _("Firm"), "value": row.enterprise.name}, {"label": _("For"), "value": row.purpose},
        {"label": _("Amount"), "value": in_full(row.amount)},
    ]  # fmt: skip
    return _page(request, row, step, form, effects=effects, back_url=here)


def _taken(form: Any, row: Any, service: Callable[..., Any], actor: Any) -> bool:
    """Whether the step was taken; what was wrong stands in the form."""
    if not form.is_valid():
        return False
    row.version = form.cleaned_data["version"]
    note = {"note": form.cleaned_data["note"]} if "note" in form.fields else {}
    try:
        service(row, actor=actor, **note)
    except (NotPermitted, StaleVersion):
        raise
    except DomainError as refusal:
        for sentences in refusal.fields.values() or [[str(refusal)]]:
            for sentence in sentences:
                form.add_error(None, sentence)
        return False
    return True


def _effects(row: Policy, step: str) -> list[dict[str, Any]]:
    if step != "publish":
        return [{"label": _("Grants agreed by it"), "value": row.grants.count()}]
    today = timezone.localdate()
    fitting = firms_that_fit(row.rules.all(), today).filter(status="active").count()
    missing = policies.missing_words(row)
    return [
        {"label": _("Conditions"), "value": row.rules.count()},
        {"label": _("Registered firms that fit today and are told"), "value": fitting},
        *({"label": sentence, "value": _("missing")} for sentence in missing.values()),
    ]


def _page(request: HttpRequest, row: Any, step: str, form: Any, **more: Any) -> HttpResponse:
    words = {name: said() for name, said in _WORDS[step].items()}
    context = {"row": row, "form": form, "danger": step in ("end", "revoke"), **words, **more}
    if step == "publish" and not row.rules.exists():
        context["warning"] = _("It has no condition: every firm fits, and every registered firm is told.")
    return render(request, "enterprises/policies/step.html", context, status=400 if form.errors else 200)


_WORDS: dict[str, dict[str, Callable[[], str]]] = {
    "publish": {
        "title": lambda: _("Publish the policy"), "act": lambda: _("Publish"),
        "said": lambda: _("Published. The firms that fit are being told."),
        "text": lambda: _("Everybody can read it, and the firms that meet its conditions are told."),
    },
    "unpublish": {
        "title": lambda: _("Take the policy back"), "act": lambda: _("Take back"),
        "said": lambda: _("Taken back into preparation."),
        "text": lambda: _("Nobody outside sees it until it is published again. Who was told is not told twice."),
    },
    "end": {
        "title": lambda: _("End the policy"), "act": lambda: _("End the policy"),
        "said": lambda: _("The policy has ended."),
        "text": lambda: _("No firm gets it any more; what was agreed by it goes on. This cannot be undone."),
    },
    "complete": {
        "title": lambda: _("Accept the results"), "act": lambda: _("Accept the results"),
        "said": lambda: _("The results are accepted; the firm is told."),
        "text": lambda: _("What came of the money is in order. Instalments still open can be paid."),
    },
    "return": {
        "title": lambda: _("Return the results"), "act": lambda: _("Return the results"),
        "said": lambda: _("Returned; the firm is told why."),
        "text": lambda: _("The firm completes them and hands them in again."),
    },
    "revoke": {
        "title": lambda: _("Revoke the grant"), "act": lambda: _("Revoke the grant"),
        "said": lambda: _("Revoked; the firm is told why."),
        "text": lambda: _("Nothing more is paid. What was paid stays on record. This cannot be undone."),
    },
}  # fmt: skip
