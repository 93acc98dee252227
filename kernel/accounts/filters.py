"""Filters of departments and people."""

from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .models import Department, User


class DepartmentFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("search"), method="search")

    ordering = filters.OrderingFilter(fields=["protocol_order", "code", "name", "id"])

    class Meta:
        model = Department
        fields = ["kind", "parent", "district_code", "code"]

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(name__icontains=words) | Q(initials__contains=words.lower()))


class PersonFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("search"), method="search")
    department = filters.ModelChoiceFilter(
        label=_("department"), field_name="memberships__department", queryset=Department.objects.all()
    )

    ordering = filters.OrderingFilter(fields=["full_name", "id"])

    class Meta:
        model = User
        fields = ["is_active"]

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.filter(Q(full_name__icontains=words) | Q(initials__contains=words.lower()))
