"""Filters of tasks and reports, named like the fields; the API and the pages share them."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department

from .lights import Colour
from .models import Action, Measure, Pillar, Plan, ProgressReport, Reading, ReportState, Task
from .workflow import ReportStatus, TaskStatus


class TaskFilter(filters.FilterSet):
    """Filters of the task list; several values of one filter are alternatives."""

    q = filters.CharFilter(label=_("search"), method="search")
    plan = filters.ModelChoiceFilter(queryset=Plan.objects.all())
    pillar = filters.ModelChoiceFilter(field_name="measure__pillar", queryset=Pillar.objects.all(), label=_("pillar"))
    measure = filters.ModelChoiceFilter(queryset=Measure.objects.all())
    action = filters.ModelChoiceFilter(queryset=Action.objects.all())
    lead = filters.ModelMultipleChoiceFilter(queryset=Department.objects.all())
    partner = filters.ModelChoiceFilter(
        field_name="duties__department", queryset=Department.objects.all(), label=_("co-operating department")
    )
    light = filters.MultipleChoiceFilter(choices=Colour.choices)
    status = filters.MultipleChoiceFilter(choices=TaskStatus.choices)
    due_on__gte = filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("deadline from"))
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("deadline until"))
    unsigned = filters.BooleanFilter(label=_("not signed for in time"), method="only_unsigned")
    ordering = filters.OrderingFilter(fields=["number", "due_on", "start_on", "progress", "light", "status", "id"])

    class Meta:
        model = Task
        fields = ["year"]

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def only_unsigned(self, rows: Any, name: str, wanted: bool) -> QuerySet[Task]:
        late: QuerySet[Task] = rows.unsigned(timezone.localdate())
        return late if wanted else rows.exclude(pk__in=late.values("pk"))


class ProgressReportFilter(filters.FilterSet):
    """Filters of the report list; `state` is told on today."""

    plan = filters.ModelChoiceFilter(field_name="task__plan", queryset=Plan.objects.all(), label=_("plan"))
    lead = filters.ModelMultipleChoiceFilter(
        field_name="task__lead", queryset=Department.objects.all(), label=_("lead department")
    )
    measure = filters.ModelChoiceFilter(field_name="task__measure", queryset=Measure.objects.all(), label=_("measure"))
    status = filters.MultipleChoiceFilter(choices=ReportStatus.choices)
    state = filters.ChoiceFilter(label=_("state"), choices=ReportState.choices, method="in_state")
    period__gte = filters.DateFilter(field_name="period", lookup_expr="gte", label=_("month from"))
    period__lte = filters.DateFilter(field_name="period", lookup_expr="lte", label=_("month until"))
    due_on__gte = filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("due from"))
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("due until"))
    ordering = filters.OrderingFilter(fields=["period", "due_on", "submitted_on", "progress", "id"])

    class Meta:
        model = ProgressReport
        fields = ["task", "period"]

    def in_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.in_state(state, timezone.localdate())


class PlanFilter(filters.FilterSet):
    ordering = filters.OrderingFilter(fields=["first_year", "id"])

    class Meta:
        model = Plan
        fields = ["status", "first_year", "last_year"]


class PillarFilter(filters.FilterSet):
    class Meta:
        model = Pillar
        fields = ["plan"]


class MeasureFilter(filters.FilterSet):
    plan = filters.ModelChoiceFilter(field_name="pillar__plan", queryset=Plan.objects.all(), label=_("plan"))

    class Meta:
        model = Measure
        fields = ["pillar"]


class ActionFilter(filters.FilterSet):
    plan = filters.ModelChoiceFilter(field_name="measure__pillar__plan", queryset=Plan.objects.all(), label=_("plan"))

    class Meta:
        model = Action
        fields = ["measure", "lead", "dropped", "lead_suggested"]


class ReadingFilter(filters.FilterSet):
    indicator = filters.CharFilter(field_name="indicator__code", label=_("indicator"))
    on__gte = filters.DateFilter(field_name="on", lookup_expr="gte", label=_("from"))
    on__lte = filters.DateFilter(field_name="on", lookup_expr="lte", label=_("until"))
    ordering = filters.OrderingFilter(fields=["on", "id"])

    class Meta:
        model = Reading
        fields = ["plan", "measure", "department", "on"]
