"""Progress reports: written, handed in and reviewed, one by one or many at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet
from kernel.activity.queries import history_of
from kernel.activity.resources import EventSerializer, event_row
from kernel.common.api import NothingSerializer, StrictSerializer
from kernel.common.errors import DomainError, NotThere, StaleVersion

from ..filters import ProgressReportFilter
from ..models import ProgressReport
from ..services import reports
from .rows import ReportRow

Judgement = ProgressReport.Judgement
BULK: dict[str, Callable[..., ProgressReport]] = {"accept": reports.accept_report, "return": reports.return_report}


class ValueBody(StrictSerializer):
    target = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    value = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True)


class ReportBody(StrictSerializer):
    progress = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    done = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    problems = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    next_step = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    judgement = serializers.ChoiceField(choices=Judgement.choices, required=False, allow_blank=True)
    values = ValueBody(many=True, required=False)


class AcceptBody(StrictSerializer):
    judgement = serializers.ChoiceField(choices=Judgement.choices, required=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ReturnBody(StrictSerializer):
    note = serializers.CharField(max_length=2000)
    judgement = serializers.ChoiceField(choices=Judgement.choices, required=False)


class RowVersion(StrictSerializer):
    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class BulkBody(StrictSerializer):
    """Accept or return many; with `atomic` all or nothing, else an answer a row."""

    step = serializers.ChoiceField(choices=[("accept", _("accept")), ("return", _("return"))])
    reports = RowVersion(many=True, allow_empty=False)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    atomic = serializers.BooleanField(required=False, default=False)


class BulkRow(serializers.Serializer):
    id = serializers.IntegerField()
    status = serializers.IntegerField(help_text="What the single call would have answered")
    version = serializers.IntegerField(required=False)
    code = serializers.CharField(required=False)
    detail = serializers.CharField(required=False)


class ProgressReportViewSet(WritableViewSet):
    queryset = ProgressReport.objects.select_related("task")
    serializer_class = ReportRow
    filterset_class = ProgressReportFilter
    versioned = True

    def step(self, service: Any, body: type[StrictSerializer]) -> Response:
        report, words = self.get_fresh_object(), self.body(body)
        return self.answer(service(report, actor=self.actor, today=timezone.localdate(), **words))

    @extend_schema(request=ReportBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep what has been written so far."""
        report, words = self.get_fresh_object(), self.body(ReportBody)
        values = {row["target"]: row["value"] for row in words.pop("values", [])}
        return self.answer(reports.save_report(report, actor=self.actor, values=values, **words))

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        return self.step(reports.submit_report, NothingSerializer)

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        return self.step(reports.withdraw_report, NothingSerializer)

    @extend_schema(request=AcceptBody)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        return self.step(reports.accept_report, AcceptBody)

    @extend_schema(request=ReturnBody)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        return self.step(reports.return_report, ReturnBody)

    @extend_schema(request=BulkBody, responses=BulkRow(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Accept or return many reports, each named with the version that was read."""
        body = self.body(BulkBody)
        act = partial(
            BULK[body["step"]],
            actor=self.actor, today=timezone.localdate(), note=body["note"],
        )  # fmt: skip
        rows = {row.pk: row for row in self.get_queryset().filter(pk__in=[item["id"] for item in body["reports"]])}
        answers = [self._one(item, rows.get(item["id"]), act) for item in body["reports"]]
        if body["atomic"] and any(answer["status"] != 200 for answer in answers):
            transaction.set_rollback(True)
            return Response(answers, status=409)
        return Response(answers)

    def _one(self, item: dict[str, int], report: ProgressReport | None, act: Any) -> dict[str, Any]:
        try:
            if report is None:
                raise NotThere(_("There is no such report."))
            if report.version != item["version"]:
                raise StaleVersion(_("Somebody else has changed this record meanwhile; compare and try again."))
            done = act(report)
        except DomainError as refusal:
            return {"id": item["id"], "status": refusal.status, "code": refusal.code, "detail": str(refusal)}
        return {"id": item["id"], "status": 200, "version": done.version}

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        return Response([event_row(event) for event in history_of(self.get_object())])
