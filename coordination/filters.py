"""Filters of the plan's resources, named like the fields; the API and the pages share them."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.common.filters import ManyChoices, ManyRows, Search, TrueFalse, WholeNumber, visible

from .lights import Colour
from .models import Action, DutyKeyword, Measure, Pillar, Plan, ProgressReport, Reading, ReportState, Target, Task
from .workflow import PlanStatus, ReportStatus, TaskStatus


class RowFilter(filters.ModelChoiceFilter):
    """One row of a model that the caller sees."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        super().__init__(queryset=visible(model), label=model._meta.verbose_name, **kwargs)


class TaskFilter(filters.FilterSet):
    """Filters of the task list; several values of one filter are alternatives."""

    q = filters.CharFilter(label=_("search"), method="search")
    plan = RowFilter(Plan)
    pillar = RowFilter(Pillar, field_name="measure__pillar")
    measure = RowFilter(Measure)
    action = RowFilter(Action)
    lead = ManyRows(queryset=Department.objects.all(), label=_("lead department"))
    partner = filters.ModelChoiceFilter(
        field_name="duties__department", queryset=Department.objects.all(), label=_("co-operating department")
    )
    light = ManyChoices(choices=Colour.choices, label=_("light"))
    status = ManyChoices(choices=TaskStatus.choices, label=_("status"))
    year = WholeNumber(label=_("year"))
    progress__gte = WholeNumber(field_name="progress", lookup_expr="gte", label=_("progress from"))
    progress__lte = WholeNumber(field_name="progress", lookup_expr="lte", label=_("progress up to"))
    start_on__gte = filters.DateFilter(field_name="start_on", lookup_expr="gte", label=_("start from"))
    start_on__lte = filters.DateFilter(field_name="start_on", lookup_expr="lte", label=_("start until"))
    due_on__gte = filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("deadline from"))
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("deadline until"))
    unsigned = TrueFalse(label=_("not signed for in time"), method="only_unsigned")
    ordering = filters.OrderingFilter(
        fields={
            **{name: name for name in ("number", "due_on", "start_on", "progress", "status", "id")},
            "light_rank": "light",  # by urgency: the colours' names in their alphabet mean nothing
        }
    )

    class Meta:
        model = Task
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def only_unsigned(self, rows: Any, name: str, wanted: bool) -> QuerySet[Task]:
        late: QuerySet[Task] = rows.unsigned(timezone.localdate())
        return late if wanted else rows.exclude(pk__in=late.values("pk"))


def asked_of_tasks(query: QueryDict) -> QueryDict:
    """An address of the task list as TaskFilter takes it: `sort` under its own name; empty boxes ask nothing."""
    asked = query.copy()
    for name in list(asked):
        asked.setlist(name, [value for value in asked.getlist(name) if value.strip()])
    asked["ordering"] = sort_of_tasks(query)
    return asked


def sort_of_tasks(query: QueryDict) -> str:
    """By what the task list is sorted: as the address says, else by number."""
    return query.get("sort") or query.get("ordering") or "number"


class ProgressReportFilter(filters.FilterSet):
    """Filters of the report list; `state` is told on today."""

    q = filters.CharFilter(label=_("search"), method="search")
    plan = RowFilter(Plan, field_name="task__plan")
    measure = RowFilter(Measure, field_name="task__measure")
    task = RowFilter(Task)
    lead = ManyRows(field_name="task__lead", queryset=Department.objects.all(), label=_("lead department"))
    status = ManyChoices(choices=ReportStatus.choices, label=_("status"))
    state = filters.ChoiceFilter(label=_("state"), choices=ReportState.choices, method="in_state")
    period = filters.DateFilter(label=_("month"))
    period__gte = filters.DateFilter(field_name="period", lookup_expr="gte", label=_("month from"))
    period__lte = filters.DateFilter(field_name="period", lookup_expr="lte", label=_("month until"))
    due_on__gte = filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("due from"))
    due_on__lte = filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("due until"))
    ordering = filters.OrderingFilter(fields=["period", "due_on", "submitted_on", "progress", "id"])

    class Meta:
        model = ProgressReport
        fields: list[str] = []

    def search(self, rows: Any, name: str, words: str) -> Any:
        return rows.search(words)

    def in_state(self, rows: Any, name: str, state: str) -> Any:
        return rows.in_state(state, timezone.localdate())


class PlanFilter(filters.FilterSet):
    q = Search("name", "policy__title")
    status = ManyChoices(choices=PlanStatus.choices, label=_("status"))
    first_year = WholeNumber(label=_("first year"))
    last_year = WholeNumber(label=_("last year"))
    ordering = filters.OrderingFilter(fields=["first_year", "id"])

    class Meta:
        model = Plan
        fields: list[str] = []


class PillarFilter(filters.FilterSet):
    q = Search("title")
    plan = RowFilter(Plan)
    ordering = filters.OrderingFilter(fields=["order", "id"])

    class Meta:
        model = Pillar
        fields: list[str] = []


class MeasureFilter(filters.FilterSet):
    q = Search("title")
    plan = RowFilter(Plan, field_name="pillar__plan")
    pillar = RowFilter(Pillar)
    ordering = filters.OrderingFilter(fields=["order", "id"])

    class Meta:
        model = Measure
        fields: list[str] = []


class ActionFilter(filters.FilterSet):
    q = Search("text")
    plan = RowFilter(Plan, field_name="measure__pillar__plan")
    pillar = RowFilter(Pillar, field_name="measure__pillar")
    measure = RowFilter(Measure)
    lead = ManyRows(queryset=Department.objects.all(), label=_("lead department"))
    dropped = TrueFalse(label=_("dropped"))
    lead_suggested = TrueFalse(label=_("lead is a suggestion"))
    leaderless = TrueFalse(field_name="lead", lookup_expr="isnull", label=_("without a lead"))
    ordering = filters.OrderingFilter(fields=["start", "id"])

    class Meta:
        model = Action
        fields: list[str] = []


class TargetFilter(filters.FilterSet):
    q = Search("text")
    plan = RowFilter(Plan, field_name="action__measure__pillar__plan")
    action = RowFilter(Action)
    task = RowFilter(Task)
    kind = ManyChoices(choices=Target.Kind.choices, label=_("kind"))
    by__gte = filters.DateFilter(field_name="by", lookup_expr="gte", label=_("by, from"))
    by__lte = filters.DateFilter(field_name="by", lookup_expr="lte", label=_("by, until"))
    ordering = filters.OrderingFilter(fields=["by", "id"])

    class Meta:
        model = Target
        fields: list[str] = []


class ReadingFilter(filters.FilterSet):
    indicator = filters.CharFilter(field_name="indicator__code", label=_("indicator"))
    plan = RowFilter(Plan)
    measure = RowFilter(Measure)
    department = ManyRows(queryset=Department.objects.all(), label=_("department"))
    on = filters.DateFilter(label=_("on"))
    on__gte = filters.DateFilter(field_name="on", lookup_expr="gte", label=_("from"))
    on__lte = filters.DateFilter(field_name="on", lookup_expr="lte", label=_("until"))
    ordering = filters.OrderingFilter(fields=["on", "id"])

    class Meta:
        model = Reading
        fields: list[str] = []


class DutyKeywordFilter(filters.FilterSet):
    """Filters of the words that point at bureaus, as the admin's search has them."""

    q = Search("word", "department__name", "department__initials")

    class Meta:
        model = DutyKeyword
        fields: list[str] = []
