"""A table comes in: uploaded, looked at, written as far as its owner says, taken back as one act."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, Invalid, StaleVersion, StepRefused
from kernel.files.queries import limits_of

from .. import services
from ..declaration import exchange_called
from ..forms import UploadForm
from ..models import Intake, Job
from ..queries import UPLOAD, files_of, rule_on
from ..workflow import IntakeStatus
from .shared import begin

RECENT = 5
STEPS: dict[str, Callable[..., Job]] = {"write": services.confirm_intake, "undo": services.recall_intake}


@login_required
@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest, code: str) -> HttpResponse:
    """The template to fill in, the place to bring it back to, and what was brought before."""
    exchange, user = exchange_called(code), person(request)
    services.way_in(exchange, user)
    form = UploadForm(request.POST or None, request.FILES or None, limits=limits_of(UPLOAD))
    if request.method == "POST" and form.is_valid():
        try:
            job = services.begin_intake(exchange, form.cleaned_data["file"], actor=user, now=timezone.now())
        except Invalid as refusal:
            for sentence in refusal.fields.get("file", [str(refusal)]):
                form.add_error("file", sentence)
        else:
            begin(job)
            return redirect("exchange:intake", code=code, pk=job.intake_id)
    context = {
        "exchange": exchange, "form": form, "limits": limits_of(UPLOAD), "list_url": reverse(exchange.page),
        "rule": rule_on(timezone.localdate()), "whole": exchange.into and exchange.into.whole,
        "recent": Intake.objects.visible_to(user).filter(code=code)[:RECENT],
    }  # fmt: skip
    return render(request, "exchange/import.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
def intake_page(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """How the import stands: being checked, what was found, written, taken back."""
    return _page(request, _find(request, code, pk))


@login_required
@require_http_methods(["GET", "POST"])
def intake_step(request: HttpRequest, code: str, pk: int, step: str) -> HttpResponse:
    """Write the right rows, drop the import, or take it back; a second click finds it done and changes nothing."""
    intake, user = _find(request, code, pk), person(request)
    if step not in (*STEPS, "discard"):
        raise Http404
    if request.method == "GET":
        return _ask(request, intake) if step == "undo" else redirect("exchange:intake", code=code, pk=pk)
    try:
        if step == "discard":
            services.discard_intake(intake, actor=user)
            messages.success(request, _("The import was dropped; nothing was written."))
            return redirect("exchange:import", code=code)
        begin(STEPS[step](intake, actor=user, now=timezone.now()))
    except (StepRefused, StaleVersion):
        messages.info(request, _("This has been done already; below is how it stands."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange:intake", code=code, pk=pk)


def _ask(request: HttpRequest, intake: Intake) -> HttpResponse:
    """What taking back will do, before it is done."""
    if intake.status != IntakeStatus.WRITTEN:
        return redirect("exchange:intake", code=intake.code, pk=intake.pk)
    effects = [{"label": _("Records taken back"), "value": intake.good}]
    return render(request, "exchange/undo.html", {**_context(intake), "effects": effects})


def _page(request: HttpRequest, intake: Intake) -> HttpResponse:
    return render(request, "exchange/intake.html", _context(intake))


def _context(intake: Intake) -> dict[str, Any]:
    exchange, jobs = exchange_called(intake.code), list(intake.jobs.order_by("pk"))
    check, latest, now = jobs[0], jobs[-1], timezone.now()
    whole = exchange.into is not None and exchange.into.whole
    return {
        "exchange": exchange, "intake": intake, "job": latest, "bad": len(intake.bad_rows),
        "marked": check.pk in files_of([check]), "check": check, "list_url": reverse(exchange.page),
        "may_write": bool(intake.good) and not (whole and intake.bad_rows), "whole": whole,
        "may_undo": intake.status == IntakeStatus.WRITTEN and intake.undo_until is not None
                    and now <= intake.undo_until,
        "wrong": latest.message if latest.status == "failed" else "",
        "more": len(intake.bad_rows) - len({number for number, *_rest in intake.faults}),
        "url": reverse("exchange:intake", args=[intake.code, intake.pk]),
    }  # fmt: skip


def _find(request: HttpRequest, code: str, pk: int) -> Intake:
    return get_object_or_404(Intake.objects.visible_to(person(request)), code=code, pk=pk)
