"""A firm's own pages of support: which policies fit, by how much others are missed, its grants and their results."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, NotPermitted
from kernel.common.forms import show_refusal
from kernel.files.queries import limits_of

from ..forms.grants import ResultsForm
from ..models import Grant
from ..queries.fits import fits_of
from ..queries.grants import PURPOSE, may_attach, with_paid
from ..queries.people import role_in
from ..services import grants
from ..services.seats import WRITERS, require_seat
from .firm import find_enterprise, firm_tabs
from .grant_parts import TONES, documents_of, instalment_rows, stages_of
from .money import in_full


@login_required
@require_GET
def firm_policies(request: HttpRequest, pk: int) -> HttpResponse:
    """Which policies the firm qualifies for, what is missing by how much, what is not known and where to file it."""
    firm = find_enterprise(request, pk)
    tabs = firm_tabs(firm, "firm-policies")
    context = {"enterprise": firm, "tabs": tabs, "fits": fits_of(firm, timezone.localdate())}
    return render(request, "enterprises/policies/firm.html", context)


@login_required
@require_GET
def firm_grants(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm's grants."""
    firm = find_enterprise(request, pk)
    rows = with_paid(Grant.objects.filter(enterprise=firm)).select_related("policy__department")
    listed = [{"grant": row, "tone": TONES[row.status], "amount": in_full(row.amount)} for row in rows]
    context = {"enterprise": firm, "tabs": firm_tabs(firm, "firm-grants"), "rows": listed}
    return render(request, "enterprises/grants/firm.html", context)


@login_required
@require_GET
def firm_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant for the firm's people: money, stages, what is due by when; staff have their own page."""
    row = _grant(request, pk)
    if not role_in(person(request), row.enterprise):
        return redirect("enterprises:grant", pk)
    return render(request, "enterprises/grants/firm_page.html", _shown(request, row))


@login_required
@require_http_methods(["GET", "POST"])
def firm_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in what came of it, with documents."""
    user, row = person(request), _grant(request, pk)
    require_seat(row.enterprise, user, *WRITERS)
    Grant.workflow.step("report", row.status)
    start = {"version": row.version, "results": row.results}
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ResultsForm(*data, limits=limits_of(PURPOSE), initial=start)
    if form.is_bound and form.is_valid():
        try:
            _report(request, row, form)
        except NotPermitted:
            raise
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Handed in. The department has been told."))
            return redirect("enterprises:firm-grant", pk)
    context = {**_shown(request, row), "form": form}
    return render(request, "enterprises/grants/report.html", context, status=400 if form.errors else 200)


def _report(request: HttpRequest, row: Grant, form: ResultsForm) -> None:
    row.version = form.cleaned_data["version"]
    uploads = [upload for upload in form.cleaned_data["file"] or [] if upload]
    grants.report_results(
        row, actor=person(request), results=form.cleaned_data["results"], uploads=uploads, today=timezone.localdate(),
        now=timezone.now(),
    )  # fmt: skip


def _grant(request: HttpRequest, pk: int) -> Grant:
    """A grant that this person sees (404)."""
    rows = with_paid(Grant.objects.visible_to(person(request)))
    return get_object_or_404(rows.select_related("policy__department", "enterprise"), pk=pk)


def _shown(request: HttpRequest, row: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "grant": row, "enterprise": row.enterprise, "tone": TONES[row.status], "amount": in_full(row.amount),
        "paid": in_full(row.paid), "parts": instalment_rows(row, today), "documents": documents_of(row),
        "stages": stages_of(row, today), "may_report": may_attach(row, person(request)),
    }  # fmt: skip
