"""Notifications by REST, and how a history leaves."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.common.api import NothingSerializer
from kernel.common.rows import RowSerializer

from .api import WritableViewSet
from .filters import NotificationFilter
from .models import Notification
from .queries import Event, templates_for, words_of
from .services import mark_read


class ChangeSerializer(serializers.Serializer):
    field = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class EventSerializer(serializers.Serializer):
    """One line of a record's history."""

    at = serializers.DateTimeField()
    actor = serializers.CharField(
        allow_null=True, help_text="The person; to those who are no staff the department. Null is the portal itself"
    )
    step = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    note = serializers.CharField()
    request_id = serializers.CharField()
    changes = ChangeSerializer(many=True)


def event_row(event: Event) -> dict[str, Any]:
    """The event as EventSerializer declares it."""
    changes = [{"field": name, "before": before, "after": after} for name, before, after in event.changes]
    return {
        "at": event.at, "actor": event.who or None, "step": event.step,
        "source": event.source, "target": event.target, "note": event.note, "request_id": event.request_id,
        "changes": changes,
    }  # fmt: skip


class NotificationRow(RowSerializer):
    about_type = serializers.CharField(source="content_type.model")
    about_id = serializers.IntegerField(source="object_id")
    title = serializers.CharField(help_text="In the caller's language")
    text = serializers.CharField()

    class Meta:
        model = Notification
        fields = ["id", "verb", "title", "text", "about_type", "about_id", "created_at", "read_at"]
        computed = ("title", "text")
        computed_from = ("verb", "params")

    @classmethod
    def computed_for(cls, rows: list[list[Any]]) -> list[dict[str, Any]]:
        messages = [Notification(verb=verb, params=params) for verb, params in rows]
        wording = templates_for(messages)
        said = [words_of(message, wording.get(message.verb)) for message in messages]
        return [{"title": title, "text": text} for title, text in said]


class NotificationViewSet(WritableViewSet):
    """One's own messages, the latest first."""

    queryset = Notification.objects.all()
    serializer_class = NotificationRow
    filterset_class = NotificationFilter
    read_permission = None

    @extend_schema(request=NothingSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        message = self.get_object()
        mark_read(Notification.objects.filter(pk=message.pk), now=timezone.now())
        return self.answer(message)

    @extend_schema(request=NothingSerializer, responses={204: None})
    @action(detail=False, methods=["post"], url_path="read-all")
    def read_all(self, request: Request) -> Response:
        mark_read(self.get_queryset(), now=timezone.now())
        return Response(status=204)
