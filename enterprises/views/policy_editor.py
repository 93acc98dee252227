"""The pages of those who keep policies: the list with what each lacks, the words, the preview."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coordination.forms.days import days_around, for_script, know_days
from coordination.views.shared import history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.common.errors import DomainError, StaleVersion

from ..filters.policies import PolicyFilter
from ..forms.policies import PolicyForm, calls_for, departments_for
from ..models import Enterprise, Grant, Policy
from ..queries.eligibility import check_rules, firms_that_fit
from ..queries.grants import totals_by_policy
from ..services import policies
from ..workflow import PolicyStatus
from .money import in_10k
from .policies import shown
from .policy_acts import acts_for, keeps_policies, kept_policy

ROWS_A_PAGE = 30
MOST_TRIED, MOST_COUNTED = 12, 10_000
NEWEST = ("-starts_on", "-pk")
ORDER = (PolicyStatus.DRAFT, PolicyStatus.PUBLISHED, PolicyStatus.ENDED)


@keeps_policies
@require_GET
def policy_manage(request: HttpRequest) -> HttpResponse:
    """The policies this person sees, by status, each with its grants in numbers that open their rows."""
    user = person(request)
    seen = Policy.objects.visible_to(user).select_related("department")
    if not user.scope.everything:
        seen = seen.filter(department__in=user.scope.departments)
    counts = dict(seen.order_by().values_list("status").annotate(n=Count("pk")))
    rows = PolicyFilter(
        _asked(request), queryset=seen.annotate(conditions=Count("rules")).order_by(*NEWEST), request=request
    ).qs
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    totals = totals_by_policy(
        Grant.objects.visible_to(user), [row.pk for row in page.object_list], timezone.localdate()
    )
    context = {
        "page": page, "columns": _columns(), "rows": [_row(row, totals.get(row.pk), user) for row in page.object_list],
        "tabs": _tabs(request, counts), "words": request.GET.get("q", ""), "status": request.GET.get("status", ""),
        "empty": {"title": _("No policy here"), "text": _("Prepare one: words, conditions, then publish it.")},
    }  # fmt: skip
    return render(request, "enterprises/policies/manage.html", context)


@keeps_policies
@require_http_methods(["GET", "POST"])
def policy_new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = PolicyForm(request.POST or None, departments=departments_for(user), calls=calls_for(user))
    if form.is_bound and form.is_valid():
        try:
            row = policies.create_policy(actor=user, **form.about())
        except DomainError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("Kept. Now say which firms it is for."))
            return redirect("enterprises:policy-rules", row.pk)
    return _form(request, form, None)


@keeps_policies
@require_http_methods(["GET", "POST"])
def policy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words; one that is published is changed for a reason, and two people at one policy meet."""
    user, row = person(request), kept_policy(request, pk)
    choices = {"departments": departments_for(user), "calls": calls_for(user)}
    form = PolicyForm(request.POST or None, instance=Policy.objects.get(pk=pk), **choices)
    if form.is_bound and form.is_valid():
        row.version = form.cleaned_data["version"] or 0
        try:
            policies.edit_policy(row, actor=user, note=form.cleaned_data.get("note", ""), **form.about())
        except StaleVersion as stale:
            return _stale(request, pk, form, stale, choices)
        except DomainError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("enterprises:policy", pk)
    return _form(request, form, row)


@keeps_policies
@require_GET
def policy_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as a firm sees it, and which of the firms this person looks after fit; `?uscc=` tries one of them."""
    row, words, today = kept_policy(request, pk), request.GET.get("uscc", "").strip(), timezone.localdate()
    seen, rules = Enterprise.objects.visible_to(person(request)), list(row.rules.all())
    tried = list(seen.live().search(words).order_by("name", "pk")[:MOST_TRIED]) if words else []
    firm = tried[0] if len(tried) == 1 else None
    fitting = firms_that_fit(rules, today).filter(pk__in=seen.values("pk")).order_by("name", "pk")
    context = {
        **shown(request, row), "preview": True, "words": words, "enterprise": firm, "tried": tried,
        "found": check_rules(rules, firm, today) if firm else None, "reach": _reach(fitting, seen.live()),
    }  # fmt: skip
    return render(request, "enterprises/policies/preview.html", context)


def _reach(fitting: QuerySet[Enterprise], live: QuerySet[Enterprise]) -> dict[str, Any]:
    """How many of the firms fit, and the first of them; counted as far as MOST_COUNTED."""
    some = fitting.select_related("division")[:MOST_TRIED]
    return {
        "fit": fitting.values("pk")[: MOST_COUNTED + 1].count(), "most": MOST_COUNTED, "firms": some,
        "all": live.order_by().values("pk")[: MOST_COUNTED + 1].count(),
    }  # fmt: skip


def _stale(request: HttpRequest, pk: int, form: PolicyForm, stale: StaleVersion, choices: Any) -> HttpResponse:
    """412: what was typed stays in the boxes, what somebody else wrote meanwhile stands beside it."""
    now = get_object_or_404(Policy, pk=pk)
    theirs = PolicyForm(instance=now, **choices)
    typed = PolicyForm({**form.data.dict(), "version": str(now.version)}, instance=now, **choices)  # type: ignore[attr-defined]
    typed.add_error(None, str(stale))
    compare = [
        {"label": bound.label, "old": _said(theirs[bound.name]), "new": _said(bound)}
        for bound in typed.visible_fields()
        if bound.name != "note" and _said(bound) != _said(theirs[bound.name])
    ]
    return _form(request, typed, now, compare=compare, status=412)


def _said(bound: Any) -> str:
    """The value of a field as people read it."""
    value = bound.value()
    if value in (None, ""):
        return ""
    choices = {str(key): str(words) for key, words in getattr(bound.field, "choices", ()) or ()}
    return choices.get(str(value), str(value)).replace("\r\n", "\n").strip()


def _form(request: HttpRequest, form: Any, row: Policy | None, status: int = 0, **more: Any) -> HttpResponse:
    special = days_around(timezone.localdate())
    know_days(form, special)
    history = history_entries(history_of(row, most=20)) if row else []
    context = {"form": form, "policy": row, "special": for_script(special), "history": history, **more}
    return render(request, "enterprises/policies/form.html", context, status=status or (400 if form.errors else 200))


def _asked(request: HttpRequest) -> Any:
    query = request.GET.copy()
    for name in list(query):
        if name not in ("q", "status") or not str(query[name]).strip():
            del query[name]
    return query


def _tabs(request: HttpRequest, counts: dict[str, int]) -> list[dict[str, Any]]:
    chosen, url = request.GET.get("status", ""), reverse("enterprises:policy-manage")
    tabs = [{"label": _("All"), "url": url, "count": sum(counts.values()), "current": not chosen}]
    return tabs + [
        {"label": str(status.label), "url": f"{url}?status={status}", "count": counts.get(status, 0),
         "current": status == chosen}
        for status in ORDER
    ]  # fmt: skip


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "title", "label": _("policy")},
        {"key": "department", "label": _("run by"), "keep": True},
        {"key": "conditions", "label": _("conditions"), "num": True},
        {"key": "status", "label": _("status")},
        {"key": "grants", "label": _("grants"), "num": True},
        {"key": "agreed", "label": _("agreed"), "num": True},
        {"key": "paid", "label": _("paid"), "num": True},
        {"key": "overdue", "label": _("results overdue"), "num": True},
    ]


def _row(row: Any, totals: Any, user: Any) -> dict[str, Any]:
    rows, name = f"{reverse('enterprises:grant-list')}?policy={row.pk}", row.document_number or row.summary
    grants: list[Any] = ["–", "–", "–", "–"]
    if totals is not None:
        late = {"kind": "link", "url": f"{rows}&overdue=true", "text": totals.overdue} if totals.overdue else "0"
        grants = [
            {"kind": "link", "url": rows, "text": totals.grants},
            {"kind": "link", "url": rows, "text": in_10k(totals.agreed)}, in_10k(totals.paid), late,
        ]  # fmt: skip
    lacks = policies.missing_words(row) if row.status == PolicyStatus.DRAFT else {}
    said = ngettext("%(n)d thing missing", "%(n)d things missing", len(lacks)) % {"n": len(lacks)} if lacks else name
    tone = {"draft": "warn", "published": "ok"}.get(row.status, "quiet")
    own = acts_for(row.department_id, user)
    return {
        "pk": row.pk, "url": reverse("enterprises:policy", args=[row.pk]),
        "cells": [
            {"text": row.title, "sub": said}, str(row.department),
            {"kind": "link", "url": reverse("enterprises:policy-rules", args=[row.pk]), "text": row.conditions}
            if own else str(row.conditions),
            {"kind": "badge", "text": row.get_status_display(), "tone": tone}, *grants,
        ],
    }  # fmt: skip
