"""Support policies by REST: read, prepared with their rules, published; and which of them fit a firm."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.models import Department
from kernel.activity.api import WritableViewSet, step
from kernel.activity.queries import history_for
from kernel.activity.resources import EventSerializer, event_row
from kernel.common.api import NoteSerializer, NothingSerializer, RowField, StrictSerializer
from kernel.common.errors import Invalid
from kernel.common.filters import LARGEST_ID

from ..filters.policies import PolicyFilter
from ..models import Call, Enterprise, Policy
from ..queries.fits import Fit, fits_of
from ..rules import Outcome
from ..services import policies
from ..services.rules import set_rules
from ..tasks import tell_behind
from .eligibility import RuleBody
from .policy_rows import PolicyDetailRow, PolicyRow


class PolicyBody(StrictSerializer):
    """`rules` replaces all conditions of a policy in preparation."""

    title = serializers.CharField(max_length=120, required=False)
    document_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    department = RowField(queryset=Department.objects.open(), required=False)
    summary = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=6000, required=False)
    benefit = serializers.CharField(max_length=200, required=False)
    most_amount = serializers.DecimalField(
        max_digits=12, decimal_places=4, required=False, allow_null=True, help_text="10,000 CNY"
    )
    how_to_apply = serializers.CharField(max_length=2000, required=False)
    call = RowField(queryset=Call.objects.all(), required=False, allow_null=True)
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False, allow_null=True)
    remind_days = serializers.IntegerField(min_value=1, max_value=365, required=False)
    rules = RuleBody(many=True, required=False, max_length=50)  # type: ignore[call-arg]
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NewPolicyBody(PolicyBody):
    title = serializers.CharField(max_length=120)
    department = RowField(queryset=Department.objects.open())
    starts_on = serializers.DateField()


class FitRuleSerializer(serializers.Serializer):
    fact = serializers.CharField()
    condition = serializers.CharField(help_text="In the caller's language")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    why = serializers.CharField()
    short_by = serializers.FloatField(allow_null=True, help_text="By how much a number misses it")


class FitSerializer(serializers.Serializer):
    policy = serializers.IntegerField()
    title = serializers.CharField()
    benefit = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    rules = FitRuleSerializer(many=True)


class PolicyViewSet(WritableViewSet):
    """Support policies: those published, and the drafts of one's own department."""

    queryset = Policy.objects.select_related("department")
    serializer_class = PolicyRow
    detail_class = PolicyDetailRow
    filterset_class = PolicyFilter
    ordering = ("-starts_on", "-id")
    versioned = True

    def take(self, service: Any, body: type[StrictSerializer] = NothingSerializer) -> Response:
        """Call one service on the row that the client has read."""
        row, words = self.get_fresh_object(), self.body(body)
        return self.answer(service(row, actor=self.actor, **words))

    @extend_schema(request=NewPolicyBody)
    def create(self, request: Request) -> Response:
        """Prepare a policy, with its rules if they are known already."""
        body = self.body(NewPolicyBody)
        rules, _note = body.pop("rules", None), body.pop("note", "")
        with transaction.atomic():
            row = policies.create_policy(actor=self.actor, **body)
            row = row if rules is None else set_rules(row, rules, actor=self.actor)
        return self.answer(row, status=201)

    @extend_schema(request=PolicyBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change words, or all rules at once; what is published is changed for a reason and keeps its rules."""
        row, body = self.get_fresh_object(), self.body(PolicyBody)
        rules, note = body.pop("rules", None), body.pop("note", "")
        with transaction.atomic():
            row = policies.edit_policy(row, actor=self.actor, note=note, **body)
            row = row if rules is None else set_rules(row, rules, actor=self.actor)
        return self.answer(row)

    @step()
    def publish(self, request: Request, pk: str) -> Response:
        """Let everybody read it; the firms that fit are told behind."""
        answer = self.take(partial(policies.publish_policy, today=timezone.localdate()))
        transaction.on_commit(partial(tell_behind, int(pk)))
        return answer

    @step(NoteSerializer)
    def unpublish(self, request: Request, pk: str) -> Response:
        """Back into preparation, for a reason."""
        return self.take(policies.unpublish_policy, NoteSerializer)

    @step(NoteSerializer)
    def end(self, request: Request, pk: str) -> Response:
        """No firm gets it any more."""
        return self.take(partial(policies.end_policy, today=timezone.localdate()), NoteSerializer)

    @extend_schema(
        responses=FitSerializer(many=True), filters=False,
        parameters=[OpenApiParameter("enterprise", int, required=True, description="A firm that the caller sees")],
    )  # fmt: skip
    @action(detail=False, pagination_class=None, filterset_class=None)
    def fits(self, request: Request) -> Response:
        """Every policy in force judged for a firm, those that fit first, with what is missing by how much."""
        firm = self._firm(request.query_params.get("enterprise", ""))
        return Response([_fit(fit) for fit in fits_of(firm, timezone.localdate()).all])

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """What was done to it, when, from what to what and why; by whom is told to staff. The latest first."""
        return Response([event_row(event) for event in history_for(self.actor, self.get_object())])

    def _firm(self, key: str) -> Enterprise:
        if not (key.isascii() and key.isdecimal() and int(key[:20]) <= LARGEST_ID):
            raise Invalid(fields={"enterprise": [_("Name a firm by its id.")]})
        firm = Enterprise.objects.visible_to(self.actor).filter(pk=int(key)).first()
        if firm is None:
            raise Invalid(fields={"enterprise": [_("There is no such record.")]})
        return firm


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "policy": fit.policy.pk, "title": fit.policy.title, "benefit": fit.policy.benefit, "outcome": fit.outcome.value,
        "rules": [
            {"fact": answer.rule.fact, "condition": answer.condition, "outcome": answer.outcome.value,
             "why": answer.why, "short_by": None if answer.short_by is None else float(answer.short_by)}
            for answer in fit.eligibility.answers
        ],
    }  # fmt: skip
