"""A firm's brands: told of by the firm, claimed to have reached a rung."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coordination.forms.days import days_around, know_days
from coordination.views.shared import history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_for
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal

from ..forms.ladder import BrandForm, ClaimForm, words_of_claim
from ..models import Brand, Enterprise, Rung
from ..queries.cabinet import may_write
from ..queries.ladder import open_rungs
from ..services import ladder as services
from .firm import find_enterprise, firm_tabs


@login_required
@require_GET
def brand_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm's brands, each with its rung and what is being checked."""
    enterprise = find_enterprise(request, pk)
    brands = enterprise.brands.select_related("rung", "industry").prefetch_related("standings__rung")
    context = {
        "enterprise": enterprise, "tabs": firm_tabs(enterprise, "brand-list"), "brands": brands,
        "may_write": may_write(enterprise, person(request)),
    }  # fmt: skip
    return render(request, "enterprises/ladder/brand_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def brand_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A brand more, with its story."""
    enterprise = find_enterprise(request, pk)
    _require_writer(request, enterprise)
    form = BrandForm(
        request.POST if request.method == "POST" else None,
        firm_industry=enterprise.industry,
        initial={"industry": enterprise.industry},
    )
    if form.is_bound and form.is_valid():
        try:
            brand = services.add_brand(
                enterprise, actor=person(request), today=timezone.localdate(), **form.words()
            )  # fmt: skip
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("“%(brand)s” is entered; now it can claim a rung.") % {"brand": brand.name})
            return redirect("enterprises:brand", pk=brand.pk)
    context = {"enterprise": enterprise, "form": form, "back_url": reverse("enterprises:brand-list", args=[pk])}
    return render(request, "enterprises/ladder/brand_form.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def brand_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is told of a brand."""
    brand = _find(request, pk)
    _require_writer(request, brand.enterprise)
    # A copy: a bound form writes what was typed into its instance.
    shown = Brand.objects.get(pk=pk)
    form = BrandForm(
        request.POST if request.method == "POST" else None, instance=shown, firm_industry=brand.enterprise.industry
    )
    if form.is_bound and form.is_valid():
        try:
            services.edit_brand(brand, actor=person(request), today=timezone.localdate(), **form.words())
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("enterprises:brand", pk=pk)
    back_url = reverse("enterprises:brand", args=[pk])
    context = {"enterprise": brand.enterprise, "brand": brand, "form": form, "back_url": back_url}
    return render(request, "enterprises/ladder/brand_form.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    """One brand as its firm sees it: where it stands, what it has claimed, what it may claim.

    To others it is what everybody sees of it.
    """
    row = _find(request, pk)
    if not Enterprise.objects.visible_to(person(request)).filter(pk=row.enterprise_id).exists():
        return redirect("enterprises:brand-page", pk=pk)
    writes = may_write(row.enterprise, person(request))
    context = {
        "brand": row, "enterprise": row.enterprise, "may_write": writes,
        "standings": row.standings.select_related("rung").order_by("-claimed_at", "-pk"),
        "rungs": open_rungs(row) if writes else [], "history": history_entries(history_for(person(request), row)),
    }  # fmt: skip
    return render(request, "enterprises/ladder/brand.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def brand_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """The claim to one rung, `?rung=` in the address: its criteria to tick, the cabinet's documents to choose from."""
    row, today = _find(request, pk), timezone.localdate()
    _require_writer(request, row.enterprise)
    rung = Rung.objects.filter(code=request.GET.get("rung", "")).first()
    if rung is None:
        return redirect("enterprises:brand", pk=pk)  # where one is chosen
    form = ClaimForm(request.POST if request.method == "POST" else None, rung=rung, brand=row, today=today)
    know_days(form, days_around(today))
    if form.is_bound and form.is_valid():
        try:
            standing = services.claim_rung(
                row, rung, actor=person(request), now=timezone.now(), **words_of_claim(form)
            )  # fmt: skip
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Claimed. You are told as soon as it is confirmed."))
            return redirect("enterprises:brand", pk=standing.brand_id)
    context = {"brand": row, "enterprise": row.enterprise, "rung": rung, "form": form}
    return render(request, "enterprises/ladder/claim.html", context, status=400 if form.errors else 200)


def _find(request: HttpRequest, pk: int) -> Brand:
    """A brand that the person sees, as a public one or as one of their firms'."""
    rows = Brand.objects.visible_to(person(request)).select_related("enterprise__industry", "rung", "industry")
    return get_object_or_404(rows, pk=pk)


def _require_writer(request: HttpRequest, enterprise: Enterprise) -> None:
    if not may_write(enterprise, person(request)):
        raise PermissionDenied
