"""The registry as staff see it: the list of firms, and a firm's record with its contacts masked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from coordination.views.shared import history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_for
from kernel.common.masking import mask_email, mask_phone
from kernel.common.templatetags.words import iso

from ..filters.enterprises import EnterpriseFilter
from ..forms.filters import EnterpriseBoxes
from ..models import Enterprise, Membership, Registration
from ..queries.people import role_in
from ..services.contacts import UNMASK
from ..workflow import EnterpriseStatus, MembershipStatus
from ..workflow.registry import MANAGE
from .firm_record import filed_of_firm, holdings_of
from .home import seen_firm
from .lists import asked, page_of

TONES = {"active": "ok", "unclaimed": "quiet", "merged": "quiet", "closed": "due"}


@login_required
@require_safe
def enterprise_list(request: HttpRequest) -> HttpResponse:
    """The firms this person looks after or works for, as far as the address asks for them."""
    seen = Enterprise.objects.visible_to(person(request)).select_related("division", "industry")
    data = asked(request)
    found = EnterpriseFilter(data, queryset=seen.as_listed(data), request=request)
    page = page_of(request, found.qs)
    total = ngettext("%(n)d enterprise", "%(n)d enterprises", page.paginator.count) % {"n": page.paginator.count}
    context = {
        "page": page, "rows": [_row(row) for row in page.object_list], "columns": _columns(), "total": total,
        "form": EnterpriseBoxes(request.GET), "errors": found.errors, "sort": request.GET.get("sort", ""),
        "clear_url": request.path, "filtered": bool(set(data) - {"page", "sort", "ordering"}),
        "sections": _by_status(request), "may_merge": person(request).has_perm(MANAGE),
    }  # fmt: skip
    return render(request, "enterprises/enterprises/list.html", context)


@login_required
@require_safe
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """A firm's record; the one of an entry that was merged away leads to the one that stays."""
    row, user = seen_firm(request, pk), person(request)
    if row.pk != pk:
        return redirect("enterprises:enterprise", pk=row.pk)
    own = bool(role_in(user, row))
    seats = Membership.objects.filter(enterprise=row).exclude(status=MembershipStatus.REFUSED)
    context = {
        "firm": row, "tone": TONES[row.status], "facts": _facts(row), "acts": _acts(row, user),
        "contacts": [_contact(contact, own, user.has_perm(UNMASK)) for contact in row.contacts.all()],
        "former": row.former_names.all(), "breaches": row.breaches.all(),
        "seats": seats.select_related("user").order_by("status", "role", "pk"),
        "registrations": Registration.objects.visible_to(user).filter(enterprise=row),
        "merged": row.merged.all(), "history": history_entries(history_for(user, row)),
        "panels": holdings_of(row, user), "filed": filed_of_firm(row, user, timezone.localdate()),
    }  # fmt: skip
    return render(request, "enterprises/enterprises/page.html", context)


def _contact(contact: Any, own: bool, may_unmask: bool) -> dict[str, Any]:
    """Own people see their own contacts in full; everybody else sees enough to recognise them."""
    return {
        "contact": contact,
        "phone": contact.phone if own else mask_phone(contact.phone),
        "email": contact.email if own or not contact.email else mask_email(contact.email),
        "unmask_url": reverse("enterprises:contact-unmask", args=[contact.pk]) if may_unmask and not own else "",
    }


def _by_status(request: HttpRequest) -> dict[str, int]:
    """How many firms there are in each state, of those the person sees."""
    states = {state: Count("pk", filter=Q(status=state)) for state in EnterpriseStatus.values}
    counts: dict[str, int] = Enterprise.objects.visible_to(person(request)).order_by().aggregate(**states)
    return counts


def _facts(row: Enterprise) -> list[dict[str, Any]]:
    capital = row.registered_capital
    return [
        {"label": _("District"), "value": row.division},
        {"label": _("Industry"), "value": row.industry or "—"},
        {"label": _("Size"), "value": row.get_size_display() or "—"},
        {"label": _("Founded on"), "value": iso(row.founded_on) or "—"},
        {"label": _("Legal representative"), "value": row.legal_representative or "—"},
        {"label": _("Registered capital"), "value": f"{capital.normalize():f} {_('10,000 CNY')}" if capital else "—"},
        {"label": _("Registered on"), "value": iso(row.registered_on) or "—"},
        {"label": _("Registered address"), "value": row.address or "—"},
    ]


def _acts(row: Enterprise, user: Any) -> list[dict[str, str]]:
    if not user.has_perm(MANAGE):
        return []
    acts = [{"label": _("Edit"), "url": reverse("admin:enterprises_enterprise_change", args=[row.pk])}]
    if row.status in (EnterpriseStatus.ACTIVE, EnterpriseStatus.UNCLAIMED):
        url = f"{reverse('enterprises:merge-new')}?dropped={row.pk}"
        acts.append({"label": _("Merge with another entry"), "url": url, "kind": "plain"})
    return acts


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": _("enterprise"), "sort": True},
        {"key": "division", "label": _("division"), "keep": True},
        {"key": "industry", "label": _("industry"), "wide": True},
        {"key": "size", "label": _("size of the enterprise"), "keep": True},
        {"key": "founded_on", "label": _("founded on"), "sort": True, "wide": True},
        {"key": "status", "label": _("status")},
    ]


def _row(row: Enterprise) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "url": reverse("enterprises:enterprise", args=[row.pk]),
        "cells": [
            {"text": row.name, "sub": row.uscc},
            str(row.division),
            str(row.industry or ""),
            row.get_size_display(),
            {"kind": "day", "text": iso(row.founded_on)},
            {"kind": "badge", "text": row.get_status_display(), "tone": TONES[row.status]},
        ],
    }
