"""Filters of brands and of their claims."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from kernel.common.filters import ManyChoices, visible

from ..models import Brand, BrandStanding, Division, Enterprise, Industry, Rung
from ..workflow import StandingStatus


class LadderFilter(filters.FilterSet):
    """What everybody may ask. A rung by its code; an industry takes the branches below it along."""

    q = filters.CharFilter(label=_("search"), method="search")
    rung = filters.ModelChoiceFilter(queryset=Rung.objects.all(), to_field_name="code", label=_("rung"))
    division = filters.ModelChoiceFilter(
        field_name="enterprise__division", queryset=Division.objects.all(), label=_("division")
    )
    industry = filters.ModelChoiceFilter(queryset=Industry.objects.all(), method="under", label=_("industry"))
    ordering = filters.OrderingFilter(fields=["name", "since_year", "id"])

    class Meta:
        model = Brand
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def under(self, rows: Any, name: str, branch: Industry) -> Any:
        return rows.filter(industry__code__startswith=branch.code)


class BrandFilter(LadderFilter):
    """What programs and the firm's own people may ask besides."""

    enterprise = filters.ModelChoiceFilter(queryset=visible(Enterprise), label=_("enterprise"))


class StandingFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("search"), method="search")
    status = ManyChoices(choices=StandingStatus.choices, label=_("status"))
    rung = filters.ModelChoiceFilter(queryset=Rung.objects.all(), to_field_name="code", label=_("rung"))
    brand = filters.ModelChoiceFilter(queryset=visible(Brand), label=_("brand"))
    ordering = filters.OrderingFilter(fields=["claimed_at", "reached_on", "id"])

    class Meta:
        model = BrandStanding
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(brand__in=Brand.objects.search(words).values("pk"))
