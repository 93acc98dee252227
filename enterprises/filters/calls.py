"""Filters of schemes, calls and late-entry codes."""

from typing import Any

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.common.filters import ManyChoices, ManyRows, Search, TrueFalse, WholeNumber, visible

from ..models import Call, FormVersion, LateCode, Rubric, Scheme
from ..workflow import CallStatus, VersionStatus


class SchemeFilter(filters.FilterSet):
    q = Search("code", "name")
    kind = ManyChoices(choices=Scheme.Kind.choices, label=_("kind"))
    department = ManyRows(queryset=visible(Department), label=_("run by"))
    ordering = filters.OrderingFilter(fields=["code", "id"])

    class Meta:
        model = Scheme
        fields: list[str] = []


class CallFilter(filters.FilterSet):
    """`open` is told at this instant."""

    q = Search("title", "scheme__name")
    scheme = ManyRows(queryset=visible(Scheme), label=_("scheme"))
    kind = ManyChoices(field_name="scheme__kind", choices=Scheme.Kind.choices, label=_("kind"))
    year = WholeNumber(label=_("year"))
    status = ManyChoices(choices=CallStatus.choices, label=_("status"))
    open = TrueFalse(label=_("takes applications now"), method="only_open")
    closes_at__gte = filters.IsoDateTimeFilter(field_name="closes_at", lookup_expr="gte", label=_("closes from"))
    closes_at__lte = filters.IsoDateTimeFilter(field_name="closes_at", lookup_expr="lte", label=_("closes until"))
    ordering = filters.OrderingFilter(fields=["year", "opens_at", "closes_at", "id"])

    class Meta:
        model = Call
        fields: list[str] = []

    def only_open(self, rows: Any, name: str, wanted: bool) -> Any:
        taking = Call.objects.open(timezone.now()).values("pk")
        return rows.filter(pk__in=taking) if wanted else rows.exclude(pk__in=taking)


class FormVersionFilter(filters.FilterSet):
    scheme = ManyRows(queryset=visible(Scheme), label=_("scheme"))
    status = ManyChoices(choices=VersionStatus.choices, label=_("status"))
    ordering = filters.OrderingFilter(fields=["scheme", "number", "id"])

    class Meta:
        model = FormVersion
        fields: list[str] = []


class RubricFilter(filters.FilterSet):
    q = Search("code", "name")
    status = ManyChoices(choices=VersionStatus.choices, label=_("status"))
    ordering = filters.OrderingFilter(fields=["code", "number", "id"])

    class Meta:
        model = Rubric
        fields: list[str] = []


class LateCodeFilter(filters.FilterSet):
    call = filters.ModelChoiceFilter(queryset=visible(Call), label=_("call"))
    ordering = filters.OrderingFilter(fields=["made_at", "expires_at", "id"])

    class Meta:
        model = LateCode
        fields: list[str] = []
