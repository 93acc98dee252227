"""Several registrations side by side, each licence beside what was typed; those that are ticked are approved."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.accounts.signed_in import person
from kernel.activity.queries import label_of
from kernel.common.errors import Invalid
from kernel.files.models import Attachment

from ..models import Enterprise, Registration
from ..queries.registration import all_known_by, differences, shown
from ..services.approvals import approve_registration
from ..services.bulk import decide_each
from ..workflow import RegistrationStatus
from ..workflow.registry import APPROVE
from .lists import at_version, chosen
from .registrations import PICTURES

MOST_AT_ONCE = 20
BESIDE = ("uscc", "legal_representative", "founded_on", "address")


@login_required
@permission_required(APPROVE, raise_exception=True)
@require_POST
def registration_bulk(request: HttpRequest) -> HttpResponse:
    """The chosen side by side; confirmed, those whose licence was ticked are approved, each by itself."""
    versions = chosen(request)
    if "confirmed" in request.POST:
        return _approve(request, versions)
    if not versions:
        raise Invalid(_("Choose at least one registration."))
    rows = at_version(_seen(request).urgent_first(), versions)
    waiting = [row for row in rows if row.status == RegistrationStatus.SUBMITTED]
    context = {"desks": _desks(waiting[:MOST_AT_ONCE]), "left_out": _left_out(rows)}
    return render(request, "enterprises/registration/bulk.html", context)


def _approve(request: HttpRequest, versions: dict[int, int | None]) -> HttpResponse:
    act = partial(approve_registration, actor=person(request), now=timezone.now(), today=timezone.localdate())
    rows = at_version(_seen(request), versions) if versions else []
    context = {"result": decide_each(rows, act), "waiting": _seen(request).waiting().count()}
    return render(request, "enterprises/registration/bulk_result.html", context)


def _seen(request: HttpRequest) -> Any:
    rows = Registration.objects.visible_to(person(request))
    return rows.select_related("division", "applicant", "industry", "enterprise")


def _desks(rows: list[Registration]) -> list[dict[str, Any]]:
    """A licence and what was typed, and how it differs from what the registry knows; two queries for all of them."""
    firms, pictures = all_known_by([row.uscc for row in rows]), dict[int, list[Attachment]]()
    kind = ContentType.objects.get_for_model(Registration)
    files = Attachment.objects.filter(content_type=kind, object_id__in=[row.pk for row in rows], removed_at=None)
    for file in files.filter(media_type__in=PICTURES):
        pictures.setdefault(file.object_id, []).append(file)
    return [_desk(row, firms.get(row.uscc), pictures.get(row.pk, [])) for row in rows]


def _desk(row: Registration, firm: Enterprise | None, pictures: list[Attachment]) -> dict[str, Any]:
    other = [field["label"] for field in differences(row, firm) if firm and field["old"] != field["new"]]
    return {
        "row": row, "pictures": pictures, "firm": firm, "differs": other,
        "said": [(label_of(Registration, name), shown(row, name)) for name in BESIDE],
    }  # fmt: skip


def _left_out(rows: list[Registration]) -> list[tuple[Registration, str]]:
    left = [
        (row, _("It is %(status)s, not waiting for approval.") % {"status": row.get_status_display()})
        for row in rows
        if row.status != RegistrationStatus.SUBMITTED
    ]
    waiting = [row for row in rows if row.status == RegistrationStatus.SUBMITTED]
    return left + [(row, _("At most %(n)d side by side.") % {"n": MOST_AT_ONCE}) for row in waiting[MOST_AT_ONCE:]]
