"""A step of a policy or a grant: a page that says what will happen, then the step."""

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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal

from ..forms.policies import NoteForm, OptionalNoteForm, StepForm
from ..models import Grant, Policy
from ..queries.eligibility import firms_that_fit
from ..services import grants, policies
from ..services.keepers import require_department
from ..tasks import tell_behind
from ..workflow.support import MANAGE_GRANT
from .acts import Act
from .money import in_full
from .overtaken import overtaken
from .policy_acts import keeps_policies, kept_policy


def _publish(row: Policy, *, actor: Any) -> Policy:
    return policies.publish_policy(row, actor=actor, today=timezone.localdate())


def _end(row: Policy, *, actor: Any, note: str) -> Policy:
    return policies.end_policy(row, actor=actor, note=note, today=timezone.localdate())


POLICY_ACTS = {
    "publish": Act(
        StepForm, _publish, title=gettext_lazy("Publish the policy"), word=gettext_lazy("Publish"),
        text=gettext_lazy("Everybody can read it, and the firms that meet its conditions are told."),
        said=gettext_lazy("Published. The firms that fit are being told."),
    ),
    "unpublish": Act(
        NoteForm, policies.unpublish_policy, title=gettext_lazy("Take the policy back"),
        word=gettext_lazy("Take back"),
        text=gettext_lazy("Nobody outside sees it until it is published again. Who was told is not told twice."),
        said=gettext_lazy("Taken back into preparation."),
    ),
    "end": Act(
        NoteForm, _end, title=gettext_lazy("End the policy"), word=gettext_lazy("End the policy"), danger=True,
        text=gettext_lazy("No firm gets it any more; what was agreed by it goes on. This cannot be undone."),
        said=gettext_lazy("The policy has ended."),
    ),
}  # fmt: skip
GRANT_ACTS = {
    "complete": Act(
        OptionalNoteForm, grants.accept_results, title=gettext_lazy("Accept the results"),
        word=gettext_lazy("Accept the results"),
        text=gettext_lazy("What came of the money is in order. Instalments still open can be paid."),
        said=gettext_lazy("The results are accepted; the firm is told."),
    ),
    "return": Act(
        NoteForm, grants.return_results, title=gettext_lazy("Return the results"),
        word=gettext_lazy("Return the results"),
        text=gettext_lazy("The firm completes them and hands them in again."),
        said=gettext_lazy("Returned; the firm is told why."),
    ),
    "revoke": Act(
        NoteForm, grants.revoke_grant, title=gettext_lazy("Revoke the grant"), word=gettext_lazy("Revoke the grant"),
        text=gettext_lazy("Nothing more is paid. What was paid stays on record. This cannot be undone."),
        said=gettext_lazy("Revoked; the firm is told why."), danger=True,
    ),
}  # fmt: skip


@keeps_policies
@require_http_methods(["GET", "POST"])
def policy_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Publish, take back or end; after publishing, the firms that fit are told behind."""
    act = POLICY_ACTS.get(step)
    if act is None:
        raise Http404
    row, here = kept_policy(request, pk), reverse("enterprises:policy", args=[pk])
    if request.method == "POST" and step not in Policy.workflow.names_from(row.status):
        return overtaken(request, row, here)
    Policy.workflow.step(step, row.status)
    form = act.form(request.POST or None, initial={"version": row.version})
    try:
        taken = form.is_bound and _taken(form, row, act, person(request))
    except StaleVersion:
        return overtaken(request, row, here, status=412)
    if taken:
        if step == "publish":
            transaction.on_commit(partial(tell_behind, row.pk))
        messages.success(request, str(act.said))
        return redirect(here)
    more = {"effects": _effects(row, step), "back_url": here}
    if step == "publish" and not row.rules.exists():
        more["warning"] = _("It has no condition: every firm fits, and every registered firm is told.")
    return _page(request, row, act, form, **more)


@login_required
@permission_required(MANAGE_GRANT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def grant_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept the results, send them back, or revoke the grant."""
    act = GRANT_ACTS.get(step)
    if act is None:
        raise Http404
    seen = Grant.objects.visible_to(person(request)).select_related("policy__department", "enterprise")
    row = get_object_or_404(seen, pk=pk)
    require_department(row.policy.department_id, person(request))
    here = reverse("enterprises:grant", args=[pk])
    if request.method == "POST" and step not in Grant.workflow.names_from(row.status):
        return overtaken(request, row, here)
    Grant.workflow.step(step, row.status)
    form = act.form(request.POST or None, initial={"version": row.version})
    try:
        taken = form.is_bound and _taken(form, row, act, person(request))
    except StaleVersion:
        return overtaken(request, row, here, status=412)
    if taken:
        messages.success(request, str(act.said))
        return redirect(here)
    effects = [
        {"label": _("Firm"), "value": row.enterprise.name}, {"label": _("For"), "value": row.purpose},
        {"label": _("Amount"), "value": in_full(row.amount)},
    ]  # fmt: skip
    return _page(request, row, act, form, effects=effects, back_url=here)


def _taken(form: Any, row: Any, act: Act, actor: Any) -> bool:
    """Whether the step was taken; what was wrong stands in the form."""
    if not form.is_valid():
        return False
    row.version = form.cleaned_data["version"]
    note = {"note": form.cleaned_data["note"]} if "note" in form.fields else {}
    try:
        act.service(row, actor=actor, **note)
    except (NotPermitted, StaleVersion):
        raise
    except DomainError as refusal:
        show_refusal(form, refusal)
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


def _page(request: HttpRequest, row: Any, act: Act, form: Any, **more: Any) -> HttpResponse:
    words = {"title": act.title, "text": act.text, "act": act.word, "danger": act.danger}
    context = {"row": row, "form": form, **words, **more}
    return render(request, "enterprises/policies/step.html", context, status=400 if form.errors else 200)
