"""Plans: drafted from a text, confirmed, closed; and what they are made of."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.activity.services import require
from kernel.common.api import NoteSerializer, NothingSerializer, ScopedViewSet, StrictSerializer
from kernel.common.errors import Invalid
from kernel.common.parsers import FormParser, JSONParser
from kernel.files.kinds import clean_name

from ..filters import MeasureFilter, PillarFilter, PlanFilter, ReadingFilter, TargetFilter
from ..models import Measure, Pillar, Plan, PolicyText, Reading, Target
from ..policytext import TextRefused, read_document
from ..queries.compare import compare
from ..queries.coverage import sentences_of
from ..services import plans
from ..workflow import MANAGE
from .outline import OutlineSerializer
from .rows import MeasureRow, PillarRow, PlanRow, ReadingRow, TargetRow


class DraftBody(StrictSerializer):
    """How a text becomes a plan; with `dry_run` it is only read, and nothing is written."""

    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    first_year = serializers.IntegerField(min_value=2000, max_value=2100, required=False)
    last_year = serializers.IntegerField(
        min_value=2000, max_value=2100, required=False, help_text="Left out, both years are those the text names"
    )
    dry_run = serializers.BooleanField(required=False, default=False)


class DraftFromText(DraftBody):
    text = serializers.CharField(max_length=2_000_000, trim_whitespace=False)


class DraftFromFile(DraftBody):
    file = serializers.FileField(allow_empty_file=True, help_text=".txt, .md or .docx")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        upload: UploadedFile = attrs.pop("file")
        try:
            text = read_document(str(upload.name), upload.read())
        except TextRefused as refusal:
            raise serializers.ValidationError({"file": _(str(refusal))}, code=refusal.code) from refusal
        return {**attrs, "text": text, "source_name": clean_name(str(upload.name))}


class PolicySerializer(serializers.ModelSerializer):
    class Meta:
        model = PolicyText
        fields = ["title", "text", "source_name", "imported_at"]


class PlanViewSet(WritableViewSet):
    """Plans of the campaign. A draft is seen by those who manage plans, the others by all who work on them."""

    queryset = Plan.objects.all()
    serializer_class = PlanRow
    filterset_class = PlanFilter
    parser_classes = [JSONParser, FormParser]
    versioned = True

    @extend_schema(
        request={"application/json": DraftFromText, "multipart/form-data": DraftFromFile},
        responses={
            200: OpenApiResponse(OutlineSerializer, description="What the text says (`dry_run`)"),
            201: OpenApiResponse(PlanRow, description="The draft"),
        },
        examples=[
            OpenApiExample(
                "Read a text without writing",
                request_only=True,
                media_type="application/json",
                value={"text": "一、…", "first_year": 2026, "last_year": 2028, "dry_run": True},
            )
        ],
    )
    def create(self, request: Request) -> Response:
        """Draft a plan from a policy's text, or read it without writing."""
        as_file = str(request.content_type).startswith("multipart/")
        require(self.actor, MANAGE)
        body = self.body(DraftFromFile if as_file else DraftFromText)
        text, dry_run = body["text"], body.pop("dry_run")
        years = _years(body.pop("first_year", None), body.pop("last_year", None), text)
        try:
            if dry_run:
                return Response(plans.read_outline(text, years=years).as_json())
            return self.answer(plans.draft_plan(**body, years=years, actor=self.actor, now=timezone.now()), status=201)
        except plans.AlreadyImported as known:
            known.extra["comparison"] = _compared(text)
            raise
        except Invalid as refusal:
            if as_file and "text" in refusal.fields:
                raise Invalid(fields={"file": refusal.fields["text"]}) from refusal
            raise

    @step()
    def confirm(self, request: Request, pk: str) -> Response:
        """Put the plan in force: its actions become tasks, laid before their lead departments."""
        self.body(NothingSerializer)
        return self.answer(plans.confirm_plan(self.get_fresh_object(), actor=self.actor, today=timezone.localdate()))

    @step(NoteSerializer)
    def abandon(self, request: Request, pk: str) -> Response:
        """Give a draft up; its text may then be imported again."""
        return self.answer(plans.abandon_plan(self.get_fresh_object(), actor=self.actor, **self.body(NoteSerializer)))

    @step(NoteSerializer)
    def close(self, request: Request, pk: str) -> Response:
        """End the plan."""
        return self.answer(plans.close_plan(self.get_fresh_object(), actor=self.actor, **self.body(NoteSerializer)))

    @extend_schema(responses=PolicySerializer)
    @action(detail=True)
    def policy(self, request: Request, pk: str) -> Response:
        """The text as it was imported; the offsets of actions point into it."""
        policy: Any = PolicyText.objects.filter(plans=self.get_object())
        return Response(policy.values(*PolicySerializer.Meta.fields).get())


class PillarViewSet(ScopedViewSet):
    """The chapters of a plan's policy."""

    queryset = Pillar.objects.all()
    serializer_class = PillarRow
    filterset_class = PillarFilter


class MeasureViewSet(ScopedViewSet):
    """The sub-sections of a plan's pillars."""

    queryset = Measure.objects.all()
    serializer_class = MeasureRow
    filterset_class = MeasureFilter


class TargetViewSet(ScopedViewSet):
    """The figures that the policy promises."""

    queryset = Target.objects.all()
    serializer_class = TargetRow
    filterset_class = TargetFilter


class ReadingViewSet(ScopedViewSet):
    """What was counted on a day: of the whole plan, of a measure, or of a department."""

    queryset = Reading.objects.all()
    serializer_class = ReadingRow
    filterset_class = ReadingFilter
    ordering = ("-on", "-id")


def _years(first: int | None, last: int | None, text: str) -> tuple[int, int]:
    """The years as given; those the text names for what was left out."""
    named = plans.years_of(text, today=timezone.localdate())
    return first or named[0], last or named[1]


def _compared(text: str) -> dict[str, Any]:
    """The text held against the plan that it has already become."""
    plan = plans.known_plan(text)
    if plan is None:
        return {}
    found = compare(plan, plans.read_outline(plan.policy.text), plans.read_outline(text), sentences_of(plan))
    return {
        "same": found.same,
        "changed": [{"plan": old.text, "text": new} for old, new in found.changed],
        "only_plan": [old.text for old in found.only_plan],
        "only_text": found.only_text,
    }
