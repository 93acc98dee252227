"""Filters of the documents of cabinets."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from kernel.common.filters import ManyChoices, Search, visible

from ..models import CabinetDocument, DocumentKind, Enterprise
from ..workflow import DocumentStatus


class DocumentFilter(filters.FilterSet):
    """A kind by its code; `valid_on` are those that may be used on a day."""

    q = Search("title", "number")
    enterprise = filters.ModelChoiceFilter(queryset=visible(Enterprise), label=_("enterprise"))
    kind = filters.ModelChoiceFilter(queryset=DocumentKind.objects.all(), to_field_name="code", label=_("kind"))
    status = ManyChoices(choices=DocumentStatus.choices, label=_("status"))
    expires_on__gte = filters.DateFilter(field_name="expires_on", lookup_expr="gte", label=_("valid until, from"))
    expires_on__lte = filters.DateFilter(field_name="expires_on", lookup_expr="lte", label=_("valid until, up to"))
    valid_on = filters.DateFilter(label=_("valid on"), method="only_valid")
    ordering = filters.OrderingFilter(fields=["filed_at", "expires_on", "id"])

    class Meta:
        model = CabinetDocument
        fields: list[str] = []

    def only_valid(self, rows: Any, name: str, day: Any) -> Any:
        return rows.valid(day)
