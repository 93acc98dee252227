"""Plans and what they are made of."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.models import Department
from kernel.activity.api import WritableViewSet
from kernel.common.api import NoteSerializer, NothingSerializer, ScopedViewSet, StrictSerializer

from ..filters import ActionFilter, MeasureFilter, PillarFilter, PlanFilter, ReadingFilter
from ..models import Action, Measure, Pillar, Plan, Reading
from ..services import drafts, plans
from .rows import ActionRow, MeasureRow, PillarRow, PlanRow, ReadingRow


class ImportBody(StrictSerializer):
    """A policy's text; with `dry_run` it is only read."""

    text = serializers.CharField(max_length=300_000, trim_whitespace=False)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    first_year = serializers.IntegerField(min_value=2000, max_value=2100)
    last_year = serializers.IntegerField(min_value=2000, max_value=2100)
    dry_run = serializers.BooleanField(required=False, default=False)


class ActionBody(StrictSerializer):
    text = serializers.CharField(max_length=4000, required=False)
    lead = serializers.PrimaryKeyRelatedField(queryset=Department.objects.open(), required=False)
    partners = serializers.PrimaryKeyRelatedField(queryset=Department.objects.open(), many=True, required=False)


class SplitBody(StrictSerializer):
    at = serializers.IntegerField(min_value=1, help_text="Cut before this character of the sentence in the text")


class MergeBody(StrictSerializer):
    others = serializers.PrimaryKeyRelatedField(queryset=Action.objects.all(), many=True)


class PlanViewSet(WritableViewSet):
    queryset = Plan.objects.all()
    serializer_class = PlanRow
    filterset_class = PlanFilter
    versioned = True

    @extend_schema(request=ImportBody, responses={201: PlanRow})
    def create(self, request: Request) -> Response:
        """Draft a plan from a policy's text."""
        body = self.body(ImportBody)
        years = (body["first_year"], body["last_year"])
        if body["dry_run"]:
            return Response(plans.read_outline(body["text"], years=years).as_json())
        plan = plans.draft_plan(
            body["text"],
            name=body["name"],
            years=years,
            actor=self.actor,
            now=timezone.now(),
        )
        return self.answer(plan, status=201)

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        self.body(NothingSerializer)
        return self.answer(plans.confirm_plan(self.get_fresh_object(), actor=self.actor, today=timezone.localdate()))

    @extend_schema(request=NoteSerializer)
    @action(detail=True, methods=["post"])
    def abandon(self, request: Request, pk: str) -> Response:
        return self.answer(plans.abandon_plan(self.get_fresh_object(), actor=self.actor, **self.body(NoteSerializer)))

    @extend_schema(request=NoteSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        return self.answer(plans.close_plan(self.get_fresh_object(), actor=self.actor, **self.body(NoteSerializer)))


class PillarViewSet(ScopedViewSet):
    queryset = Pillar.objects.all()
    serializer_class = PillarRow
    filterset_class = PillarFilter


class MeasureViewSet(ScopedViewSet):
    queryset = Measure.objects.all()
    serializer_class = MeasureRow
    filterset_class = MeasureFilter


class ActionViewSet(WritableViewSet):
    queryset = Action.objects.all()
    serializer_class = ActionRow
    filterset_class = ActionFilter
    versioned = True

    @extend_schema(request=ActionBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a drafted action's lead, partners or wording."""
        return self.answer(drafts.change_action(self.get_fresh_object(), actor=self.actor, **self.body(ActionBody)))

    @extend_schema(request=SplitBody)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        first, _second = drafts.split_action(self.get_fresh_object(), actor=self.actor, **self.body(SplitBody))
        return self.answer(first)

    @extend_schema(request=MergeBody)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Merge others of the same measure into this one."""
        row, others = self.get_fresh_object(), self._own(self.body(MergeBody)["others"])
        return self.answer(drafts.merge_actions([row, *others], actor=self.actor))

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        return self.answer(drafts.drop_action(self.get_fresh_object(), actor=self.actor))

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        return self.answer(drafts.restore_action(self.get_fresh_object(), actor=self.actor))

    def _own(self, rows: list[Action]) -> list[Action]:
        seen: Any = self.get_queryset().filter(pk__in=[row.pk for row in rows])
        if len(seen) != len(rows):
            raise serializers.ValidationError({"others": [_("There is no such action.")]})
        return list(seen)


class ReadingViewSet(ScopedViewSet):
    queryset = Reading.objects.all()
    serializer_class = ReadingRow
    filterset_class = ReadingFilter
