"""The rows of tasks and of their reports, declared once."""

from datetime import date
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from kernel.common.rows import RowSerializer, StepsField

from ..lights import LightRule
from ..models import AnnualGoal, Duty, Milestone, ProgressReport, ReportedValue, ReportState, Target, Task
from ..workflow import REPORT, TASK


class PartnerRow(RowSerializer):
    name = serializers.CharField(source="department.short_name")

    class Meta:
        model = Duty
        parent, order = "task", ("department__protocol_order", "pk")
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
        computed: tuple[str, ...] = ("light_reason",)
        computed_from: tuple[str, ...] = ("light_rule", "light_params")

    @classmethod
    def computed(cls, rule: str, params: dict[str, Any], *_more: Any) -> dict[str, Any]:
        return {"light_reason": light_reason(rule, params)}


class MilestoneRow(RowSerializer):
    class Meta:
        model = Milestone
        parent, order = "task", ("due_on", "pk")
        fields = ["title", "due_on", "share", "reached_on"]


class GoalRow(RowSerializer):
    class Meta:
        model = AnnualGoal
        parent, order = "task", ("year",)
        fields = ["year", "goal", "start_on", "due_on", "closing_progress", "explanation"]


class TaskTargetRow(RowSerializer):
    class Meta:
        model = Target
        parent = "task"
        fields = ["id", "text", "value", "unit", "by", "kind"]


class TaskDetailRow(TaskRow):
    """A task by itself: besides its row in the list, its milestones, goals, targets and open steps."""

    steps = StepsField()
    milestones = MilestoneRow(many=True)
    goals = GoalRow(many=True)
    targets = TaskTargetRow(many=True)

    class Meta(TaskRow.Meta):
        fields = [*TaskRow.Meta.fields, "steps", "milestones", "goals", "targets"]
        computed = (*TaskRow.Meta.computed, "steps")
        computed_from = (*TaskRow.Meta.computed_from, "status")

    @classmethod
    def computed(cls, rule: str, params: dict[str, Any], *more: Any) -> dict[str, Any]:
        return {**super().computed(rule, params), "steps": TASK.names_from(*more)}


class ValueRow(RowSerializer):
    class Meta:
        model = ReportedValue
        parent, order = "report", ("target_id",)
        fields = ["target", "value"]


class ReportRow(RowSerializer):
    plan = serializers.IntegerField(source="task.plan")
    task_number = serializers.CharField(source="task.number")
    task_title = serializers.CharField(source="task.title")
    lead = serializers.IntegerField(source="task.lead")
    lead_name = serializers.CharField(source="task.lead.short_name")
    state = serializers.ChoiceField(
        choices=ReportState.choices, help_text="The status, told apart by today's date while it is unwritten"
    )
    values = ValueRow(many=True)
    steps = StepsField()

    class Meta:
        model = ProgressReport
        fields = [
            "id", "plan", "task", "task_number", "task_title", "lead", "lead_name", "period", "due_on", "status",
            "steps", "state", "progress", "done", "problems", "next_step", "judgement", "office_judgement", "values",
            "submitted_on", "submitted_by", "decided_on", "decision_note", "version",
        ]  # fmt: skip
        computed = ("state", "steps")
        computed_from = ("status", "due_on", "period")

    @classmethod
    def computed(cls, status: str, due_on: str, period: str) -> dict[str, Any]:
        report = ProgressReport(status=status, due_on=date.fromisoformat(due_on), period=date.fromisoformat(period))
        return {"state": report.state_on(timezone.localdate()), "steps": REPORT.names_from(status)}


def light_reason(rule: str, params: dict[str, Any]) -> str:
    """The rule of a light in words, in the caller's language."""
    return str(LightRule(rule).label).format(**params) if rule else ""
