"""Filters of applications as staff look for them; the page and the exports share them."""

from typing import Any

import django_filters as filters
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.common.filters import ManyChoices, ManyRows, TrueFalse, visible

from ..models import Application, Call, Division, Enterprise, Industry, Scheme
from ..models.applications import UNSENT
from ..workflow import ApplicationStatus
from .enterprises import asked_of

HOLDERS = [("office", _("the office that checks")), ("firm", _("the enterprise"))]
URGENT = "urgent"


def wanted_of_checks(user: Any, query: QueryDict) -> Any:
    """What the list is about: drafts are the firm's own matter, shown to whoever sees them and asks by status."""
    rows = Application.objects.for_staff(user)
    return rows if query.get("status") else rows.exclude(status__in=UNSENT)


def asked_of_checks(query: QueryDict) -> QueryDict:
    """The list's address as the filters take it; what is most urgent comes first unless an order is asked for."""
    data = asked_of(query)
    data["ordering"] = data.get("ordering") or URGENT
    return data


class OrderFilter(filters.OrderingFilter):
    """By a column; `urgent`: what is due first comes first, what has no day last."""

    def filter(self, rows: Any, values: Any) -> Any:
        if values and URGENT in values:
            return rows.order_by(F("due_on").asc(nulls_last=True), "-submitted_at", "-pk")
        return super().filter(rows, [*values, "-pk"] if values else values)


class CheckFilter(filters.FilterSet):
    """Several values of one filter are alternatives; an industry stands for all the branches below it."""

    q = filters.CharFilter(label=_("number, name, code or pinyin initials"), method="search")
    call = ManyRows(queryset=visible(Call), label=_("call"))
    scheme = ManyRows(field_name="call__scheme", queryset=Scheme.objects.all(), label=_("scheme"))
    department = ManyRows(field_name="call__scheme__department", queryset=Department.objects.all(), label=_("run by"))
    status = ManyChoices(choices=ApplicationStatus.choices, label=_("status"))
    division = ManyRows(field_name="enterprise__division", queryset=Division.objects.all(), label=_("division"))
    industry = filters.ModelChoiceFilter(queryset=Industry.objects.all(), label=_("industry"), method="in_branch")
    size = ManyChoices(
        field_name="enterprise__size", choices=Enterprise.Size.choices, label=_("size of the enterprise")
    )
    late = TrueFalse(label=_("late"), method="only_late")
    holder = filters.ChoiceFilter(choices=HOLDERS, label=_("lies with"), method="with_holder")
    due_on__gte = filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("due from"))
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("due until"))
    ordering = OrderFilter(
        fields={
            "number": "number", "enterprise__name": "enterprise", "due_on": "due_on", "submitted_at": "submitted_at",
            "status": "status", "pk": URGENT,
        }
    )  # fmt: skip

    class Meta:
        model = Application
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def in_branch(self, rows: Any, name: str, branch: Industry | None) -> QuerySet[Application]:
        found: QuerySet[Application] = (
            rows.filter(enterprise__industry__code__startswith=branch.code) if branch else rows
        )
        return found

    def only_late(self, rows: Any, name: str, wanted: bool) -> QuerySet[Application]:
        late: QuerySet[Application] = rows.late(timezone.localdate())
        return late if wanted else rows.exclude(pk__in=late.values("pk"))

    def with_holder(self, rows: Any, name: str, holder: str) -> QuerySet[Application]:
        found: QuerySet[Application] = rows.held_by(holder)
        return found
