"""The rows of tasks and of their reports, declared once."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.common.rows import RowSerializer

from ..lights import LightRule
from ..models import AnnualGoal, Duty, Milestone, ProgressReport, ReportedValue, ReportState, Target, Task
from ..workflow import REPORT, TASK
from .rows import STEPS_HELP, Rows


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
            "status", "sign_due_on", "signed_on", "completed_on", "suspended_on", "owed_from", "light", "light_rule",
            "light_reason", "light_changes_on", "version",
        ]  # fmt: skip
        computed: tuple[str, ...] = ("partners", "light_reason")

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


class MilestoneRow(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        fields = ["title", "due_on", "share", "reached_on"]


class GoalRow(serializers.ModelSerializer):
    class Meta:
        model = AnnualGoal
        fields = ["year", "goal", "start_on", "due_on", "closing_progress", "explanation"]


class TaskTargetRow(serializers.ModelSerializer):
    class Meta:
        model = Target
        fields = ["id", "text", "value", "unit", "by", "kind"]


class TaskDetailRow(TaskRow):
    """A task by itself: besides its row in the list, its milestones, goals, targets and open steps."""

    steps = serializers.ListField(child=serializers.CharField(), help_text=STEPS_HELP)
    milestones = MilestoneRow(many=True)
    goals = GoalRow(many=True)
    targets = TaskTargetRow(many=True)

    class Meta(TaskRow.Meta):
        fields = [*TaskRow.Meta.fields, "steps", "milestones", "goals", "targets"]
        computed = (*TaskRow.Meta.computed, "steps", "milestones", "goals", "targets")

    @classmethod
    def complete(cls, rows: Rows) -> list[dict[str, Any]]:
        page = super().complete(rows)
        parts = {"milestones": MilestoneRow, "goals": GoalRow, "targets": TaskTargetRow}
        for row in page:
            row["steps"] = TASK.names_from(row["status"])
            for name, part in parts.items():
                row[name] = list(part.Meta.model._base_manager.filter(task=row["id"]).values(*part.Meta.fields))  # type: ignore[attr-defined]
        return page


class ValueRow(serializers.ModelSerializer):
    class Meta:
        model = ReportedValue
        fields = ["target", "value"]


class ReportRow(RowSerializer):
    plan = serializers.IntegerField(source="task.plan")
    task_number = serializers.CharField(source="task.number")
    task_title = serializers.CharField(source="task.title")
    lead = serializers.IntegerField(source="task.lead")
    lead_name = serializers.CharField(source="task.lead.short_name")
    state = serializers.SerializerMethodField(help_text="The status, told apart by today's date while it is unwritten")
    values = ValueRow(many=True)
    steps = serializers.ListField(child=serializers.CharField(), help_text=STEPS_HELP)

    class Meta:
        model = ProgressReport
        fields = [
            "id", "plan", "task", "task_number", "task_title", "lead", "lead_name", "period", "due_on", "status",
            "steps", "state", "progress", "done", "problems", "next_step", "judgement", "office_judgement", "values",
            "submitted_on", "submitted_by", "decided_on", "decision_note", "version",
        ]  # fmt: skip
        computed = ("state", "values", "steps")

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
        for row in page:
            row["state"], row["values"] = _state(row, today), values[row["id"]]
            row["steps"] = REPORT.names_from(row["status"])
        return page


def light_reason(rule: str, params: dict[str, Any]) -> str:
    """The rule of a light in words, in the caller's language."""
    return str(LightRule(rule).label).format(**params) if rule else ""


def _state(row: dict[str, Any], today: date) -> str:
    return ProgressReport(status=row["status"], due_on=row["due_on"], period=row["period"]).state_on(today)
