"""The rows of applications and of what hangs on them, declared once."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from rest_framework import serializers

from kernel.common.rows import RowSerializer, StepsField

from ..models import Answer, Application, ApplicationDocument, Submission, SupportLetter
from ..models.applications import WRITABLE
from ..queries.completeness import problems_of
from ..queries.progress import objections_of, timeline_of
from ..queries.sheets import open_materials, open_paths
from ..workflow import ApplicationStatus
from ..workflow.applications import APPLICATION

S = ApplicationStatus
HOLDERS = {S.DRAFT: "firm", S.RETURNED: "firm", S.SUBMITTED: "department", S.ACCEPTED: "department"}
STATES = ("done", "now", "late", "next")


class ApplicationRow(RowSerializer):
    call_title = serializers.CharField(source="call.title")
    scheme = serializers.CharField(source="call.scheme.code")
    enterprise_name = serializers.CharField(source="enterprise.name")
    division = serializers.CharField(source="enterprise.division_id")
    brand_name = serializers.CharField(source="brand.name", allow_null=True)
    holder = serializers.ChoiceField(
        choices=["firm", "department", ""], help_text="Who has to act now; empty when it has ended"
    )
    steps = StepsField()

    class Meta:
        model = Application
        fields = [
            "id", "call", "call_title", "scheme", "enterprise", "enterprise_name", "division", "brand", "brand_name",
            "number", "status", "steps", "holder", "due_on", "returns", "begun_at", "submitted_at", "decided_on",
            "decision_note", "version",
        ]  # fmt: skip
        computed: tuple[str, ...] = ("steps", "holder")
        computed_from: tuple[str, ...] = ("status",)

    @classmethod
    def computed(cls, status: str, *_more: Any) -> dict[str, Any]:
        return {"steps": APPLICATION.names_from(status), "holder": HOLDERS.get(S(status), "")}


class AnswerRow(RowSerializer):
    section = serializers.CharField(source="field.section.key")
    key = serializers.CharField(source="field.key")
    value = serializers.JSONField(allow_null=True, help_text="As the kind of the field says")

    class Meta:
        model = Answer
        parent, order = "application", ("field__section__order", "field__order", "pk")
        fields = ["section", "key", "value", "version", "saved_at"]


class PickedRow(RowSerializer):
    material = serializers.CharField(source="material.key")
    title = serializers.CharField(source="document.title")

    class Meta:
        model = ApplicationDocument
        parent, order = "application", ("material__order", "pk")
        fields = ["material", "document", "title"]


class LetterRow(RowSerializer):
    material = serializers.CharField(source="material.key")

    class Meta:
        model = SupportLetter
        parent, order = "application", ("asked_at", "pk")
        fields = ["id", "material", "writer", "organisation", "status", "asked_at", "expires_at", "given_at"]


class SubmissionRow(RowSerializer):
    sha256 = serializers.CharField(source="pdf.sha256", help_text="Of the PDF")

    class Meta:
        model = Submission
        parent, order, only = "application", ("round",), Q(pdf__isnull=False)
        fields = ["round", "submitted_at", "pdf", "sha256"]
        extra_kwargs = {"pdf": {"help_text": "The attachment: GET /api/v1/attachments/<id>/ downloads it"}}


class ProblemSentence(serializers.Serializer):
    path = serializers.CharField(help_text="section.key, material.key or brand")
    label = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.CharField()


class TurnSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=STATES)
    on = serializers.DateField(allow_null=True)
    note = serializers.CharField()


class ObjectionSerializer(serializers.Serializer):
    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    said = serializers.CharField()
    changed = serializers.BooleanField(help_text="Whether the firm has changed it since")


class ApplicationDetailRow(ApplicationRow):
    """An application by itself, with what was filled in, picked, asked for and sent, and what is still missing."""

    answers = AnswerRow(many=True)
    documents = PickedRow(many=True)
    letters = LetterRow(many=True)
    submissions = SubmissionRow(many=True)
    problems = ProblemSentence(many=True, help_text="All that keeps it from being sent")
    timeline = TurnSerializer(many=True)
    objections = ObjectionSerializer(many=True, help_text="What the last notice named")
    open = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Paths that may be written; null means all of them"
    )

    class Meta(ApplicationRow.Meta):
        own = ("problems", "timeline", "objections", "open")
        fields = [*ApplicationRow.Meta.fields, "answers", "documents", "letters", "submissions", *own]
        computed = (*ApplicationRow.Meta.computed, *own)
        computed_from = (*ApplicationRow.Meta.computed_from, "id")

    @classmethod
    def computed(cls, status: str, *more: Any) -> dict[str, Any]:
        row = Application.objects.select_related(
            "call__scheme__department", "enterprise__division", "brand", "late_code"
        ).get(pk=more[0])
        return {**super().computed(status), **_told(row, timezone.localdate())}


def _told(row: Application, today: date) -> dict[str, Any]:
    problems = problems_of(row) if row.status in WRITABLE else []
    paths, materials = open_paths(row), open_materials(row)
    opened = None if paths is None else sorted([*paths, *(f"material.{key}" for key in materials or ())])
    return {
        "problems": [{"path": one.path, "label": one.label, "sentence": one.sentence} for one in problems],
        "timeline": [
            {"label": turn.label, "state": turn.state, "on": turn.on, "note": turn.note}
            for turn in timeline_of(row, today)
        ],
        "objections": [
            {"path": one.path, "label": one.label, "said": one.said, "changed": one.changed}
            for one in objections_of(row)
        ],
        "open": opened,
    }  # fmt: skip
