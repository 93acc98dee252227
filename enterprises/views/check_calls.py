"""The calls at a glance: how many applications stand where, each number a door to its rows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.accounts.signed_in import person

from ..models import Application, Call
from ..queries.check_counts import CallLine, Counts, calls_with_counts, summed
from ..workflow import ApplicationStatus
from .check_list import for_staff
from .check_rows import TONES

SHOWN = (
    ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED, ApplicationStatus.ACCEPTED,
    ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN, ApplicationStatus.NOT_SUBMITTED,
)  # fmt: skip


@for_staff
@require_safe
def check_calls(request: HttpRequest) -> HttpResponse:
    """Calls by year, the latest first; three queries for any number of applications."""
    user, today = person(request), timezone.localdate()
    seen = Application.objects.for_staff(user)
    calls = Call.objects.visible_to(user).select_related("scheme__department").order_by("-closes_at", "pk")
    lines = calls_with_counts(calls, seen, today)
    whole = summed(lines)
    shown = [status for status in SHOWN if whole.by_status.get(status) or status == ApplicationStatus.SUBMITTED]
    context = {
        "statuses": [{"label": status.label, "tone": TONES.get(status, "quiet")} for status in shown],
        "lines": [_line(line, shown) for line in lines],
        "whole": _cells(whole, shown, {}), "total": whole.total, "late": whole.late_in_all,
    }  # fmt: skip
    return render(request, "enterprises/checks/calls.html", context)


def _line(line: CallLine, shown: list[ApplicationStatus]) -> dict[str, Any]:
    return {"call": line.call, "cells": _cells(line.counts, shown, {"call": line.call.pk})}


def _cells(counts: Counts, shown: list[ApplicationStatus], asked: dict[str, Any]) -> list[dict[str, Any]]:
    """One number a status, then those late, then all; each with the address of its rows."""
    cells = [
        _cell(counts.by_status.get(status, 0), status.label, {**asked, "status": status.value}) for status in shown
    ]
    late = _cell(counts.late_in_all, _("Late"), {**asked, "late": "true"})
    everything = _cell(counts.total, _("All"), {**asked, "status": [status.value for status in shown]})
    return [*cells, {**late, "due": bool(counts.late_in_all)}, everything]


def _cell(number: int, label: Any, asked: dict[str, Any]) -> dict[str, Any]:
    url = f"{reverse('enterprises:check-list')}?{urlencode(asked, doseq=True)}"
    return {"number": number, "label": label, "url": url if number else ""}
