"""The rows of plans and what they are made of, declared once."""

from rest_framework import serializers

from kernel.common.rows import RowSerializer, SteppedRow, ValuesField

from ..models import Action, Measure, Pillar, Plan, Reading, Target


class PlanRow(SteppedRow):
    policy_title = serializers.CharField(source="policy.title")

    class Meta(SteppedRow.Meta):
        model = Plan
        fields = [
            "id", "name", "status", "steps", "first_year", "last_year", "confirmed_on", "policy", "policy_title",
            "rule", "created_at", "version",
        ]  # fmt: skip


class PillarRow(RowSerializer):
    class Meta:
        model = Pillar
        fields = ["id", "plan", "order", "number", "title"]


class MeasureRow(RowSerializer):
    plan = serializers.IntegerField(source="pillar.plan")

    class Meta:
        model = Measure
        fields = ["id", "plan", "pillar", "order", "number", "title"]


class TargetRow(RowSerializer):
    class Meta:
        model = Target
        fields = ["id", "action", "task", "text", "value", "unit", "by", "kind"]


class ActionTargetRow(RowSerializer):
    class Meta:
        model = Target
        parent = "action"
        fields = ["id", "text", "value", "unit", "by", "kind"]


class ActionRow(RowSerializer):
    plan = serializers.IntegerField(source="measure.pillar.plan")
    lead_name = serializers.CharField(source="lead.short_name", allow_null=True)
    why = serializers.ListField(child=serializers.CharField(), help_text="The words that led to a suggested lead")
    partners = ValuesField(
        Action.partners.through._base_manager.order_by("department__protocol_order"),
        parent="action", value="department", child=serializers.IntegerField(),
    )  # fmt: skip
    partners_text = serializers.ListField(child=serializers.CharField(), help_text="Partners as the text names them")
    targets = ActionTargetRow(many=True)

    class Meta:
        model = Action
        fields = [
            "id", "plan", "measure", "order", "start", "end", "text", "lead", "lead_name", "lead_text",
            "lead_suggested", "why", "partners", "partners_text", "targets", "dropped", "merged_into", "version",
        ]  # fmt: skip


class ReadingRow(RowSerializer):
    indicator = serializers.CharField(source="indicator.code")
    unit = serializers.CharField(source="indicator.unit")

    class Meta:
        model = Reading
        fields = ["id", "indicator", "plan", "measure", "department", "on", "value", "unit"]
