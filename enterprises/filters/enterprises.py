"""Filters of the registry: firms, their registrations and their people."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.common.filters import ManyChoices, TrueFalse, visible

from ..models import Division, Enterprise, Industry, Membership, Registration
from ..workflow import EnterpriseStatus, MembershipStatus, RegistrationStatus


def asked_of(query: QueryDict) -> QueryDict:
    """An address as a FilterSet takes it: `sort` is its ordering, and empty boxes ask for nothing."""
    data = query.copy()
    for name in list(data):
        data.setlist(name, [value for value in data.getlist(name) if value.strip()])
        if not data.getlist(name):
            data.pop(name)
    if sort := data.get("sort", ""):
        data["ordering"] = sort
    return data


class EnterpriseFilter(filters.FilterSet):
    """An industry stands for all the branches below it."""

    q = filters.CharFilter(label=_("name, code or pinyin initials"), method="search")
    division = filters.ModelMultipleChoiceFilter(queryset=Division.objects.all(), label=_("division"), distinct=False)
    industry = filters.ModelChoiceFilter(queryset=Industry.objects.all(), label=_("industry"), method="in_branch")
    size = ManyChoices(choices=Enterprise.Size.choices, label=_("size"))
    status = ManyChoices(choices=EnterpriseStatus.choices, label=_("status"))
    uscc = filters.CharFilter(label=_("unified social credit code"))
    founded_on__gte = filters.DateFilter(field_name="founded_on", lookup_expr="gte", label=_("founded from"))
    founded_on__lte = filters.DateFilter(field_name="founded_on", lookup_expr="lte", label=_("founded until"))
    ordering = filters.OrderingFilter(fields=["name", "uscc", "founded_on", "registered_on", "id"])

    class Meta:
        model = Enterprise
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def in_branch(self, rows: Any, name: str, branch: Industry | None) -> QuerySet[Enterprise]:
        found: QuerySet[Enterprise] = rows.filter(industry__code__startswith=branch.code) if branch else rows
        return found


class RegistrationFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("name or code"), method="search")
    status = ManyChoices(choices=RegistrationStatus.choices, label=_("status"))
    division = filters.ModelMultipleChoiceFilter(queryset=Division.objects.all(), label=_("division"), distinct=False)
    uscc = filters.CharFilter(label=_("unified social credit code"))
    late = TrueFalse(label=_("late"), method="only_late")
    ordering = filters.OrderingFilter(fields=["submitted_at", "due_on", "decided_on", "id"])

    class Meta:
        model = Registration
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def only_late(self, rows: Any, name: str, wanted: bool) -> QuerySet[Registration]:
        late: QuerySet[Registration] = rows.late(timezone.localdate())
        return late if wanted else rows.exclude(pk__in=late.values("pk"))


class MembershipFilter(filters.FilterSet):
    enterprise = filters.ModelChoiceFilter(queryset=visible(Enterprise), label=_("enterprise"))
    user = filters.ModelChoiceFilter(queryset=visible(User), label=_("person"))
    role = ManyChoices(choices=Membership.Role.choices, label=_("role"))
    status = ManyChoices(choices=MembershipStatus.choices, label=_("status"))
    ordering = filters.OrderingFilter(fields=["requested_at", "decided_at", "id"])

    class Meta:
        model = Membership
        fields: list[str] = []
