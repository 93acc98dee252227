"""The formal check by program: findings, the decision, many accepted at once. Actions of the applications resource."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.reports import BulkAnswer, RowVersion
from kernel.activity.api import WritableViewSet, step
from kernel.common.api import NoteSerializer, OptionalNoteSerializer, StrictSerializer
from kernel.common.errors import BulkRefused, NotPermitted, NotThere
from kernel.common.problems import problem

from ..models import Application, CheckItem
from ..queries.check_sheet import Sheet, sheet_of
from ..services import check_bulk, checks
from ..services.bulk import MOST_IN_BULK, BulkResult, decide_each

LONGEST_PATH = 90


class FindingBody(StrictSerializer):
    path = serializers.CharField(
        max_length=LONGEST_PATH, allow_blank=True,
        help_text="`section.field`, `material.<key>`, or empty for the application as a whole",
    )  # fmt: skip
    finding = serializers.ChoiceField(choices=CheckItem.Finding.choices)
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class FindingsBody(StrictSerializer):
    """What the check found, place by place; places that are not named keep what was found before."""

    findings = FindingBody(many=True, allow_empty=True, max_length=500)  # type: ignore[call-arg]
    rest_in_order = serializers.BooleanField(required=False, default=False, help_text="All that is left is in order")

    def validate_findings(self, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        if len({row["path"] for row in rows}) != len(rows):
            raise serializers.ValidationError(_("A place is named twice."))
        return rows


class FindingRow(serializers.Serializer):
    path = serializers.CharField()
    title = serializers.CharField()
    finding = serializers.CharField(help_text="Empty while nobody has looked at it")
    remark = serializers.CharField()
    settled = serializers.BooleanField(help_text="In order, now or in the round before and not changed since")
    changed = serializers.BooleanField(help_text="The firm has changed it since the round before")


class SheetAnswer(serializers.Serializer):
    round = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="How many places nobody has looked at yet")
    objected = serializers.IntegerField(help_text="How many are missing or not in order")
    places = FindingRow(many=True)


class AcceptManyBody(StrictSerializer):
    """Accept those of which everything was found in order; with `atomic` all or nothing, else an answer a row."""

    ids = RowVersion(many=True, allow_empty=False, max_length=MOST_IN_BULK)  # type: ignore[call-arg]
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    atomic = serializers.BooleanField(required=False, default=False)

    def validate_ids(self, rows: list[dict[str, int]]) -> list[dict[str, int]]:
        if len({row["id"] for row in rows}) != len(rows):
            raise serializers.ValidationError(_("An application is named twice."))
        return rows


class ChecksMixin(WritableViewSet):
    """What staff do with an application; a firm's people are refused (403)."""

    @extend_schema(responses=SheetAnswer, filters=False, methods=["get"])
    @extend_schema(request=FindingsBody, responses=SheetAnswer, methods=["put"])
    @action(detail=True, methods=["get", "put"], pagination_class=None)
    def findings(self, request: Request, pk: str) -> Response:
        """The sheet of the check (GET), and what was found (PUT); each place keeps its last finding."""
        row = self._of_staff(self.get_fresh_object() if request.method == "PUT" else self.get_object())
        if request.method == "PUT":
            body, now = self.body(FindingsBody), timezone.now()
            found = {line["path"]: (line["finding"], line["remark"]) for line in body["findings"]}
            checks.record_findings(row, found, actor=self.actor, now=now)
            if body["rest_in_order"]:
                checks.pass_remaining(row, actor=self.actor, now=now)
        return Response(_sheet_answer(sheet_of(row)))

    @step(NoteSerializer, path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Send it back once with everything that is missing; only that opens again for the firm."""
        return self._decide(checks.return_application, NoteSerializer)

    @step(OptionalNoteSerializer)
    def accept(self, request: Request, pk: str) -> Response:
        """The formal check is passed."""
        return self._decide(checks.accept_application, OptionalNoteSerializer)

    @step(NoteSerializer)
    def reject(self, request: Request, pk: str) -> Response:
        """It does not go on; the firm is told why."""
        return self._decide(checks.reject_application, NoteSerializer)

    @step()
    def reconsider(self, request: Request, pk: str) -> Response:
        """Take one's own acceptance back, within the rule's seconds."""
        row, now = self.get_fresh_object(), timezone.now()
        today = timezone.localdate()
        return self.answer(checks.reconsider_acceptance(row, actor=self.actor, now=now, today=today))

    @extend_schema(request=AcceptManyBody, responses=BulkAnswer)
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Accept many, each named with the version that was read."""
        body = self.body(AcceptManyBody)
        seen = {row.pk: row for row in self.get_queryset().filter(pk__in=[item["id"] for item in body["ids"]])}
        for item in body["ids"]:
            if item["id"] in seen:
                # What counts is the version the client has read: a later one is refused as stale.
                seen[item["id"]].version = item["version"]
        accept = partial(
            check_bulk.accept_checked, actor=self.actor, today=timezone.localdate(), note=body["note"]
        )  # fmt: skip
        result = decide_each(seen.values(), accept)
        answer = _bulk_answer([item["id"] for item in body["ids"]], result)
        if body["atomic"] and answer["failed"]:
            raise BulkRefused(_("Not all could be done, so nothing was; see results."), **answer)
        return Response(answer)

    def _decide(self, service: Any, body: type[StrictSerializer]) -> Response:
        row, words = self.get_fresh_object(), self.body(body)
        return self.answer(service(row, actor=self.actor, today=timezone.localdate(), **words))

    def _of_staff(self, row: Application) -> Application:
        """NotPermitted (403) to the firm's own people: what the check finds is the staff's until the notice is sent."""
        if not Application.objects.for_staff(self.actor).filter(pk=row.pk).exists():
            raise NotPermitted(
                _("What the check finds is for those who look after the application; the firm gets it with the notice.")
            )
        return row


def _sheet_answer(sheet: Sheet | None) -> dict[str, Any]:
    if sheet is None:
        return {"round": 0, "waiting": 0, "objected": 0, "places": []}
    places = [*sheet.places, *([sheet.whole] if sheet.whole.found else [])]
    return {
        "round": sheet.round, "waiting": len(sheet.waiting), "objected": len(sheet.objected),
        "places": [
            {
                "path": place.path, "title": place.label, "finding": place.finding, "remark": place.remark,
                "settled": place.settled, "changed": place.before is not None,
            }
            for place in places
        ],
    }  # fmt: skip


def _bulk_answer(ids: Iterable[int], result: BulkResult[Application]) -> dict[str, Any]:
    """One line for each id asked, in that order."""
    lines: dict[int, dict[str, Any]] = {row.pk: {"status": 200, "version": row.version} for row in result.done}
    for row, refusal in result.failed:
        lines[row.pk] = {"status": refusal.status, "problem": problem(refusal)}
    absent = NotThere(_("There is no such record."))
    results = [{"id": pk, **lines.get(pk, {"status": absent.status, "problem": problem(absent)})} for pk in ids]
    done = sum(line["status"] == 200 for line in results)
    return {"done": done, "failed": len(results) - done, "results": results}
