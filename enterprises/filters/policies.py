"""Filters of policies and grants, named like the fields; the API and the pages share them."""

from typing import Any

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.common.filters import ManyChoices, ManyRows, TrueFalse, visible

from ..models import Enterprise, Grant, Policy
from ..workflow import GrantStatus, PolicyStatus


class PolicyFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("search"), method="search")
    department = ManyRows(queryset=Department.objects.all(), label=_("run by"))
    status = ManyChoices(choices=PolicyStatus.choices, label=_("status"))
    in_force = TrueFalse(label=_("in force today"), method="only_in_force")
    ordering = filters.OrderingFilter(fields=["starts_on", "ends_on", "title", "id"])

    class Meta:
        model = Policy
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def only_in_force(self, rows: Any, name: str, wanted: bool) -> Any:
        chosen = Policy.objects.in_force(timezone.localdate()).values("pk")
        return rows.filter(pk__in=chosen) if wanted else rows.exclude(pk__in=chosen)


class GrantFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("search"), method="search")
    policy = filters.ModelChoiceFilter(queryset=visible(Policy), label=_("policy"))
    enterprise = filters.ModelChoiceFilter(queryset=visible(Enterprise), label=_("enterprise"))
    department = ManyRows(field_name="policy__department", queryset=Department.objects.all(), label=_("run by"))
    status = ManyChoices(choices=GrantStatus.choices, label=_("status"))
    overdue = TrueFalse(label=_("results overdue"), method="only_overdue")
    ordering = filters.OrderingFilter(fields=["agreed_on", "results_due_on", "amount", "status", "id"])

    class Meta:
        model = Grant
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def only_overdue(self, rows: Any, name: str, wanted: bool) -> Any:
        late = Grant.objects.overdue(timezone.localdate()).values("pk")
        return rows.filter(pk__in=late) if wanted else rows.exclude(pk__in=late)
