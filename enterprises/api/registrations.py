"""Registrations: sent in by firms' people, decided by the district or the office."""

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
from kernel.common.api import NoteSerializer, NothingSerializer, RowField, StrictSerializer

from ..codes import clean_code
from ..filters.enterprises import RegistrationFilter
from ..models import Division, Enterprise, Industry, Registration
from ..services import approvals, registration
from .registry_rows import RegistrationRow


class CorrectionBody(StrictSerializer):
    """What is to be corrected; everything else stays as it was sent in."""

    uscc = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=120, required=False)
    division = RowField(queryset=Division.objects.all(), required=False)
    industry = RowField(queryset=Industry.objects.all(), required=False, allow_null=True)
    size = serializers.ChoiceField(choices=Enterprise.Size.choices, required=False, allow_blank=True)
    founded_on = serializers.DateField(required=False)
    legal_representative = serializers.CharField(max_length=60, required=False)
    address = serializers.CharField(max_length=200, required=False)

    def validate_uscc(self, typed: str) -> str:
        return clean_code(typed)


class RegistrationBody(CorrectionBody):
    """The licence's picture is added afterwards: an attachment with the purpose `licence`."""

    uscc = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=120)
    division = RowField(queryset=Division.objects.all())


class RegistrationViewSet(WritableViewSet):
    """One's own registrations; for staff those of their district, or all."""

    queryset = Registration.objects.select_related("division", "applicant", "enterprise")
    serializer_class = RegistrationRow
    filterset_class = RegistrationFilter
    ordering = ("-submitted_at", "-id")
    versioned = True

    def take(self, service: Any, body: type[StrictSerializer] = NothingSerializer, **words: Any) -> Response:
        """Call one service on the row that the client has read."""
        row, said = self.get_fresh_object(), self.body(body)
        return self.answer(service(row, actor=self.actor, today=timezone.localdate(), **words, **said))

    @extend_schema(request=RegistrationBody, responses={201: RegistrationRow})
    def create(self, request: Request) -> Response:
        """Lay a firm before those who approve it; it is approved once its licence is attached."""
        now, claim = timezone.now(), registration.Claim(**self.body(RegistrationBody))
        row = registration.register(claim, actor=self.actor, now=now, today=timezone.localdate())
        return self.answer(row, status=201)

    @step()
    def approve(self, request: Request, pk: str) -> Response:
        """The firm is registered and the applicant its owner."""
        return self.take(approvals.approve_registration, now=timezone.now())

    @step(NoteSerializer, path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Ask the applicant to correct it."""
        return self.take(approvals.return_registration, NoteSerializer)

    @step(NoteSerializer)
    def refuse(self, request: Request, pk: str) -> Response:
        """Say no for good."""
        return self.take(approvals.refuse_registration, NoteSerializer)

    @step(CorrectionBody)
    def resubmit(self, request: Request, pk: str) -> Response:
        """The applicant sends a returned registration in again."""
        return self.take(registration.resubmit, CorrectionBody, now=timezone.now())

    @step()
    def withdraw(self, request: Request, pk: str) -> Response:
        """The applicant takes it back before it is decided."""
        return self.take(registration.withdraw)

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """What was done to it, when, from what to what and why; by whom is told to staff. The latest first."""
        return Response([event_row(event) for event in history_for(self.actor, self.get_object())])
