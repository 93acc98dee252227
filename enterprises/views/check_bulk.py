"""Several applications accepted at once: first what will happen, then what did; and taken back within the seconds."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.accounts.signed_in import person
from kernel.common.errors import Invalid

from ..forms.checks import AcceptForm
from ..models import Application, CheckRule
from ..queries.check_sheet import sheets_of
from ..services import check_bulk as services
from ..services.checks import reconsider_acceptance
from ..workflow import ApplicationStatus
from ..workflow.applications import CHECK
from .check_list import for_staff


@for_staff
@permission_required(CHECK, raise_exception=True)
@require_POST
def check_bulk(request: HttpRequest) -> HttpResponse:
    """Which of the chosen will be accepted, which not and why; confirmed, what was and what was not."""
    rows = _chosen(request)
    if "confirmed" in request.POST:
        accept = partial(
            services.accept_checked, actor=person(request), today=timezone.localdate(),
            note=request.POST.get("note", "")[:1000],
        )  # fmt: skip
        return _result(request, services.decide_applications(rows, accept))
    sheets = sheets_of(rows)
    lines = [(row, _obstacle(row, sheets)) for row in rows]
    ready = [row for row, why in lines if not why]
    context = {
        "ready": ready, "left_out": [(row, why) for row, why in lines if why], "form": AcceptForm(),
        "effects": _effects(ready, len(rows) - len(ready)), "list": _list(request),
    }  # fmt: skip
    return render(request, "enterprises/checks/bulk.html", context)


@for_staff
@permission_required(CHECK, raise_exception=True)
@require_POST
def check_undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own acceptances, each in the version that it made."""
    take_back = partial(
        reconsider_acceptance, actor=person(request), now=timezone.now(), today=timezone.localdate()
    )  # fmt: skip
    rows = _chosen(request)
    result = services.decide_applications(rows, take_back)
    for row, refusal in result.failed:
        messages.error(request, f"{row}: {refusal}")
    if result.done:
        messages.success(request, _("Taken back: it waits for the check again. The firm was not told."))
    if len(rows) == 1:
        return redirect("enterprises:check", pk=rows[0].pk)
    return redirect("enterprises:check-list")


def _chosen(request: HttpRequest) -> list[Application]:
    """The chosen applications in the version that was looked at: `row` is “pk:version”, `pk` is as it is now."""
    named = [item.partition(":") for item in (*request.POST.getlist("row"), *request.GET.getlist("row"))]
    versions = {int(pk): int(version) for pk, _sep, version in named if _number(pk) and _number(version)}
    keys = {*versions, *(int(pk) for pk in request.POST.getlist("pk") if _number(pk))}
    if not keys:
        raise Invalid(_("Choose at least one application."))
    seen = Application.objects.for_staff(person(request)).filter(pk__in=list(keys)[: services.MOST_IN_BULK + 1])
    rows = list(seen.select_related("enterprise", "call__scheme").order_by("due_on", "pk"))
    for row in rows:
        # The row as it was looked at: one that has changed since fails by itself.
        row.version = versions.get(row.pk, row.version)
    return rows


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _obstacle(row: Application, sheets: dict[int, Any]) -> str:
    if row.status != ApplicationStatus.SUBMITTED:
        return _("It is %(status)s, not waiting for the check.") % {"status": row.get_status_display()}
    return services.obstacle(sheets.get(row.pk))


def _effects(ready: list[Application], left_out: int) -> list[dict[str, Any]]:
    effects: list[dict[str, Any]] = [
        {"label": _("Accepted"), "value": len(ready)},
        {"label": _("Firms that will be told"), "value": len({row.enterprise_id for row in ready})},
    ]
    if left_out:
        effects.append({"label": _("Left out, see below"), "value": left_out})
    return effects


def _list(request: HttpRequest) -> str:
    """The filters of the list from which this began."""
    return QueryDict(request.POST.get("list", "")).urlencode()


def _result(request: HttpRequest, result: services.BulkResult) -> HttpResponse:
    context = {
        "result": result, "seconds": CheckRule.objects.on(timezone.localdate()).undo_seconds,
        "list_url": f"{reverse('enterprises:check-list')}?{_list(request)}",
    }  # fmt: skip
    return render(request, "enterprises/checks/bulk_result.html", context)
