"""The pages of those who give grants: the list with its sums, one grant, a new one, a payment."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coordination.forms.days import days_around, for_script, know_days
from coordination.views.shared import history_entries
from kernel.accounts.models import User
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_for
from kernel.calendars.queries import WorkingCalendar
from kernel.common.errors import DomainError, Invalid, NotPermitted
from kernel.common.forms import show_refusal

from ..filters.policies import GrantFilter
from ..forms.grants import GrantForm, PayForm
from ..forms.policies import departments_for
from ..models import Grant, Policy
from ..models.policies import OWING
from ..queries.grants import Totals, totals_of, with_paid
from ..services import grants
from ..services.keepers import require_department
from ..workflow import GrantStatus, PolicyStatus
from ..workflow.support import MANAGE_GRANT
from .grant_parts import TONES, documents_of, instalment_rows, stages_of
from .money import in_10k, in_full
from .policy_acts import grant_acts

ROWS_A_PAGE = 30


@login_required
@permission_required("enterprises.view_grant", raise_exception=True)
@require_GET
def grant_list(request: HttpRequest) -> HttpResponse:
    """The grants this person sees, as far as the address asks for them, with what they come to."""
    user, today = person(request), timezone.localdate()
    seen = Grant.objects.visible_to(user).select_related("policy", "enterprise")
    query = request.GET.copy()
    query["ordering"] = request.GET.get("sort", "") or "-agreed_on"
    for name in list(query):
        if name in ("page", "sort", "density") or not str(query[name]).strip():
            del query[name]
    found = GrantFilter(query, queryset=seen, request=request)
    totals = totals_of(found.qs, today)
    page = Paginator(with_paid(found.qs), ROWS_A_PAGE).get_page(request.GET.get("page"))
    days = WorkingCalendar.load(today.replace(year=today.year - 3), today.replace(year=today.year + 3, day=28))
    context = {
        "page": page, "columns": _columns(), "rows": [_row(row, days, today) for row in page.object_list],
        "sums": _sums(totals), "sort": query.get("ordering", ""), "errors": found.errors, "form": found.form,
        "totals": _stats(request, totals), "filtered": bool(set(query) - {"ordering"}),
        "manages": user.has_perm(MANAGE_GRANT), "statuses": GrantStatus.choices,
        "chosen": request.GET.get("status", ""), "words": request.GET.get("q", ""),
        "keep": [(name, request.GET[name]) for name in ("policy", "overdue", "sort") if request.GET.get(name)],
        "of": _policy_of(request),
    }  # fmt: skip
    return render(request, "enterprises/grants/list.html", context)


@login_required
@permission_required("enterprises.view_grant", raise_exception=True)
@require_GET
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant: its money, its instalments, its results, what may be done with it now."""
    user, today = person(request), timezone.localdate()
    rows = with_paid(Grant.objects.visible_to(user)).select_related("policy__department", "enterprise")
    row: Any = get_object_or_404(rows, pk=pk)
    acts = [{**act, "kind": "plain" if n else ""} for n, act in enumerate(grant_acts(row, user))]
    context = {
        "grant": row, "acts": acts[:2], "more": acts[2:], "tone": TONES[row.status], "facts": _facts(row),
        "parts": instalment_rows(row, today), "documents": documents_of(row), "stages": stages_of(row, today),
        "amount": in_full(row.amount), "history": history_entries(history_for(user, row, most=30)),
    }  # fmt: skip
    return render(request, "enterprises/grants/page.html", context)


@login_required
@permission_required(MANAGE_GRANT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def grant_new(request: HttpRequest) -> HttpResponse:
    """Terms of a new grant; all that cannot be right is said at once."""
    user, today = person(request), timezone.localdate()
    start = {"policy": request.GET.get("policy", ""), "uscc": request.GET.get("uscc", ""), "agreed_on": today}
    form = GrantForm(request.POST or None, policies=_policies(user), user=user, initial=start)
    if form.is_bound and form.is_valid():
        row = _agree(form, user)
        if row is not None:
            messages.success(request, _("Agreed; the firm is told."))
            return redirect("enterprises:grant", row.pk)
    special = days_around(today)
    know_days(form, special)
    context = {"form": form, "special": for_script(special)}
    return render(request, "enterprises/grants/new.html", context, status=400 if form.errors else 200)


@login_required
@permission_required(MANAGE_GRANT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def grant_pay(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Note that an instalment was paid, and when."""
    user, today = person(request), timezone.localdate()
    rows = Grant.objects.visible_to(user).select_related("policy__department", "enterprise")
    row = get_object_or_404(rows, pk=pk)
    require_department(row.policy.department_id, user)
    part = get_object_or_404(row.instalments, number=number)
    form = PayForm(request.POST or None, initial={"version": row.version, "paid_on": today})
    if form.is_bound and form.is_valid():
        row.version = form.cleaned_data["version"]
        try:
            grants.pay_instalment(row, number, actor=user, paid_on=form.cleaned_data["paid_on"], today=today)
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The payment is noted; the firm is told."))
            return redirect("enterprises:grant", pk)
    effects = [
        {"label": _("Firm"), "value": row.enterprise.name},
        {"label": _("Instalment %(n)d") % {"n": number}, "value": in_full(part.amount)},
        {"label": _("Condition"), "value": part.condition or _("none")},
    ]
    know_days(form, days_around(today))
    context = {"row": row, "form": form, "effects": effects, "back_url": reverse("enterprises:grant", args=[pk]),
               "title": _("Note the payment"), "act": _("Note the payment")}  # fmt: skip
    return render(request, "enterprises/policies/step.html", context, status=400 if form.errors else 200)


def _agree(form: GrantForm, user: User) -> Grant | None:
    """The grant, or None with each sentence at its box."""
    data, parts = form.cleaned_data, form.instalments()
    try:
        return grants.agree_grant(
            data["policy"], form.firm, actor=user, amount=data["amount"], purpose=data["purpose"], instalments=parts,
            agreed_on=data["agreed_on"], results_due_on=data["results_due_on"], today=timezone.localdate(),
        )  # fmt: skip
    except NotPermitted:
        raise
    except Invalid as refusal:
        show_refusal(form, _at_boxes(refusal, parts))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    return None


def _at_boxes(refusal: Invalid, parts: list[dict[str, Any]]) -> Invalid:
    """The same sentences under the names of the page's boxes: instalments.1.amount is the second filled row."""
    named = {f"instalments.{n}.amount": f"amount_{part['row']}" for n, part in enumerate(parts)}
    named["instalments"] = f"amount_{parts[0]['row']}"
    return Invalid(fields={named.get(name, name): said for name, said in refusal.fields.items()})


def _policies(user: User) -> Any:
    rows = Policy.objects.exclude(status=PolicyStatus.DRAFT)
    return rows.filter(department__in=departments_for(user))


def _policy_of(request: HttpRequest) -> Policy | None:
    """The policy that the address narrows the list to."""
    key = request.GET.get("policy", "")
    rows = Policy.objects.visible_to(request.user)
    return rows.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 18 else None


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "enterprise", "label": _("enterprise")},
        {"key": "policy", "label": _("policy")},
        {"key": "amount", "label": _("amount, 10,000 CNY"), "num": True, "sort": True},
        {"key": "paid", "label": _("paid"), "num": True},
        {"key": "status", "label": _("status"), "sort": True},
        {"key": "results_due_on", "label": _("results due"), "sort": True},
        {"key": "agreed_on", "label": _("agreed on"), "sort": True, "wide": True},
    ]


def _row(row: Any, days: WorkingCalendar, today: Any) -> dict[str, Any]:
    due_on = row.results_due_on
    left = days.between(today, due_on) if due_on and row.status in OWING else None
    return {
        "pk": row.pk, "url": reverse("enterprises:grant", args=[row.pk]),
        "cells": [
            {"text": row.enterprise.name, "sub": row.purpose}, row.policy.title, in_10k(row.amount), in_10k(row.paid),
            {"kind": "badge", "text": row.get_status_display(), "tone": TONES[row.status]},
            {"kind": "days", "days": left, "due_on": due_on},
            {"kind": "day", "text": f"{row.agreed_on:%Y-%m-%d}"},
        ],
    }  # fmt: skip


def _sums(totals: Totals) -> list[str]:
    said = ngettext("%(n)d grant", "%(n)d grants", totals.grants) % {"n": totals.grants}
    late = _("%(n)d overdue") % {"n": totals.overdue} if totals.overdue else _("none overdue")
    return [_("In all: %(grants)s") % {"grants": said}, "", in_10k(totals.agreed), in_10k(totals.paid), "", late, ""]


def _stats(request: HttpRequest, totals: Totals) -> list[dict[str, Any]]:
    """The figures above the list; each opens the rows it was counted from."""
    here, policy = reverse("enterprises:grant-list"), request.GET.get("policy", "")
    base = f"{here}?policy={policy}&" if policy else f"{here}?"
    return [
        {"label": _("Grants"), "number": totals.grants, "url": base.rstrip("?&")},
        {"label": _("Agreed"), "number": in_10k(totals.agreed), "unit": _("10,000 CNY"), "url": base.rstrip("?&")},
        {"label": _("Paid"), "number": in_10k(totals.paid), "unit": _("10,000 CNY"), "url": base.rstrip("?&")},
        {"label": _("Results to accept"), "number": totals.reported, "url": f"{base}status=reported"},
        {"label": _("Results overdue"), "number": totals.overdue, "url": f"{base}overdue=true", "tone": "due"},
    ]


def _facts(row: Any) -> list[dict[str, Any]]:
    policy_url = reverse("enterprises:policy", args=[row.policy_id])
    return [
        {"label": _("Policy"), "value": row.policy.title, "url": policy_url, "note": str(row.policy.department)},
        {"label": _("Amount"), "value": in_full(row.amount)},
        {
            "label": _("Paid"),
            "value": in_full(row.paid),
            "note": _("left: %(left)s") % {"left": in_full(row.amount - row.paid)},
        },
        {"label": _("Agreed on"), "value": f"{row.agreed_on:%Y-%m-%d}"},
    ]
