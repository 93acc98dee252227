"""A registration as its applicant sees it: where it stands, how to correct it, how to take it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coordination.views.shared import check_version, history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_for, label_of
from kernel.common.errors import DomainError, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal
from kernel.files.models import Attachment
from kernel.files.queries import limits_of

from ..forms.registration import CorrectionForm, VersionForm
from ..models import Registration
from ..queries.registration import COMMON, shown, stages_of
from ..services import registration as services
from ..workflow import RegistrationStatus


@login_required
@require_safe
def own_registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, now, next, and by which day (B11); the way to correct and to take back (B14)."""
    row = _seen(request, pk)
    if row.applicant_id != person(request).pk:
        return redirect("enterprises:registration", pk=row.pk)
    context = {
        "registration": row,
        "stages": stages_of(row, timezone.localdate()),
        "rows": [{"label": label_of(Registration, name), "value": shown(row, name)} for name in ["uscc", *COMMON]],
        "files": Attachment.objects.of(row),
        "history": history_entries(history_for(person(request), row)),
        "correctable": row.status == RegistrationStatus.RETURNED,
        "withdrawable": "withdraw" in Registration.workflow.names_from(row.status),
    }  # fmt: skip
    return render(request, "enterprises/registration/own.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The returned registration with the reason beside it; everything that was filled in stands there."""
    row = _own(request, pk)
    Registration.workflow.step("resubmit", row.status)
    limits = limits_of(services.LICENCE)
    start: dict[str, Any] = {
        "initial": {"version": row.version, "uscc": row.uscc},
        "instance": _own(request, pk),
        "limits": limits,
    }
    form = CorrectionForm(request.POST or None, request.FILES or None, **start)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, row, form)
        except NotPermitted:
            raise
        except DomainError as refusal:
            show_refusal(form, refusal)
    context = {"registration": row, "form": form, "files": Attachment.objects.of(row)}
    return render(request, "enterprises/registration/correct.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """First what it means, then it is done."""
    row = _own(request, pk)
    Registration.workflow.step("withdraw", row.status)
    form = VersionForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        check_version(row, form)
        services.withdraw(row, actor=person(request), today=timezone.localdate())
        messages.success(request, _("The registration is withdrawn."))
        return redirect("enterprises:registration-own", pk=row.pk)
    return render(request, "enterprises/registration/withdraw.html", {"registration": row, "form": form})


def _seen(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("division", "industry", "enterprise"), pk=pk)


def _own(request: HttpRequest, pk: int) -> Registration:
    """One's own registration; NotPermitted (403) for staff, 404 for everybody else."""
    row = _seen(request, pk)
    if row.applicant_id != person(request).pk:
        raise NotPermitted(_("Only the person who sent it in may do this."))
    return row


def _sent(request: HttpRequest, row: Registration, form: Any) -> HttpResponse:
    """Send it in again, with another picture if one was chosen; StaleVersion (412) when it has moved on."""
    if form.cleaned_data["version"] != row.version:
        raise StaleVersion(_("Somebody else has changed this record meanwhile; compare and try again."))
    actor, now = person(request), timezone.now()
    changes = {name: form.cleaned_data[name] for name in ["uscc", *COMMON]}
    services.resubmit(row, form.cleaned_data["file"], actor=actor, now=now, today=timezone.localdate(), **changes)
    messages.success(request, _("The registration is with the district again."))
    return redirect("enterprises:registration-own", pk=row.pk)
