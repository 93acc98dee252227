"""The buttons with which a list page sends its rows to Excel and takes rows in."""

from typing import Any

from django import template
from django.urls import reverse

from ..declaration import exchange_called

register = template.Library()
NOT_FILTERS = ("page", "p", "o", "all", "density")


@register.inclusion_tag("exchange/_buttons.html", takes_context=True)
def exchange_buttons(context: Any, code: str) -> dict[str, Any]:
    """Ways out and in of the table, as far as the reader may use them; the export has the address's filters."""
    exchange, request = exchange_called(code), context["request"]
    filters = request.GET.copy()
    for name in NOT_FILTERS:
        filters.pop(name, None)
    query = f"?{filters.urlencode()}" if filters else ""
    out, into = exchange.out, exchange.into
    may = request.user.has_perm
    return {
        "export_url": reverse("exchange:export", args=[code]) + query if out and may(out.permission) else "",
        "import_url": reverse("exchange:import", args=[code]) if into and may(into.permission) else "",
    }
