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
from ..services.bulk import BulkResult, decide_each
from ..services.checks import reconsider_acceptance
from ..workflow import ApplicationStatus
from ..workflow.applications import CHECK
from .check_list import for_staff
from .lists import at_version, chosen


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
        return _result(request, decide_each(rows, accept))
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
    result = decide_each(rows, take_back)
    for row, refusal in result.failed:
        messages.error(request, f"{row}: {refusal}")
    if result.done:
        messages.success(request, _("Taken back: it waits for the check again. The firm was not told."))
    if len(rows) == 1:
        return redirect("enterprises:check", pk=rows[0].pk)
    return redirect("enterprises:check-list")


def _chosen(request: HttpRequest) -> list[Application]:
    versions = chosen(request)
    if not versions:
        raise Invalid(_("Choose at least one application."))
    seen = Application.objects.for_staff(person(request)).select_related("enterprise", "call__scheme")
    return at_version(seen.order_by("due_on", "pk"), versions)


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


def _result(request: HttpRequest, result: BulkResult[Application]) -> HttpResponse:
    context = {
        "result": result, "seconds": CheckRule.objects.on(timezone.localdate()).undo_seconds,
        "list_url": f"{reverse('enterprises:check-list')}?{_list(request)}",
    }  # fmt: skip
    return render(request, "enterprises/checks/bulk_result.html", context)
