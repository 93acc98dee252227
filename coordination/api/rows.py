"""The rows of plans and what they are made of, declared once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from kernel.common.rows import RowSerializer

from ..models import Action, Measure, Pillar, Plan, Target
from ..workflow import PLAN

Rows = Iterable[dict[str, Any]]
STEPS_HELP = "The steps its status allows; whether they are yours to take is another matter"


class PlanRow(RowSerializer):
    policy_title = serializers.CharField(source="policy.title")
    steps = serializers.ListField(child=serializers.CharField(), help_text=STEPS_HELP)

    class Meta:
        model = Plan
        fields = [
            "id", "name", "status", "steps", "first_year", "last_year", "confirmed_on", "policy", "policy_title",
            "rule", "created_at", "version",
        ]  # fmt: skip
        computed = ("steps",)

    @classmethod
    def complete(cls, rows: Rows) -> list[dict[str, Any]]:
        return [{**row, "steps": PLAN.names_from(row["status"])} for row in rows]


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


class ActionTargetRow(serializers.ModelSerializer):
    class Meta:
        model = Target
        fields = ["id", "text", "value", "unit", "by", "kind"]


class ActionRow(RowSerializer):
    plan = serializers.IntegerField(source="measure.pillar.plan")
    lead_name = serializers.CharField(source="lead.short_name", allow_null=True)
    why = serializers.ListField(child=serializers.CharField(), help_text="The words that led to a suggested lead")
    partners_text = serializers.ListField(child=serializers.CharField(), help_text="Partners as the text names them")
    targets = ActionTargetRow(many=True)

    class Meta:
        model = Action
        fields = [
            "id", "plan", "measure", "order", "start", "end", "text", "lead", "lead_name", "lead_text",
            "lead_suggested", "why", "partners", "partners_text", "targets", "dropped", "merged_into", "version",
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
