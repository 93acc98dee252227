"""What a firm's home shows of other nouns."""

from typing import Any

from django import template

from ..models import Application, Enterprise
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
