"""The rows of each resource, declared once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.accounts.models import Department
from kernel.common.rows import RowSerializer

from ..lights import LightRule
from ..models import (
    Action,
    Duty,
    Measure,
    Pillar,
    Plan,
    ProgressReport,
    Reading,
    ReportedValue,
    ReportState,
    Target,
    Task,
)

Rows = Iterable[dict[str, Any]]


class PlanRow(RowSerializer):
    class Meta:
        model = Plan
        fields = ["id", "name", "status", "first_year", "last_year", "confirmed_on", "policy", "rule", "version"]


class PillarRow(RowSerializer):
    class Meta:
        model = Pillar
        fields = ["id", "plan", "order", "number", "title"]


class MeasureRow(RowSerializer):
    plan = serializers.IntegerField(source="pillar.plan")

    class Meta:
        model = Measure
        fields = ["id", "plan", "pillar", "order", "number", "title"]


class ActionTargetRow(serializers.ModelSerializer):
    class Meta:
        model = Target
        fields = ["id", "text", "value", "unit", "by", "kind"]


class ActionRow(RowSerializer):
    plan = serializers.IntegerField(source="measure.pillar.plan")
    lead_name = serializers.CharField(source="lead.short_name", allow_null=True)
    why = serializers.ListField(child=serializers.CharField())
    partners_text = serializers.ListField(child=serializers.CharField())
    partners = serializers.ListField(child=serializers.IntegerField())
    targets = ActionTargetRow(many=True)

    class Meta:
        model = Action
        fields = [
            "id", "plan", "measure", "order", "start", "end", "text", "lead", "lead_name", "lead_text",
            "lead_suggested", "why", "partners_text", "partners", "targets", "dropped", "merged_into", "version",
        ]  # fmt: skip
        computed = ("partners", "targets")

    @classmethod
    def complete(cls, rows: Rows) -> list[dict[str, Any]]:
        page = list(rows)
        ids = [row["id"] for row in page]
        partners: dict[int, list[int]] = defaultdict(list)
        links = Action.partners.through._base_manager.filter(action__in=ids).order_by("department__protocol_order")
        for action, department in links.values_list("action", "department"):
            partners[action].append(department)
        targets: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for target in Target.objects.filter(action__in=ids).values("action", *ActionTargetRow.Meta.fields):
            targets[target.pop("action")].append(target)
        return [{**row, "partners": partners[row["id"]], "targets": targets[row["id"]]} for row in page]


class PartnerRow(serializers.ModelSerializer):
    name = serializers.CharField(source="department.short_name")

    class Meta:
        model = Duty
        fields = ["department", "name", "duty"]


class TaskRow(RowSerializer):
    lead_name = serializers.CharField(source="lead.short_name")
    measure_title = serializers.CharField(source="measure.title")
    light_reason = serializers.CharField(help_text="The rule that set the light, in words")
    partners = PartnerRow(many=True)

    class Meta:
        model = Task
        fields = [
            "id", "plan", "measure", "measure_title", "action", "number", "title", "content", "standard", "lead",
            "lead_name", "lead_duty", "partners", "responsible", "profile", "year", "start_on", "due_on", "progress",
            "status", "sign_due_on", "signed_on", "completed_on", "light", "light_rule", "light_reason",
            "light_changes_on", "version",
        ]  # fmt: skip
        computed = ("partners", "light_reason")

    @classmethod
    def rows(cls, queryset: Any) -> Any:
        # The figures of the light are read for its words and do not leave by themselves.
        return super().rows(queryset).values(*cls.lookups(), "light_params")

    @classmethod
    def complete(cls, rows: Rows) -> list[dict[str, Any]]:
        page = list(rows)
        partners: dict[int, list[dict[str, Any]]] = defaultdict(list)
        duties = Duty.objects.filter(task__in=[row["id"] for row in page]).order_by("department__protocol_order", "pk")
        for task, department, name, duty in duties.values_list("task", "department", "department__short_name", "duty"):
            partners[task].append({"department": department, "name": name, "duty": duty})
        for row in page:
            row["light_reason"] = light_reason(row["light_rule"], row.pop("light_params"))
            row["partners"] = partners[row["id"]]
        return page


class ValueRow(serializers.ModelSerializer):
    class Meta:
        model = ReportedValue
        fields = ["target", "value"]


class ReportRow(RowSerializer):
    task_number = serializers.CharField(source="task.number")
    lead = serializers.PrimaryKeyRelatedField(source="task.lead", queryset=Department.objects.all())
    state = serializers.SerializerMethodField(help_text="The status, told apart by today's date while it is unwritten")
    values = ValueRow(many=True)

    class Meta:
        model = ProgressReport
        fields = [
            "id", "task", "task_number", "lead", "period", "due_on", "status", "state", "progress", "done", "problems",
            "next_step", "judgement", "office_judgement", "values", "submitted_on", "submitted_by", "decided_on",
            "decision_note", "version",
        ]  # fmt: skip
        computed = ("state", "values")

    @extend_schema_field(serializers.ChoiceField(choices=ReportState.choices))
    def get_state(self, report: ProgressReport) -> str:
        return report.state_on(timezone.localdate())

    @classmethod
    def complete(cls, rows: Rows) -> list[dict[str, Any]]:
        page, today = list(rows), timezone.localdate()
        values: dict[int, list[dict[str, Any]]] = defaultdict(list)
        reported = ReportedValue.objects.filter(report__in=[row["id"] for row in page]).order_by("target")
        for report, target, value in reported.values_list("report", "target", "value"):
            values[report].append({"target": target, "value": value})
        return [{**row, "state": _state(row, today), "values": values[row["id"]]} for row in page]


class ReadingRow(RowSerializer):
    indicator = serializers.CharField(source="indicator.code")

    class Meta:
        model = Reading
        fields = ["id", "indicator", "plan", "measure", "department", "on", "value"]


def light_reason(rule: str, params: dict[str, Any]) -> str:
    """The rule of a light in words, in the caller's language."""
    return str(LightRule(rule).label).format(**params) if rule else ""


def _state(row: dict[str, Any], today: Any) -> str:
    return ProgressReport(status=row["status"], due_on=row["due_on"], period=row["period"]).state_on(today)
