"""What a firm has, as staff find it on its record: brands, applications, grants and what it has filed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.accounts.models import User
from kernel.common.templatetags.words import iso

from ..models import Application, Brand, BrandStanding, CabinetDocument, Enterprise, Figure, Grant, SelfAssessment
from ..models.applications import UNSENT
from ..workflow import AssessmentStatus, StandingStatus
from .grant_parts import TONES
from .money import in_full

SHOWN = 5


def holdings_of(firm: Enterprise, user: User) -> list[dict[str, Any]]:
    """The panels of the record, each with its latest rows and the way to all of them; empty ones say so."""
    panels = [_brands(firm, user)]
    if user.has_perm("enterprises.view_application"):
        panels.append(_applications(firm, user))
    if user.has_perm("enterprises.view_grant"):
        panels.append(_grants(firm, user))
    return panels


def filed_of_firm(firm: Enterprise, user: User, today: date) -> list[dict[str, Any]]:
    """What it keeps with the portal in figures, each of which opens its rows."""
    documents = CabinetDocument.objects.visible_to(user).filter(enterprise=firm).current()
    latest = Figure.objects.visible_to(user).filter(enterprise=firm).order_by("-year").values_list("year", flat=True)
    done = SelfAssessment.objects.visible_to(user).filter(enterprise=firm, status=AssessmentStatus.COMPLETED).first()
    held = documents.count()
    expired = documents.filter(expires_on__lt=today).count()
    score, on = (f"{done.score} %", iso(done.completed_on)) if done else ("", "")
    lines: list[tuple[str, str, str, str]] = [
        (_("Cabinet"), "cabinet", ngettext("%(n)d document", "%(n)d documents", held) % {"n": held},
         _("%(n)d expired") % {"n": expired} if expired else ""),
        (_("Yearly figures"), "figures", _("up to %(year)d") % {"year": year} if (year := latest.first()) else "", ""),
        (_("Self-assessment"), "assessment-list", score, on),
    ]  # fmt: skip
    return [
        {"label": label, "url": reverse(f"enterprises:{page}", args=[firm.pk]), "value": value or "—", "note": note}
        for label, page, value, note in lines
    ]


def _brands(firm: Enterprise, user: User) -> dict[str, Any]:
    rows: QuerySet[Brand] = Brand.objects.visible_to(user).filter(enterprise=firm).select_related("rung")
    claims = BrandStanding.objects.visible_to(user).filter(brand__enterprise=firm, status=StandingStatus.CLAIMED)
    waiting = {claim.brand_id: claim for claim in claims.select_related("rung")}
    return {
        "key": "brands", "title": _("Brands"), "empty": _("No brand entered."), "count": rows.count(),
        "url": reverse("enterprises:brand-list", args=[firm.pk]),
        "rows": [
            {"name": row.name, "url": reverse("enterprises:brand", args=[row.pk]), "badge": row.rung and row.rung.name,
             "tone": "ok", "note": _claim(waiting.get(row.pk))}
            for row in rows[:SHOWN]
        ],
    }  # fmt: skip


def _claim(claim: BrandStanding | None) -> str:
    return _("claims %(rung)s") % {"rung": claim.rung.name} if claim else ""


def _applications(firm: Enterprise, user: User) -> dict[str, Any]:
    rows = Application.objects.visible_to(user).filter(enterprise=firm).exclude(status__in=UNSENT)
    return {
        "key": "applications", "title": _("Applications"), "empty": _("It has applied for nothing yet."),
        "count": rows.count(), "url": f"{reverse('enterprises:check-list')}?q={firm.uscc}",
        "rows": [
            {"name": row.call.title, "url": reverse("enterprises:check", args=[row.pk]), "note": row.number,
             "badge": row.get_status_display(), "status": row.status}
            for row in rows.select_related("call").order_by("-submitted_at", "-pk")[:SHOWN]
        ],
    }  # fmt: skip


def _grants(firm: Enterprise, user: User) -> dict[str, Any]:
    rows = Grant.objects.visible_to(user).filter(enterprise=firm)
    return {
        "key": "grants", "title": _("Grants"), "empty": _("No grant has been agreed for it."),
        "count": rows.count(), "url": f"{reverse('enterprises:grant-list')}?q={firm.uscc}",
        "rows": [
            {"name": row.purpose, "url": reverse("enterprises:grant", args=[row.pk]),
             "note": f"{row.policy.title} · {in_full(row.amount)}", "badge": row.get_status_display(),
             "tone": TONES[row.status]}
            for row in rows.select_related("policy")[:SHOWN]
        ],
    }  # fmt: skip
