"""Claims to a rung as staff decide on them, and as the firm reads what became of them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.views.shared import check_version, history_entries
from kernel.accounts.queries import is_staff_of_city
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_for
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal
from kernel.common.templatetags.words import iso

from ..filters.ladder import StandingFilter
from ..forms.ladder import ConfirmForm, RefuseForm, form_of_step
from ..models import BrandStanding, CabinetDocument, Rung
from ..queries.cabinet import filed_of
from ..services import ladder as services
from ..workflow import CONFIRM, StandingStatus

ROWS_A_PAGE = 30
VIEW = "enterprises.view_brandstanding"
STEPS: dict[str, Callable[..., BrandStanding]] = {
    "confirm": services.confirm_standing, "refuse": services.refuse_standing, "lapse": services.lapse_standing,
}  # fmt: skip
TONES = {"claimed": "brand", "confirmed": "ok", "refused": "due", "lapsed": "quiet"}


@login_required
@permission_required(VIEW, raise_exception=True)
@require_GET
def standing_list(request: HttpRequest) -> HttpResponse:
    """The claims this person sees; what waits comes first, the longest waiting on top."""
    everything = BrandStanding.objects.visible_to(person(request))
    asked = _asked(request)
    found = StandingFilter(asked, queryset=everything.select_related("brand__enterprise__division", "rung"))
    waiting = asked.get("status") == StandingStatus.CLAIMED
    rows = found.qs.order_by("claimed_at" if waiting else "-claimed_at", "pk")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [_row(row) for row in page.object_list], "columns": _columns(), "asked": asked,
        "tabs": _tabs(request, everything, asked), "rungs": Rung.objects.all(), "status": asked.get("status", ""),
    }  # fmt: skip
    return render(request, "enterprises/ladder/standings.html", context)


@login_required
@require_GET
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: each criterion with whether it is met, the evidence with its files, and the decision."""
    return _page(request, _find(request, pk))


@login_required
@require_POST
def standing_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Confirm, refuse or lapse; a refusal of the rules comes back beside its field."""
    row = _find(request, pk)
    if step not in STEPS:
        raise Http404
    form = form_of_step(step)(request.POST)
    if form.is_valid():
        try:
            check_version(row, form)
            STEPS[step](
                row, actor=person(request), note=form.cleaned_data["note"], today=timezone.localdate()
            )  # fmt: skip
        except DomainError as refusal:
            if refusal.status == 403:
                raise
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Done; the firm is told."))
            return redirect("enterprises:standing", pk=pk)
    return _page(request, _find(request, pk), **{step: form})


def _find(request: HttpRequest, pk: int) -> BrandStanding:
    rows = BrandStanding.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("brand__enterprise__division", "brand__rung", "rung"), pk=pk)


def _page(request: HttpRequest, row: BrandStanding, **bound: forms.Form) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    met = set(row.criteria.values_list("pk", flat=True))
    evidence = CabinetDocument.objects.visible_to(user).filter(pk__in=row.evidence.values("pk"))
    version = {"version": row.version}
    context = {
        "standing": row, "brand": row.brand, "enterprise": row.brand.enterprise, "tone": TONES[row.status],
        "criteria": [(criterion, criterion.pk in met) for criterion in row.rung.criteria.all()],
        "evidence": filed_of(evidence.select_related("kind"), today), "may_decide": user.has_perm(CONFIRM),
        "confirm_form": bound.get("confirm") or ConfirmForm(initial=version, auto_id="confirm_%s"),
        "refuse_form": bound.get("refuse") or RefuseForm(initial=version, auto_id="refuse_%s"),
        "lapse_form": bound.get("lapse") or RefuseForm(initial=version, auto_id="lapse_%s"),
        "history": history_entries(history_for(user, row)), "staff": is_staff_of_city(user),
    }  # fmt: skip
    if context["may_decide"]:
        waiting = BrandStanding.objects.visible_to(user).waiting().exclude(pk=row.pk)
        context["following"] = waiting.select_related("brand__enterprise", "rung").first()
    wrong = any(form.errors for form in bound.values())
    return render(request, "enterprises/ladder/standing.html", context, status=400 if wrong else 200)


def _asked(request: HttpRequest) -> QueryDict:
    """The filters of the address; without any, what waits."""
    asked = QueryDict(mutable=True)
    for name in ("q", "rung", "status"):
        value = request.GET.get(name, "").strip()
        if value:
            asked[name] = value
    if "status" not in request.GET:
        asked["status"] = StandingStatus.CLAIMED
    return asked


def _tabs(request: HttpRequest, everything: Any, asked: QueryDict) -> list[dict[str, Any]]:
    """One tab a status, with its count; the search goes along."""
    counts = dict(everything.order_by().values_list("status").annotate(n=Count("pk")))
    tabs = []
    for status, label in [*StandingStatus.choices, ("", _("All"))]:
        link = asked.copy()
        link["status"] = status
        tabs.append(
            {
                "label": label, "url": f"{request.path}?{link.urlencode()}",
                "count": counts.get(status, 0) if status else sum(counts.values()),
                "current": asked.get("status", "") == status,
            }
        )  # fmt: skip
    return tabs


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "brand", "label": _("brand")},
        {"key": "enterprise", "label": _("enterprise")},
        {"key": "rung", "label": _("rung"), "keep": True},
        {"key": "reached_on", "label": _("reached on"), "keep": True},
        {"key": "claimed_at", "label": _("claimed at"), "keep": True},
        {"key": "status", "label": _("status")},
    ]


def _row(row: BrandStanding) -> dict[str, Any]:
    enterprise = row.brand.enterprise
    return {
        "pk": row.pk, "url": reverse("enterprises:standing", args=[row.pk]),
        "cells": [
            row.brand.name, {"kind": "two", "text": enterprise.name, "sub": enterprise.division.name}, row.rung.name,
            iso(row.reached_on), iso(timezone.localtime(row.claimed_at)),
            {"kind": "badge", "text": row.get_status_display(), "tone": TONES[row.status]},
        ],
    }  # fmt: skip
