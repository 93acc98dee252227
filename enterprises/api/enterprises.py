"""Firms and their contacts: read by filters, kept by owners and the office, written in bulk by the office."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.api import ReachSerializer
from kernel.activity.api import WritableViewSet, step
from kernel.activity.queries import history_for
from kernel.activity.resources import EventSerializer, event_row
from kernel.activity.services import require
from kernel.common.api import NoteSerializer, RowField, StrictSerializer
from kernel.common.errors import BulkRefused, DomainError
from kernel.common.problems import problem
from kernel.common.schema import ProblemSerializer

from ..filters.contacts import ContactFilter
from ..filters.enterprises import EnterpriseFilter
from ..forms.registration import phone_number
from ..models import Contact, Division, Enterprise, Industry
from ..services import contacts as contact_services
from ..services import enterprises as services
from ..workflow.registry import MANAGE
from .figures import FiguresMixin
from .registry_rows import ContactRow, EnterpriseRow

MOST_IN_BULK = 500


class EnterpriseBody(StrictSerializer):
    """Owners write `industry`, `size`, `address` and `introduction`; the office everything."""

    name = serializers.CharField(max_length=120, required=False)
    division = RowField(queryset=Division.objects.all(), required=False)
    industry = RowField(queryset=Industry.objects.all(), required=False, allow_null=True)
    size = serializers.ChoiceField(choices=Enterprise.Size.choices, required=False, allow_blank=True)
    founded_on = serializers.DateField(required=False, allow_null=True)
    legal_representative = serializers.CharField(max_length=60, required=False, allow_blank=True)
    registered_capital = serializers.DecimalField(
        max_digits=16, decimal_places=4, required=False, allow_null=True, help_text="10,000 CNY", min_value=0
    )
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    introduction = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NewEnterpriseBody(EnterpriseBody):
    uscc = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=120)
    division = RowField(queryset=Division.objects.all())


class BulkEnterprisesBody(StrictSerializer):
    """Firms added, or changed by their credit code; with `atomic` all or nothing, else an answer a row."""

    rows = NewEnterpriseBody(many=True, allow_empty=False, max_length=MOST_IN_BULK)  # type: ignore[call-arg]
    atomic = serializers.BooleanField(required=False, default=False)


class BulkEnterprisesRow(serializers.Serializer):
    row = serializers.IntegerField(help_text="Its place in the request, from 0")
    status = serializers.IntegerField(help_text="What the single call would have answered")
    id = serializers.IntegerField(required=False)
    version = serializers.IntegerField(required=False)
    problem = ProblemSerializer(required=False, help_text="Of one that was not written")


class BulkEnterprisesAnswer(serializers.Serializer):
    done = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = BulkEnterprisesRow(many=True, help_text="In the order asked")


class EnterpriseViewSet(FiguresMixin, WritableViewSet):
    """The firms that the caller works for or looks after."""

    queryset = Enterprise.objects.all()
    serializer_class = EnterpriseRow
    filterset_class = EnterpriseFilter
    ordering = ("name", "id")
    versioned = True

    @extend_schema(request=NewEnterpriseBody, responses={201: EnterpriseRow})
    def create(self, request: Request) -> Response:
        """The office enters a firm that nobody has claimed."""
        require(self.actor, MANAGE)
        return self.answer(services.add_enterprise(actor=self.actor, **self.body(NewEnterpriseBody)), status=201)

    @extend_schema(request=EnterpriseBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """An owner completes the firm's own data; the office changes everything."""
        row, words = self.get_fresh_object(), self.body(EnterpriseBody)
        if self.actor.has_perm(MANAGE):
            today = timezone.localdate()
            return self.answer(services.change_enterprise(row, actor=self.actor, today=today, **words))
        return self.answer(services.edit_own(row, actor=self.actor, **words))

    @step(NoteSerializer)
    def close(self, request: Request, pk: str) -> Response:
        """The firm has ceased to be."""
        row, note = self.get_fresh_object(), self.body(NoteSerializer)["note"]
        return self.answer(services.close_enterprise(row, actor=self.actor, note=note))

    @step(NoteSerializer)
    def reopen(self, request: Request, pk: str) -> Response:
        """It was noted as closed down wrongly."""
        row, note = self.get_fresh_object(), self.body(NoteSerializer)["note"]
        return self.answer(services.reopen_enterprise(row, actor=self.actor, note=note))

    @extend_schema(
        request=BulkEnterprisesBody,
        responses=BulkEnterprisesAnswer,
        examples=[
            OpenApiExample(
                "Two firms, all or nothing",
                request_only=True,
                value={
                    "atomic": True,
                    "rows": [
                        {"uscc": "91990104MA0000001X", "name": "石湖试验阀门有限公司", "division": "990104"},
                        {"uscc": "91990104MA0000002X", "name": "石湖试验泵业有限公司", "division": "990104"},
                    ],
                },
            )
        ],
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """The office adds many firms, or changes what it knows of them by their credit codes."""
        require(self.actor, MANAGE)
        body = self.body(BulkEnterprisesBody)
        results = [self._write(place, fields) for place, fields in enumerate(body["rows"])]
        failed = sum("problem" in result for result in results)
        answer: dict[str, Any] = {"done": len(results) - failed, "failed": failed, "results": results}
        if body["atomic"] and failed:
            raise BulkRefused(_("Not all could be done, so nothing was; see results."), **answer)
        return Response(answer)

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """What was done to it, when, from what to what and why; by whom is told to staff. The latest first."""
        return Response([event_row(event) for event in history_for(self.actor, self.get_object())])

    def _write(self, place: int, fields: dict[str, Any]) -> dict[str, Any]:
        try:
            with transaction.atomic():
                row = services.import_enterprise(fields, actor=self.actor, today=timezone.localdate())
        except DomainError as refusal:
            return {"row": place, "status": refusal.status, "problem": problem(refusal)}
        return {"row": place, "status": 200, "id": row.pk, "version": row.version}


class ContactBody(StrictSerializer):
    name = serializers.CharField(max_length=60, required=False)
    post = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True, validators=[phone_number])
    email = serializers.EmailField(required=False, allow_blank=True)
    is_main = serializers.BooleanField(required=False)


class NewContactBody(ContactBody):
    enterprise = RowField(queryset=Enterprise.objects.all())
    name = serializers.CharField(max_length=60)


class ContactViewSet(WritableViewSet):
    """Whom to reach at the firms that the caller sees; telephone and mail masked."""

    queryset = Contact.objects.select_related("enterprise")
    serializer_class = ContactRow
    filterset_class = ContactFilter
    ordering = ("id",)

    @extend_schema(request=NewContactBody, responses={201: ContactRow})
    def create(self, request: Request) -> Response:
        """One more person to reach; by an owner or the office."""
        words = self.body(NewContactBody)
        firm = words.pop("enterprise")
        return self.answer(contact_services.add_contact(firm, actor=self.actor, **words), status=201)

    @extend_schema(request=ContactBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Other words for the same contact."""
        row = self.get_object(lock=True)
        return self.answer(contact_services.change_contact(row, actor=self.actor, **self.body(ContactBody)))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Forget somebody."""
        contact_services.remove_contact(self.get_object(lock=True), actor=self.actor)
        return Response(status=204)

    @extend_schema(request=NoteSerializer, responses=ReachSerializer)
    @action(detail=True, methods=["post"])
    def unmask(self, request: Request, pk: str) -> Response:
        """Telephone and mail in full, for a reason that stays in the audit beside your name."""
        row, note = self.get_object(), self.body(NoteSerializer)["note"]
        return Response(contact_services.unmask_contact(row, actor=self.actor, reason=note))
