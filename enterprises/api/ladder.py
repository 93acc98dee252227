"""Brands and their standings by REST: the ladder to read, a rung to claim, claims to decide on."""

from functools import partial
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.activity.queries import history_for
from kernel.activity.resources import EventSerializer, event_row
from kernel.common.api import NoteSerializer, OptionalNoteSerializer, RowField, RowsField, StrictSerializer

from ..filters.ladder import BrandFilter, StandingFilter
from ..models import Brand, BrandStanding, CabinetDocument, Enterprise, Industry, Rung, RungCriterion
from ..services import ladder as services
from .cabinet_rows import BrandRow, StandingRow


class BrandBody(StrictSerializer):
    name = serializers.CharField(max_length=60, required=False)
    industry = RowField(queryset=Industry.objects.all(), required=False, allow_null=True)
    since_year = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=9999)
    story = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class NewBrandBody(BrandBody):
    enterprise = RowField(queryset=Enterprise.objects.all())
    name = serializers.CharField(max_length=60)


class ClaimBody(StrictSerializer):
    rung = serializers.SlugRelatedField(slug_field="code", queryset=Rung.objects.all())
    reached_on = serializers.DateField()
    until = serializers.DateField(required=False, allow_null=True)
    criteria = RowsField(RungCriterion.objects.all(), help_text="The criteria that are met")
    evidence = RowsField(CabinetDocument.objects.all(), help_text="Documents of the firm's cabinet")
    remark = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class BrandViewSet(WritableViewSet):
    """The brands of the city's ladder, and those of the caller's own firms that are not on it yet."""

    queryset = Brand.objects.all()
    serializer_class = BrandRow
    filterset_class = BrandFilter
    ordering = ("name", "id")
    versioned = True

    @extend_schema(request=NewBrandBody, responses={201: BrandRow})
    def create(self, request: Request) -> Response:
        """Enter a brand of a firm."""
        words = self.body(NewBrandBody)
        return self.answer(services.add_brand(actor=self.actor, today=timezone.localdate(), **words), 201)

    @extend_schema(request=BrandBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is told of a brand."""
        row, words = self.get_fresh_object(), self.body(BrandBody)
        return self.answer(services.edit_brand(row, actor=self.actor, today=timezone.localdate(), **words))

    @extend_schema(request=ClaimBody, responses={201: StandingRow})
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: str) -> Response:
        """Claim a rung with its evidence; the answer is the standing that waits for confirmation."""
        row, words = self.get_fresh_object(), self.body(ClaimBody)
        standing = services.claim_rung(row, actor=self.actor, now=timezone.now(), **words)
        body = StandingRow.row(standing.pk)
        return Response(body, status=201, headers={"ETag": f'"{body["version"]}"'})


class BrandStandingViewSet(WritableViewSet):
    """Claims to a rung: the caller's firms', the district's, or all."""

    queryset = BrandStanding.objects.all()
    serializer_class = StandingRow
    filterset_class = StandingFilter
    ordering = ("-claimed_at", "-id")
    versioned = True

    @step(OptionalNoteSerializer)
    def confirm(self, request: Request, pk: str) -> Response:
        """The brand stands on the rung from now on."""
        return self._decide(services.confirm_standing, OptionalNoteSerializer)

    @step(NoteSerializer)
    def refuse(self, request: Request, pk: str) -> Response:
        """The claim is not shown; the firm reads why."""
        return self._decide(services.refuse_standing, NoteSerializer)

    @step(NoteSerializer)
    def lapse(self, request: Request, pk: str) -> Response:
        """The rung is lost."""
        return self._decide(services.lapse_standing, NoteSerializer)

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """What was done to it, when, and why; by whom is told to staff. The latest first."""
        return Response([event_row(event) for event in history_for(self.actor, self.get_object())])

    def _decide(self, service: Any, body: type[StrictSerializer]) -> Response:
        act = partial(service, self.get_fresh_object(), actor=self.actor, today=timezone.localdate())
        return self.answer(act(**self.body(body)))
