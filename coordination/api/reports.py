"""Progress reports: written, handed in and reviewed, one by one or many at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.activity.api import WritableViewSet, step
from kernel.activity.queries import history_of
from kernel.activity.resources import EventSerializer, event_row
from kernel.common.api import NothingSerializer, StrictSerializer
from kernel.common.errors import BulkRefused, NotThere
from kernel.common.problems import problem
from kernel.common.schema import ProblemSerializer

from ..filters import ProgressReportFilter
from ..models import ProgressReport
from ..services import reports, reviewing
from .task_rows import ReportRow

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
    values = ValueBody(many=True, required=False, max_length=200)  # type: ignore[call-arg]


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

    step = serializers.ChoiceField(choices=["accept", "return"])
    ids = RowVersion(many=True, allow_empty=False, max_length=reviewing.MOST_IN_BULK)  # type: ignore[call-arg]
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    atomic = serializers.BooleanField(required=False, default=False)

    def validate_ids(self, rows: list[dict[str, int]]) -> list[dict[str, int]]:
        if len({row["id"] for row in rows}) != len(rows):
            raise serializers.ValidationError(_("A report is named twice."))
        return rows


class BulkRow(serializers.Serializer):
    id = serializers.IntegerField()
    status = serializers.IntegerField(help_text="What the single call would have answered")
    version = serializers.IntegerField(required=False, help_text="Of a report that was changed")
    problem = ProblemSerializer(required=False, help_text="Of one that was not")


class BulkAnswer(serializers.Serializer):
    done = serializers.IntegerField(help_text="How many were changed")
    failed = serializers.IntegerField()
    results = BulkRow(many=True, help_text="In the order asked")


class ProgressReportViewSet(WritableViewSet):
    """The monthly reports of the tasks that the caller sees."""

    queryset = ProgressReport.objects.select_related("task__plan__rule", "task__lead")
    serializer_class = ReportRow
    filterset_class = ProgressReportFilter
    ordering = ("-period", "-id")
    versioned = True

    def take(self, service: Any, body: type[StrictSerializer] = NothingSerializer) -> Response:
        """Call one service on the report that the client has read."""
        report, words = self.get_fresh_object(), self.body(body)
        return self.answer(service(report, actor=self.actor, today=timezone.localdate(), **words))

    @extend_schema(request=ReportBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep what has been written so far; a value of null takes a figure back."""
        report, words = self.get_fresh_object(), self.body(ReportBody)
        values = {row["target"]: row["value"] for row in words.pop("values", [])}
        return self.answer(reports.save_report(report, actor=self.actor, values=values, **words))

    @step()
    def submit(self, request: Request, pk: str) -> Response:
        """Hand the report to the office; what is missing is listed at once."""
        return self.take(reports.submit_report)

    @step()
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the report back before the office has decided."""
        return self.take(reports.withdraw_report)

    @step(AcceptBody)
    def accept(self, request: Request, pk: str) -> Response:
        """The office accepts: only now does the task's progress move."""
        return self.take(reports.accept_report, AcceptBody)

    @step(ReturnBody, path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """The office sends the report back with the reason."""
        return self.take(reports.return_report, ReturnBody)

    @step()
    def reconsider(self, request: Request, pk: str) -> Response:
        """Take one's own decision back, within the rule's seconds and while nothing has happened since."""
        return self.take(partial(reports.reconsider_report, now=timezone.now()))

    @extend_schema(
        request=BulkBody,
        responses=BulkAnswer,
        examples=[
            OpenApiExample(
                "Accept two",
                request_only=True,
                value={"step": "accept", "ids": [{"id": 11, "version": 3}, {"id": 12, "version": 2}]},
            )
        ],
    )
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Accept or return many reports, each named with the version that was read."""
        body = self.body(BulkBody)
        seen = {row.pk: row for row in self.get_queryset().filter(pk__in=[item["id"] for item in body["ids"]])}
        for item in body["ids"]:
            if item["id"] in seen:
                # What counts is the version the client has read: a later one is refused as stale.
                seen[item["id"]].version = item["version"]
        act = partial(BULK[body["step"]], actor=self.actor, today=timezone.localdate(), note=body["note"])
        answer = _bulk_answer([item["id"] for item in body["ids"]], reviewing.review_reports(seen.values(), act))
        if body["atomic"] and answer["failed"]:
            raise BulkRefused(_("Not all could be done, so nothing was; see results."), **answer)
        return Response(answer)

    @extend_schema(responses=EventSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """Who did what to it, when, from what to what and why; the latest first."""
        return Response([event_row(event) for event in history_of(self.get_object())])


def _bulk_answer(ids: list[int], result: reviewing.BulkResult) -> dict[str, Any]:
    """One line for each id asked, in that order."""
    lines: dict[int, dict[str, Any]] = {row.pk: {"status": 200, "version": row.version} for row in result.done}
    for report, refusal in result.failed:
        lines[report.pk] = {"status": refusal.status, "problem": problem(refusal)}
    absent = NotThere(_("There is no such record."))
    results = [{"id": pk, **lines.get(pk, {"status": absent.status, "problem": problem(absent)})} for pk in ids]
    done = sum(line["status"] == 200 for line in results)
    return {"done": done, "failed": len(results) - done, "results": results}
