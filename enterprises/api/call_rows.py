"""The rows of schemes and calls, and all that hangs on a call, declared once."""

from rest_framework import serializers

from kernel.common.rows import RowSerializer, SteppedRow

from ..models import (
    AwardTier,
    Call,
    Criterion,
    EligibilityRule,
    FormField,
    FormSection,
    LateCode,
    Material,
    Scheme,
    Stage,
)


class SchemeRow(RowSerializer):
    department_name = serializers.CharField(source="department.short_name")

    class Meta:
        model = Scheme
        fields = [
            "id", "code", "name", "kind", "department", "department_name", "aim", "basis", "valid_years",
            "needs_brand", "disabled_on",
        ]  # fmt: skip


class StageRow(RowSerializer):
    class Meta:
        model = Stage
        parent = "call"
        order = ("order", "pk")
        fields = [
            "kind", "working_days", "starts_on", "ends_on", "experts_see_firms", "firms_see_experts",
            "experts_see_scores", "firms_see_scores",
        ]  # fmt: skip


class TierRow(RowSerializer):
    class Meta:
        model = AwardTier
        parent = "call"
        order = ("order", "pk")
        fields = ["name", "quota", "pass_line", "money"]


class RuleRow(RowSerializer):
    wanted = serializers.JSONField(help_text="A number, a list of codes, true or false, as the fact has it")
    params = serializers.JSONField(help_text="What narrows the fact: `years`, `scheme`, `item`, `kind`")

    class Meta:
        model = EligibilityRule
        parent = "call"
        order = ("order", "pk")
        fields = ["id", "fact", "operator", "wanted", "params", "words", "basis"]


class FieldRow(RowSerializer):
    document_kind = serializers.CharField(source="document_kind.code", allow_null=True)
    options = serializers.ListField(child=serializers.CharField())
    columns = serializers.ListField(  # type: ignore[assignment]
        child=serializers.DictField(child=serializers.CharField())
    )

    class Meta:
        model = FormField
        parent = "section"
        order = ("order", "pk")
        fields = [
            "id", "key", "label", "hint", "kind", "required", "unit", "most_characters", "least", "most", "options",
            "columns", "most_rows", "prefill", "document_kind",
        ]  # fmt: skip


class SectionRow(RowSerializer):
    fields = FieldRow(many=True)  # type: ignore[assignment]

    class Meta:
        model = FormSection
        parent = "form__calls"
        order = ("order", "pk")
        fields = ["key", "title", "hint", "fields"]


class MaterialRow(RowSerializer):
    kind = serializers.CharField(source="kind.code", allow_null=True)
    media_types = serializers.ListField(child=serializers.CharField(), help_text="Empty: all that the cabinet takes")

    class Meta:
        model = Material
        parent = "form__calls"
        order = ("order", "pk")
        fields = [
            "id", "key", "title", "hint", "source", "kind", "required", "least", "most", "link_days",
            "valid_on_closing", "media_types", "most_bytes",
        ]  # fmt: skip


class CriterionRow(RowSerializer):
    class Meta:
        model = Criterion
        parent = "rubric__calls"
        order = ("order", "pk")
        fields = ["id", "parent", "number", "title", "hint", "most"]


class CallRow(SteppedRow):
    scheme_code = serializers.CharField(source="scheme.code")
    scheme_name = serializers.CharField(source="scheme.name")
    department = serializers.IntegerField(source="scheme.department")

    class Meta(SteppedRow.Meta):
        model = Call
        fields = [
            "id", "scheme", "scheme_code", "scheme_name", "department", "year", "title", "status", "steps", "opens_at",
            "closes_at", "minutes_needed", "form", "rubric", "contact", "copied_from", "version",
        ]  # fmt: skip


class CallDetailRow(CallRow):
    stages = StageRow(many=True)
    tiers = TierRow(many=True)
    rules = RuleRow(many=True)
    sections = SectionRow(many=True)
    materials = MaterialRow(many=True)
    criteria = CriterionRow(many=True)

    class Meta(CallRow.Meta):
        fields = [
            *CallRow.Meta.fields, "introduction", "most_returns", "applications_each", "vacancy_below_line",
            "cool_down_years", "repeat_outside_quota", "repeat_with_money", "barring_years", "stages", "tiers", "rules",
            "sections", "materials", "criteria",
        ]  # fmt: skip


class LateCodeRow(RowSerializer):
    class Meta:
        model = LateCode
        fields = ["id", "call", "hint", "uses", "used", "expires_at", "reason", "made_by", "made_at"]


class MadeCodeSerializer(LateCodeRow):
    code = serializers.CharField(help_text="Shown this once")

    class Meta(LateCodeRow.Meta):
        fields = [*LateCodeRow.Meta.fields, "code"]
