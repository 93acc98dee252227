"""Filters of applications, named like the fields; the pages of firms and the API share them."""

from typing import Any

import django_filters as filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.common.filters import ManyChoices, TrueFalse, visible

from ..models import Application, Call, Division, Enterprise, Scheme
from ..workflow import ApplicationStatus


class ApplicationFilter(filters.FilterSet):
    """`q` finds receipt number, firm, credit code or initials; several statuses are alternatives."""

    q = filters.CharFilter(label=_("search"), method="search")
    call = filters.ModelChoiceFilter(queryset=visible(Call), label=_("call"))
    scheme = filters.ModelChoiceFilter(
        field_name="call__scheme", queryset=Scheme.objects.all(), to_field_name="code", label=_("scheme")
    )
    enterprise = filters.ModelChoiceFilter(queryset=visible(Enterprise), label=_("enterprise"))
    division = filters.ModelChoiceFilter(
        field_name="enterprise__division", queryset=Division.objects.all(), label=_("division")
    )
    status = ManyChoices(choices=ApplicationStatus.choices, label=_("status"))
    due_on__gte = filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("due from"))
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("due until"))
    late = TrueFalse(label=_("late"), method="only_late")
    ordering = filters.OrderingFilter(fields=["begun_at", "submitted_at", "due_on", "id"])

    class Meta:
        model = Application
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def only_late(self, rows: Any, name: str, late: bool) -> Any:
        found = rows.late(timezone.localdate())
        return found if late else rows.exclude(pk__in=found.values("pk"))
