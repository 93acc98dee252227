"""Conditions by REST: one as it is written, and a firm held against those of a call before anything is filled in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.common.api import StrictSerializer
from kernel.common.errors import Invalid

from ..models import Enterprise
from ..queries.eligibility import check_call
from ..rules import Operator, Outcome


class RuleBody(StrictSerializer):
    """One condition; what `fact`, `operator`, `wanted` and `params` may be is checked together."""

    fact = serializers.CharField(max_length=40)
    operator = serializers.ChoiceField(choices=Operator.choices)
    wanted = serializers.JSONField(help_text="A number, a list of codes, true or false: as the fact is")
    params = serializers.DictField(required=False, help_text="Details of the fact, such as years or item")
    words = serializers.CharField(max_length=200, required=False, allow_blank=True)
    basis = serializers.CharField(max_length=200, required=False, allow_blank=True)


class RuleAnswerSerializer(serializers.Serializer):
    condition = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    why = serializers.CharField()
    short_by = serializers.DecimalField(
        max_digits=20, decimal_places=4, allow_null=True, help_text="By how much a number misses it"
    )


class EligibilitySerializer(serializers.Serializer):
    outcome = serializers.ChoiceField(choices=Outcome.choices, help_text="fail: it cannot begin; unknown: it can")
    answers = RuleAnswerSerializer(many=True)


class EligibilityMixin:
    """For the calls' viewset."""

    @extend_schema(
        responses=EligibilitySerializer,
        filters=False,
        parameters=[OpenApiParameter("enterprise", int, required=True, description="One of the caller's enterprises")],
    )
    @action(detail=True, pagination_class=None, filterset_class=None)
    def eligibility(self: Any, request: Request, pk: str) -> Response:
        """Whether this firm may apply: each rule with pass, fail or unknown, why, and by how much."""
        call, named = self.get_object(), request.query_params.get("enterprise", "")
        rows = Enterprise.objects.visible_to(request.user)
        known = named.isascii() and named.isdecimal() and len(named) < 19
        firm = rows.filter(pk=int(named)).first() if known else None
        if firm is None:
            raise Invalid(fields={"enterprise": [_("There is no such record.")]})
        found = check_call(call, firm, timezone.localdate())
        told = [
            {"condition": one.condition, "outcome": one.outcome, "why": one.why, "short_by": one.short_by}
            for one in found.answers
        ]
        return Response({"outcome": found.outcome, "answers": told})
