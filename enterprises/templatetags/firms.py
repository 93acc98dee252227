"""What a firm's home shows of other nouns."""

from typing import Any

from django import template
from django.utils import timezone

from coordination.lights import Colour

from ..models import Application, CabinetDocument, Enterprise
from ..queries.cabinet import WRITERS, filed_of
from ..views.applications import row_of

register = template.Library()
LATEST = 5


@register.simple_tag
def latest_applications(firm: Enterprise) -> list[dict[str, Any]]:
    """The firm's latest applications, as lists show them."""
    rows = Application.objects.filter(enterprise=firm)
    return [
        row_of(row)
        for row in rows.select_related("call__scheme__department", "enterprise", "brand", "late_code")[:LATEST]
    ]


@register.simple_tag
def cabinet_of(firm: Enterprise, role: str) -> dict[str, Any]:
    """How many documents the firm has filed, those that run out soon or have, and whether they may be replaced."""
    rows = CabinetDocument.objects.filter(enterprise=firm).current().select_related("kind", "enterprise")
    ending = [row for row in filed_of(rows, timezone.localdate()) if row.validity.light != Colour.GREEN]
    ending.sort(key=lambda row: row.validity.days or 0)
    return {"filed": len(rows), "ending": ending[:LATEST], "may_replace": role in WRITERS}
