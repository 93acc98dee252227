"""Schemes and calls: read by firms' systems, prepared and published by the bureaus'; late-entry codes."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.activity.queries import history_of
from kernel.activity.resources import EventSerializer, event_row
from kernel.common.api import NoteSerializer, NothingSerializer, RowField, ScopedViewSet, StrictSerializer

from ..filters.calls import CallFilter, LateCodeFilter, SchemeFilter
from ..models import Call, FormVersion, LateCode, Rubric, Scheme, Stage
from ..services import calls, late_codes, stages
from ..services.copying import copy_call
from ..services.rules import set_rules
from ..workflow.calls import MANAGE
from .call_rows import CallDetailRow, CallRow, LateCodeRow, MadeCodeSerializer, SchemeRow
from .eligibility import EligibilityMixin, RuleBody

FIRST_YEAR, LAST_YEAR = 2000, 2100


class CallBody(StrictSerializer):
    """Of a published call only the words, and the closing to a later time with a note."""

    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    title = serializers.CharField(max_length=120, required=False)
    introduction = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    minutes_needed = serializers.IntegerField(min_value=1, max_value=6000, required=False)
    opens_at = serializers.DateTimeField(required=False)
    closes_at = serializers.DateTimeField(required=False)
    form = RowField(queryset=FormVersion.objects.all(), required=False, allow_null=True)
    rubric = RowField(queryset=Rubric.objects.all(), required=False, allow_null=True)
    contact = serializers.CharField(max_length=120, required=False, allow_blank=True)
    most_returns = serializers.IntegerField(min_value=0, max_value=9, required=False)
    applications_each = serializers.IntegerField(min_value=1, max_value=50, required=False)
    vacancy_below_line = serializers.BooleanField(required=False)
    cool_down_years = serializers.IntegerField(min_value=0, max_value=20, required=False)
    repeat_outside_quota = serializers.BooleanField(required=False)
    repeat_with_money = serializers.BooleanField(required=False)
    barring_years = serializers.IntegerField(min_value=0, max_value=20, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class NewCallBody(StrictSerializer):
    """A call in preparation; its parts are given afterwards."""

    scheme = RowField(queryset=Scheme.objects.all())
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    title = serializers.CharField(max_length=120)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class CopyBody(StrictSerializer):
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    new_form = serializers.BooleanField(
        required=False, default=False, help_text="Ask by a new draft of the form, not by the same version"
    )


class StageBody(StrictSerializer):
    kind = serializers.ChoiceField(choices=Stage.Kind.choices)
    working_days = serializers.IntegerField(min_value=1, max_value=250, required=False, allow_null=True, default=None)
    starts_on = serializers.DateField(required=False, allow_null=True, default=None)
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    experts_see_firms = serializers.BooleanField(required=False, default=False)
    firms_see_experts = serializers.BooleanField(required=False, default=False)
    experts_see_scores = serializers.BooleanField(required=False, default=False)
    firms_see_scores = serializers.BooleanField(required=False, default=False)


class StagesBody(StrictSerializer):
    stages = StageBody(many=True, max_length=7)  # type: ignore[call-arg]


class TierBody(StrictSerializer):
    name = serializers.CharField(max_length=40)
    quota = serializers.IntegerField(min_value=1, max_value=1000)
    pass_line = serializers.DecimalField(max_digits=6, decimal_places=1, min_value=0)
    money = serializers.DecimalField(max_digits=12, decimal_places=4, min_value=0, required=False, default=Decimal(0))


class TiersBody(StrictSerializer):
    tiers = TierBody(many=True, max_length=20)  # type: ignore[call-arg]


class RulesBody(StrictSerializer):
    rules = RuleBody(many=True, max_length=50)  # type: ignore[call-arg]


class LateCodeBody(StrictSerializer):
    call = RowField(queryset=Call.objects.all())
    uses = serializers.IntegerField(min_value=1, max_value=1000, required=False, default=1)
    expires_at = serializers.DateTimeField()
    reason = serializers.CharField(max_length=200)


class SchemeViewSet(ScopedViewSet):
    """The awards, titles and grants of the city, each run by a department."""

    queryset = Scheme.objects.all()
    serializer_class = SchemeRow
    filterset_class = SchemeFilter


class CallViewSet(EligibilityMixin, WritableViewSet):
    """The yearly calls of schemes, one by one with form, materials, stages, rules and rubric.

    Published ones are seen by everybody, those in preparation by the department that runs the scheme.
    """

    queryset = Call.objects.select_related("scheme__department", "form", "rubric")
    serializer_class = CallRow
    detail_class = CallDetailRow
    filterset_class = CallFilter
    versioned = True

    @extend_schema(request=NewCallBody, responses={201: CallDetailRow})
    def create(self, request: Request) -> Response:
        """Prepare a call with the scheme's latest form and every stage, their lengths still to be given."""
        return self.answer(calls.create_call(actor=self.actor, **self.body(NewCallBody)), status=201)

    @extend_schema(request=CallBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the call's words, times, form, rubric and award rules."""
        return self.answer(calls.edit_call(self.get_fresh_object(), actor=self.actor, **self.body(CallBody)))

    @extend_schema(request=StagesBody)
    @action(detail=True, methods=["put"])
    def stages(self, request: Request, pk: str) -> Response:
        """Lay the stages down anew; a kind that is left out does not take place."""
        call, rows = self.get_fresh_object(), self.body(StagesBody)["stages"]
        return self.answer(stages.set_stages(call, {row.pop("kind"): row for row in rows}, actor=self.actor))

    @extend_schema(request=TiersBody)
    @action(detail=True, methods=["put"])
    def tiers(self, request: Request, pk: str) -> Response:
        """Lay the award's tiers down anew, the highest first."""
        return self.answer(stages.set_tiers(self.get_fresh_object(), self.body(TiersBody)["tiers"], actor=self.actor))

    @extend_schema(request=RulesBody)
    @action(detail=True, methods=["put"])
    def rules(self, request: Request, pk: str) -> Response:
        """Lay the conditions down anew, in their order."""
        call, rules = self.get_fresh_object(), self.body(RulesBody)["rules"]
        return self.answer(set_rules(call, rules, actor=self.actor))

    @extend_schema(request=CopyBody, responses={201: CallDetailRow})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Another year's call from this one, in preparation; dates move by whole years onto working days."""
        row = self.get_fresh_object()
        copy, _moves = copy_call(row, actor=self.actor, **self.body(CopyBody))
        return self.answer(copy, status=201)

    @step(path="new-form")
    def new_form(self, request: Request, pk: str) -> Response:
        """Let a call in preparation ask by a new draft, copied from its form; earlier calls keep theirs."""
        self.body(NothingSerializer)
        return self.answer(calls.take_new_form(self.get_fresh_object(), actor=self.actor))

    @step(path="new-rubric")
    def new_rubric(self, request: Request, pk: str) -> Response:
        """Let a call in preparation be scored by a draft copied from its rubric."""
        self.body(NothingSerializer)
        return self.answer(calls.take_new_rubric(self.get_fresh_object(), actor=self.actor))

    @step()
    def publish(self, request: Request, pk: str) -> Response:
        """Make it public and freeze its form and rubric; all that is missing comes back at once (400)."""
        self.body(NothingSerializer)
        return self.answer(calls.publish_call(self.get_fresh_object(), actor=self.actor, now=timezone.now()))

    @step(NoteSerializer)
    def unpublish(self, request: Request, pk: str) -> Response:
        """Take it back into preparation, while no firm has begun."""
        return self.answer(calls.unpublish_call(self.get_fresh_object(), actor=self.actor, **self.body(NoteSerializer)))

    @step()
    def close(self, request: Request, pk: str) -> Response:
        """Note that its time is over; it closes by itself as well."""
        self.body(NothingSerializer)
        return self.answer(calls.close_call(self.get_fresh_object(), actor=self.actor, now=timezone.now()))

    @step(NoteSerializer)
    def cancel(self, request: Request, pk: str) -> Response:
        """It will not take place; every firm that has begun is told why."""
        return self.answer(calls.cancel_call(self.get_fresh_object(), actor=self.actor, **self.body(NoteSerializer)))

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """Who did what to it, when, from what to what and why; told to those who run it, empty for everybody else."""
        call = self.get_object()
        runs = self.actor.has_perm(MANAGE) and Call.objects.run_by(self.actor).filter(pk=call.pk).exists()
        return Response([event_row(event) for event in history_of(call)] if runs else [])


class LateCodeViewSet(ScopedViewSet):
    """Codes for applying after the closing, of the calls that one runs. A code itself is answered this once."""

    queryset = LateCode.objects.all()
    serializer_class = LateCodeRow
    filterset_class = LateCodeFilter
    read_permission = MANAGE
    ordering = ("-made_at", "-id")

    @extend_schema(request=LateCodeBody, responses={201: MadeCodeSerializer})
    def create(self, request: Request) -> Response:
        """Make a code; it is kept as a digest, so nobody can read it again."""
        actor: Any = request.user
        row, code = late_codes.make_late_code(actor=actor, now=timezone.now(), **self.body(LateCodeBody))
        return Response({**self.serialize(row), "code": code}, status=201)
