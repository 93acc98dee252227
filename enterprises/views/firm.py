"""What the pages of a firm share: the firm as the person sees it, and the tabs of what it keeps."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kernel.accounts.signed_in import person

from ..models import Enterprise


def find_enterprise(request: HttpRequest, pk: int) -> Enterprise:
    """The firm with this number among those that the person sees."""
    rows = Enterprise.objects.visible_to(person(request)).select_related("division", "industry")
    return get_object_or_404(rows, pk=pk)


def firm_tabs(enterprise: Enterprise, current: str) -> list[dict[str, Any]]:
    """All that a firm has with the portal, the page that is open marked."""
    pages = [
        ("firm", pgettext("enterprise", "Overview")),
        ("cabinet", _("Cabinet")),
        ("figures", _("Yearly figures")),
        ("brand-list", _("Brands")),
        ("assessment-list", _("Self-assessment")),
        ("firm-policies", pgettext("enterprise", "Policies")),
        ("firm-grants", pgettext("enterprise", "Grants")),
        ("people", pgettext("enterprise", "People")),
    ]
    return [
        {"label": label, "url": reverse(f"enterprises:{name}", args=[enterprise.pk]), "current": name == current}
        for name, label in pages
    ]
