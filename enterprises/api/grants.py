"""Grants by REST: agreed, paid, reported by the firm, accepted, returned, revoked."""

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.common.api import NoteSerializer, NothingSerializer, OptionalNoteSerializer, RowField, StrictSerializer
from kernel.common.errors import Invalid

from ..codes import clean_code
from ..filters.policies import GrantFilter
from ..models import Application, Enterprise, Grant, Policy
from ..services import grants
from .policy_rows import GrantRow


class PartBody(StrictSerializer):
    amount = serializers.DecimalField(max_digits=12, decimal_places=4, help_text="10,000 CNY")
    due_on = serializers.DateField(required=False, allow_null=True)
    condition = serializers.CharField(max_length=200, required=False, allow_blank=True)


class GrantBody(StrictSerializer):
    """Terms of a grant; the instalments come exactly to the amount."""

    policy = RowField(queryset=Policy.objects.all())
    uscc = serializers.CharField(max_length=40, help_text="The firm's unified social credit code")
    application = RowField(queryset=Application.objects.all(), required=False, allow_null=True)
    purpose = serializers.CharField(max_length=200)
    amount = serializers.DecimalField(max_digits=12, decimal_places=4, help_text="10,000 CNY")
    agreed_on = serializers.DateField()
    results_due_on = serializers.DateField(required=False, allow_null=True)
    instalments = PartBody(many=True, allow_empty=False, max_length=12)  # type: ignore[call-arg]


class PayBody(StrictSerializer):
    number = serializers.IntegerField(min_value=1, max_value=32767)
    paid_on = serializers.DateField()


class ResultsBody(StrictSerializer):
    """Documents are attached before, with the purpose `grant_results`."""

    results = serializers.CharField(max_length=4000)


class GrantViewSet(WritableViewSet):
    """Grants: a firm's own, a department's by its policies, a district's, all for the office."""

    queryset = Grant.objects.select_related("policy", "enterprise")
    serializer_class = GrantRow
    filterset_class = GrantFilter
    ordering = ("-agreed_on", "-id")
    versioned = True

    def take(self, service: Any, body: type[StrictSerializer] = NothingSerializer) -> Response:
        """Call one service on the row that the client has read."""
        row, words = self.get_fresh_object(), self.body(body)
        return self.answer(service(row, actor=self.actor, **words))

    @extend_schema(request=GrantBody)
    def create(self, request: Request) -> Response:
        """Agree a grant for a firm by a policy."""
        body = self.body(GrantBody)
        firm = Enterprise.objects.live().filter(uscc=clean_code(body.pop("uscc"))).first()
        if firm is None:
            raise Invalid(fields={"uscc": [_("No firm with this code is in the registry.")]})
        policy, today = body.pop("policy"), timezone.localdate()
        return self.answer(grants.agree_grant(policy, firm, actor=self.actor, today=today, **body), status=201)

    @step(PayBody)
    def pay(self, request: Request, pk: str) -> Response:
        """Note that the next instalment was paid; the first one sets the grant running."""
        return self.take(partial(grants.pay_instalment, today=timezone.localdate()), PayBody)

    @step(ResultsBody)
    def report(self, request: Request, pk: str) -> Response:
        """The firm hands in what came of it."""
        now = timezone.now()
        return self.take(partial(grants.report_results, now=now, today=timezone.localdate(now)), ResultsBody)

    @step(NoteSerializer, path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Send the results back with the reason."""
        return self.take(grants.return_results, NoteSerializer)

    @step(OptionalNoteSerializer)
    def complete(self, request: Request, pk: str) -> Response:
        """Accept the results."""
        return self.take(grants.accept_results, OptionalNoteSerializer)

    @step(NoteSerializer)
    def revoke(self, request: Request, pk: str) -> Response:
        """Nothing more is paid, for the reason given."""
        return self.take(grants.revoke_grant, NoteSerializer)
