"""What a person may do with a policy or a grant now, as links; and who may open the pages of those who keep them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.signed_in import person

from ..models import Grant, Policy
from ..services.keepers import require_department
from ..workflow import GrantStatus, PolicyStatus
from ..workflow.support import MANAGE_GRANT, MANAGE_POLICY

View = Callable[..., HttpResponse]


def keeps_policies(view: View) -> View:
    """For those who keep policies; others are sent to sign in, or told that it is not theirs (403)."""
    return login_required(permission_required(MANAGE_POLICY, raise_exception=True)(view))


def kept_policy(request: HttpRequest, pk: int) -> Policy:
    """The policy, if this person's department runs it (404 where they do not see it, 403 where another runs it)."""
    rows: Any = Policy.objects.select_related("department")
    row: Policy = get_object_or_404(rows.visible_to(request.user), pk=pk)
    require_department(row.department_id, person(request))
    return row


def acts_of(policy: Policy, user: Any) -> list[dict[str, str]]:
    """Only what the life cycle allows from here and what this person may do."""
    if not (user.is_authenticated and user.has_perm(MANAGE_POLICY) and acts_for(policy.department_id, user)):
        return []
    pages = [] if policy.status == PolicyStatus.ENDED else [(_("Edit"), "policy-edit")]
    pages += [(_("Conditions"), "policy-rules"), (_("Preview as a firm"), "policy-preview")]
    acts = [{"label": label, "url": reverse(f"enterprises:{name}", args=[policy.pk])} for label, name in pages]
    if policy.status != PolicyStatus.DRAFT and user.has_perm(MANAGE_GRANT):
        url = f"{reverse('enterprises:grant-new')}?policy={policy.pk}"
        acts.append({"label": _("Agree a grant"), "url": url})
    steps = Policy.workflow.open_from(policy.status)
    return acts + [
        {"label": str(step.label).capitalize(), "url": reverse("enterprises:policy-step", args=[policy.pk, step.name])}
        for step in steps
    ]


def grant_acts(grant: Grant, user: Any) -> list[dict[str, str]]:
    """The department's acts on a grant; the firm's stand on its own page."""
    if not (user.has_perm(MANAGE_GRANT) and acts_for(grant.policy.department_id, user)):
        return []
    acts = []
    unpaid = grant.instalments.filter(paid_on=None).first()
    if unpaid is not None and grant.status != GrantStatus.REVOKED:
        url = reverse("enterprises:grant-pay", args=[grant.pk, unpaid.number])
        acts.append({"label": _("Note payment of instalment %(n)d") % {"n": unpaid.number}, "url": url})
    steps = {step.name: step for step in Grant.workflow.open_from(grant.status) if step.name in STEPS}
    taken = [
        {"label": str(step.label).capitalize(), "url": reverse("enterprises:grant-step", args=[grant.pk, name]),
         "tone": "due" if name == "revoke" else ""}
        for name in STEPS
        if (step := steps.get(name)) is not None
    ]  # fmt: skip
    return [*taken, *acts] if grant.status == GrantStatus.REPORTED else [*acts, *taken]


def acts_for(department_id: int, user: Any) -> bool:
    return bool(user.scope.everything or department_id in user.scope.departments)


STEPS = ("complete", "return", "revoke")
