"""Registrations as staff see them: what waits first, the licence beside what was typed, and the decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from coordination.views.shared import check_version, history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.calendars.queries import WorkingCalendar, working_days_between
from kernel.common.errors import DomainError, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal
from kernel.common.masking import mask_phone
from kernel.common.templatetags.words import iso, tone
from kernel.files.models import Attachment
from kernel.files.pictures import redraw

from ..filters.enterprises import RegistrationFilter
from ..forms.filters import RegistrationBoxes
from ..forms.registration import ReasonForm, VersionForm
from ..models import Registration
from ..models.people import OPEN
from ..queries.registration import differences, known_by, sent_again
from ..services import approvals
from ..services.registration import LICENCE
from ..workflow import RegistrationStatus
from ..workflow.registry import APPROVE
from .acts import Act
from .lists import asked, page_of
from .overtaken import overtaken

REACH = timedelta(days=200)
PICTURES = ("image/jpeg", "image/png")


ACTS = {
    "approve": Act(
        VersionForm, approvals.approve_registration,
        gettext_lazy("The licence proves what was typed. The applicant becomes the owner of the entry and is told."),
        gettext_lazy("The enterprise is registered."),
    ),
    "return": Act(
        ReasonForm, approvals.return_registration,
        gettext_lazy("Say all that is to be corrected at once; the applicant sees it beside the form."),
        gettext_lazy("The registration is returned."),
    ),
    "refuse": Act(
        ReasonForm, approvals.refuse_registration,
        gettext_lazy("Final: the applicant is told the reason and would have to register anew."),
        gettext_lazy("The registration is refused."), danger=True,
    ),
}  # fmt: skip


@login_required
@permission_required(APPROVE, raise_exception=True)
@require_safe
def registration_list(request: HttpRequest) -> HttpResponse:
    """The district's registrations, or all; what waits first, by its due day."""
    seen = Registration.objects.visible_to(person(request)).select_related("division", "applicant")
    data = asked(request)
    found = RegistrationFilter(data, queryset=seen, request=request)
    rows = found.qs if "ordering" in data else found.qs.urgent_first()
    page, today = page_of(request, rows), timezone.localdate()
    context = {
        "page": page, "rows": _rows(page.object_list, today), "columns": _columns(),
        "form": RegistrationBoxes(request.GET), "errors": found.errors, "sort": request.GET.get("sort", ""),
        "clear_url": request.path, "waiting": seen.filter(status=RegistrationStatus.SUBMITTED).count(),
        "late": seen.late(today).count(),
        "bulk_acts": [{"label": _("Look at the chosen side by side"), "value": "look"}],
    }  # fmt: skip
    return render(request, "enterprises/registration/list.html", context)


@login_required
@permission_required(APPROVE, raise_exception=True)
@require_safe
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """The licence's picture beside the data typed and what the registry knows; differences are marked."""
    row, today = _visible(request, pk), timezone.localdate()
    firm = row.enterprise or known_by(row.uscc)
    waits = row.status == RegistrationStatus.SUBMITTED
    others = Registration.objects.filter(uscc=row.uscc, status__in=OPEN).exclude(pk=row.pk)
    files = list(Attachment.objects.of(row))
    context = {
        "registration": row, "firm": firm, "fields": differences(row, firm), "others": others,
        "files": files, "pictures": [file for file in files if file.media_type in PICTURES],
        "facts": _facts(row), "again": sent_again(row),
        "days": working_days_between(today, row.due_on) if waits and row.due_on else None,
        "acts": _acts(row, request), "history": history_entries(history_of(row)),
        "following": Registration.objects.visible_to(person(request)).waiting().exclude(pk=row.pk).first(),
    }  # fmt: skip
    return render(request, "enterprises/registration/page.html", context)


@login_required
@permission_required(APPROVE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def registration_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """GET says what will happen; POST decides. Of two who decide at once the second is told."""
    if step not in ACTS:
        raise Http404
    row, page = _visible(request, pk), ACTS[step]
    here = reverse("enterprises:registration", args=[row.pk])
    if request.method == "POST" and step not in Registration.workflow.names_from(row.status):
        return overtaken(request, row, here)
    Registration.workflow.step(step, row.status)
    form = page.form(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            _decide(page, row, form, request)
        except NotPermitted:
            raise
        except StaleVersion:
            return overtaken(request, row, here, status=412)
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, str(page.said))
            return redirect(here)
    context = {
        "registration": row, "form": form, "title": Registration.workflow.label(step), "text": page.text,
        "danger": page.danger, "effects": _effects(row, step),
    }  # fmt: skip
    return render(request, "enterprises/registration/act.html", context, status=400 if form.errors else 200)


@login_required
@cache_control(private=True, max_age=3600)
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A licence's image drawn anew: none of the bytes that were sent in is shown in the portal's name (S8)."""
    file = get_object_or_404(Attachment.objects.visible_to(person(request)), pk=pk)
    drawn = None
    if file.purpose == LICENCE and file.media_type in PICTURES:
        with file.file.open() as kept:
            drawn = redraw(kept.read())
    if drawn is None:
        raise DomainError(_("This file cannot be shown as a picture; download it instead."))
    return HttpResponse(drawn, content_type="image/jpeg")


def _visible(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("division", "industry", "applicant", "enterprise"), pk=pk)


def _decide(page: Act, row: Registration, form: Any, request: HttpRequest) -> None:
    check_version(row, form)
    words = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    if page.service is approvals.approve_registration:
        words["now"] = timezone.now()
    page.service(row, actor=person(request), today=timezone.localdate(), **words)


def _acts(row: Registration, request: HttpRequest) -> list[dict[str, str]]:
    if row.applicant_id == person(request).pk:
        return []
    kinds = {"approve": "", "return": "plain", "refuse": "danger"}
    return [
        {
            "label": str(step.label),
            "url": reverse("enterprises:registration-step", args=[row.pk, step.name]),
            "kind": kinds[step.name],
        }
        for step in Registration.workflow.open_from(row.status)
        if step.name in ACTS
    ]


def _facts(row: Registration) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Applicant"), "value": row.applicant, "note": mask_phone(row.applicant.phone)},
        {"label": _("Sent in"), "value": iso(timezone.localtime(row.submitted_at))},
    ]
    if row.enterprise_id:
        url = reverse("enterprises:enterprise", args=[row.enterprise_id])
        facts.append({"label": _("Entry in the registry"), "value": row.enterprise, "url": url})
    return facts


def _effects(row: Registration, step: str) -> list[dict[str, Any]]:
    """What an approval does, in figures."""
    if step != "approve":
        return []
    firm = known_by(row.uscc)
    others = Registration.objects.filter(uscc=row.uscc, status__in=OPEN).exclude(pk=row.pk).count()
    entry = _("the one the city has, completed") if firm else _("a new one")
    effects: list[dict[str, Any]] = [
        {"label": _("Entry in the registry"), "value": entry},
        {"label": _("Owner"), "value": row.applicant},
    ]
    if others:
        effects.append({"label": _("Other registrations of this code that are closed"), "value": others})
    return effects


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": _("enterprise")},
        {"key": "division", "label": _("division"), "keep": True},
        {"key": "applicant", "label": _("applicant"), "wide": True},
        {"key": "submitted_at", "label": _("sent in"), "sort": True},
        {"key": "due_on", "label": _("decide by"), "sort": True},
        {"key": "status", "label": _("status")},
    ]


def _rows(rows: Any, today: date) -> list[dict[str, Any]]:
    calendar = WorkingCalendar.load(today - REACH, today + REACH)
    return [_row(row, calendar, today) for row in rows]


def _row(row: Registration, calendar: WorkingCalendar, today: date) -> dict[str, Any]:
    waits = row.status == RegistrationStatus.SUBMITTED
    days = calendar.between(today, row.due_on) if waits and row.due_on else None
    return {
        "pk": row.pk,
        "fixed": not waits,
        "url": reverse("enterprises:registration", args=[row.pk]),
        "cells": [
            {"text": row.name, "sub": f"{row.uscc} · {row.number}"},
            str(row.division),
            str(row.applicant),
            {"kind": "day", "text": iso(timezone.localdate(row.submitted_at))},
            {"kind": "days", "days": days, "due_on": row.due_on},
            {"kind": "badge", "text": row.get_status_display(), "tone": tone(row.status)},
        ],
    }
