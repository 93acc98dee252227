"""The rows of policies and grants, declared once."""

from typing import Any

from rest_framework import serializers

from kernel.common.rows import RowSerializer, SteppedRow, StepsField

from ..models import EligibilityRule, Grant, Instalment, Policy
from ..queries.rule_words import Names, condition_of
from ..workflow import POLICY


class PolicyRuleRow(RowSerializer):
    class Meta:
        model = EligibilityRule
        parent, order = "policy", ("order", "pk")
        fields = ["fact", "operator", "wanted", "params", "words", "basis"]


class PolicyRow(RowSerializer):
    department_name = serializers.CharField(source="department.short_name")

    class Meta:
        model = Policy
        fields = [
            "id", "title", "document_number", "department", "department_name", "summary", "benefit", "most_amount",
            "call", "starts_on", "ends_on", "remind_days", "status", "version",
        ]  # fmt: skip


class PolicyDetailRow(PolicyRow):
    """A policy by itself: besides its row in the list, its words, its conditions and its open steps."""

    rules = PolicyRuleRow(many=True)
    conditions = serializers.ListField(
        child=serializers.CharField(), help_text="The rules as a firm reads them, in the caller's language"
    )
    steps = StepsField()

    class Meta(PolicyRow.Meta):
        fields = [*PolicyRow.Meta.fields, "text", "how_to_apply", "rules", "conditions", "steps"]
        computed = ("conditions", "steps")
        computed_from = ("id", "status")

    @classmethod
    def computed_for(cls, rows: list[list[Any]]) -> list[dict[str, Any]]:
        names = Names()
        said: dict[int, list[str]] = {}
        for rule in EligibilityRule.objects.filter(policy__in=[key for key, _status in rows]):
            said.setdefault(rule.policy_id or 0, []).append(condition_of(rule, names))
        return [{"conditions": said.get(key, []), "steps": POLICY.names_from(status)} for key, status in rows]


class InstalmentRow(RowSerializer):
    class Meta:
        model = Instalment
        parent, order = "grant", ("number",)
        fields = ["number", "amount", "due_on", "condition", "paid_on"]


class GrantRow(SteppedRow):
    policy_title = serializers.CharField(source="policy.title")
    enterprise_name = serializers.CharField(source="enterprise.name")
    uscc = serializers.CharField(source="enterprise.uscc")
    instalments = InstalmentRow(many=True)

    class Meta(SteppedRow.Meta):
        model = Grant
        fields = [
            "id", "policy", "policy_title", "enterprise", "enterprise_name", "uscc", "application", "purpose", "amount",
            "agreed_on", "results_due_on", "results", "reported_on", "instalments", "status", "steps", "version",
        ]  # fmt: skip
