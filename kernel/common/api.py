"""What every resource of the API shares: scope, rows, preconditions and the version in the ETag."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .errors import Invalid, NotThere, PreconditionMissing, StaleVersion
from .filters import LARGEST_ID
from .rows import RowSerializer

NAMED_AT_MOST = 20


class StrictSerializer(serializers.Serializer):
    """A request's body: a field nobody knows is refused, not dropped in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))[:NAMED_AT_MOST]):
            raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)


class RowField(serializers.PrimaryKeyRelatedField[Any]):
    """A row by its key; one that the caller does not see is as unknown as one that is not there."""

    default_error_messages = {"does_not_exist": gettext_lazy("There is no such record.")}

    def get_queryset(self) -> Any:
        return _seen_by(self.context["request"].user, super().get_queryset())


class RowsField(serializers.ListField):
    """Several rows by their keys, read by one query; a key without a row is refused at its place."""

    child = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        self.queryset = queryset
        super().__init__(**{"max_length": 100, **kwargs})

    def to_internal_value(self, data: Any) -> list[Any]:
        keys: list[int] = super().to_internal_value(data)
        queryset = _seen_by(self.context["request"].user, self.queryset.all())
        rows = {row.pk: row for row in queryset.filter(pk__in=keys)}
        if absent := {n: [_("There is no such record.")] for n, key in enumerate(keys) if key not in rows}:
            raise serializers.ValidationError(absent)  # type: ignore[arg-type]
        return [rows[key] for key in dict.fromkeys(keys)]


class NothingSerializer(StrictSerializer):
    """A step that needs no words."""


class NoteSerializer(StrictSerializer):
    """The reason given with a step."""

    note = serializers.CharField(max_length=2000)


class OptionalNoteSerializer(StrictSerializer):
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


def _seen_by(user: Any, rows: Any) -> Any:
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


class ScopedViewSet(viewsets.GenericViewSet):
    """Serves only rows visible to the caller; any other row does not exist for them (404)."""

    serializer_class: type[RowSerializer]
    detail_class: type[RowSerializer] | None = None
    ordering: tuple[str, ...] = ()
    lookup_value_regex = "[0-9]{1,19}"

    def get_queryset(self) -> Any:
        queryset: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        return queryset.visible_to(self.request.user)

    def get_object(self, *, lock: bool = False) -> Any:
        """The row of the address, as far as the caller sees it (404); `lock` holds it for a write."""
        pk, rows = int(self.kwargs["pk"]), self.get_queryset()
        if lock and transaction.get_connection().in_atomic_block:
            rows = rows.select_for_update(of=("self",))
        row = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
        if row is None:
            raise NotThere(_("There is no such record."))
        return row

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        keys: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.serializer_class.page(keys))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.get_object())

    def answer(self, row: Any, status: int = 200) -> Response:
        """The row by itself, with its version as ETag where it has one."""
        body = self.serialize(row)
        headers = {"ETag": f'"{body["version"]}"'} if "version" in body else None
        return Response(body, status=status, headers=headers)

    def serialize(self, row: Any) -> dict[str, Any]:
        """The row as it is now, read anew."""
        shown = self.detail_class or self.serializer_class
        return shown.row(row.pk)

    def get_serializer_class(self) -> Any:
        return self.serializer_class if self.action == "list" else self.detail_class or self.serializer_class

    def body(self, serializer_class: type[serializers.BaseSerializer[Any]]) -> dict[str, Any]:
        """The request's body as the serializer validated it; ValidationError (400) otherwise."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def get_fresh_object(self) -> Any:
        """The row the client has read: its If-Match must name the row's present version (428, 412)."""
        row = self.get_object(lock=True)
        match = self.request.headers.get("If-Match")
        if match is None:
            raise PreconditionMissing(_("Send If-Match with the version you have read."))
        read = match.strip().removeprefix("W/").strip('"')
        if not read.isdecimal():
            raise Invalid(fields={"If-Match": [_("Send the ETag as you have read it.")]})
        if read != str(row.version):
            sentence = _("You have read version %(read)s; it is now %(now)s.") % {"read": read, "now": row.version}
            raise StaleVersion(sentence, read=int(read[:10]), now=row.version, current=self.serialize(row))
        return row


class NowhereView(APIView):
    """Answers every address of the API that names no resource, in the API's own manner."""

    permission_classes = [AllowAny]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not request.path.endswith("/"):
            raise NotThere(_("There is nothing at this address; addresses of the API end with a slash."))
        raise NotThere(_("There is nothing at this address."))
