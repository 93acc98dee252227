"""The rows of documents, brands, standings and self-assessments, declared once."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from rest_framework import serializers

from coordination.lights import Colour
from kernel.common.rows import RowSerializer, SteppedRow, StepsField, ValuesField
from kernel.files.models import Attachment

from ..models import Brand, BrandStanding, CabinetDocument, DocumentKind, SelfAssessment
from ..queries.cabinet import validity_of
from ..workflow import DOCUMENT, StandingStatus

PAGES = Attachment.objects.filter(
    content_type__app_label="enterprises", content_type__model="cabinetdocument", removed_at=None
).order_by("pk")
SHOWN = Q(status__in=(StandingStatus.CONFIRMED, StandingStatus.LAPSED))


class DocumentRow(RowSerializer):
    enterprise_name = serializers.CharField(source="enterprise.name")
    kind = serializers.CharField(source="kind.code", help_text="The code of its kind")
    kind_name = serializers.CharField(source="kind.name")
    attachments = ValuesField(
        PAGES, parent="object_id", value="pk", child=serializers.IntegerField(), help_text="Its pages"
    )
    light = serializers.ChoiceField(choices=Colour.choices, help_text="Yellow when it runs out soon, red when it has")
    days_left = serializers.IntegerField(allow_null=True, help_text="Calendar days to its last day; null without one")
    steps = StepsField()

    class Meta:
        model = CabinetDocument
        fields = [
            "id", "enterprise", "enterprise_name", "kind", "kind_name", "title", "number", "issued_by", "issued_on",
            "expires_on", "status", "steps", "light", "days_left", "replaces", "attachments", "filed_at", "version",
        ]  # fmt: skip
        computed = ("light", "days_left", "steps")
        computed_from = ("status", "expires_on", "kind__remind_days")

    @classmethod
    def computed(cls, status: str, expires_on: str | None, remind_days: int) -> dict[str, Any]:
        last = date.fromisoformat(expires_on) if expires_on else None
        row = CabinetDocument(status=status, expires_on=last, kind=DocumentKind(remind_days=remind_days))
        validity = validity_of(row, timezone.localdate())
        return {"light": validity.light, "days_left": validity.days, "steps": DOCUMENT.names_from(status)}


class RungReachedRow(RowSerializer):
    rung = serializers.CharField(source="rung.code")

    class Meta:
        model = BrandStanding
        parent, order, only = "brand", ("-reached_on", "-pk"), SHOWN
        fields = ["rung", "reached_on", "until", "status"]


class BrandRow(RowSerializer):
    """What everybody may know of a brand of the ladder."""

    enterprise_name = serializers.CharField(source="enterprise.name")
    division = serializers.CharField(source="enterprise.division")
    division_name = serializers.CharField(source="enterprise.division.name")
    rung = serializers.CharField(source="rung.code", allow_null=True, help_text="The highest rung it stands on")
    way = RungReachedRow(many=True, help_text="The rungs confirmed so far, the latest first")

    class Meta:
        model = Brand
        fields = [
            "id", "enterprise", "enterprise_name", "division", "division_name", "name", "industry", "since_year",
            "story", "rung", "way", "version",
        ]  # fmt: skip


class StandingRow(SteppedRow):
    brand_name = serializers.CharField(source="brand.name")
    enterprise = serializers.IntegerField(source="brand.enterprise")
    enterprise_name = serializers.CharField(source="brand.enterprise.name")
    rung = serializers.CharField(source="rung.code")
    criteria = ValuesField(
        BrandStanding.criteria.through._base_manager.order_by("rungcriterion"), parent="brandstanding",
        value="rungcriterion", child=serializers.IntegerField(),
    )  # fmt: skip
    evidence = ValuesField(
        BrandStanding.evidence.through._base_manager.order_by("cabinetdocument"), parent="brandstanding",
        value="cabinetdocument", child=serializers.IntegerField(),
    )  # fmt: skip

    class Meta(SteppedRow.Meta):
        model = BrandStanding
        fields = [
            "id", "brand", "brand_name", "enterprise", "enterprise_name", "rung", "reached_on", "until", "criteria",
            "evidence", "remark", "status", "steps", "claimed_at", "decided_on", "decision_note", "version",
        ]  # fmt: skip


class AssessmentRow(SteppedRow):
    enterprise_name = serializers.CharField(source="enterprise.name")
    answers = serializers.JSONField(help_text="Question id to the place of the chosen answer, from 0")

    class Meta(SteppedRow.Meta):
        model = SelfAssessment
        fields = [
            "id", "enterprise", "enterprise_name", "questionnaire", "answers", "score", "status", "steps", "begun_at",
            "completed_on", "version",
        ]  # fmt: skip
