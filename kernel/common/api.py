"""What every resource of the API shares: scope, rows, preconditions and the version in the ETag."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from .errors import Invalid, PreconditionMissing, StaleVersion
from .rows import RowSerializer

LARGEST_ID = 2**63 - 1


class StrictSerializer(serializers.Serializer):
    """A request's body: a field nobody knows is refused, not dropped in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)


class NothingSerializer(StrictSerializer):
    """A step that needs no words."""


class NoteSerializer(StrictSerializer):
    """The reason given with a step."""

    note = serializers.CharField(max_length=2000)


class OptionalNoteSerializer(StrictSerializer):
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class ScopedViewSet(viewsets.GenericViewSet):
    """Serves only rows visible to the caller; any other row does not exist for them (404)."""

    serializer_class: type[RowSerializer]
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> Any:
        queryset: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        return queryset.visible_to(self.request.user)

    def get_object(self) -> Any:
        if int(self.kwargs["pk"]) > LARGEST_ID:
            raise Http404
        return super().get_object()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.serializer_class.rows(self.filter_queryset(self.get_queryset()))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.serializer_class.complete(page or []))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.get_object())

    def answer(self, row: Any, status: int = 200) -> Response:
        """The row as its list shows it, with its version as ETag where it has one."""
        body = self.serialize(row)
        headers = {"ETag": f'"{body["version"]}"'} if "version" in body else None
        return Response(body, status=status, headers=headers)

    def serialize(self, row: Any) -> dict[str, Any]:
        rows = self.serializer_class.rows(type(row)._base_manager.filter(pk=row.pk))
        return self.serializer_class.complete(rows)[0]

    def body(self, serializer_class: type[serializers.BaseSerializer[Any]]) -> dict[str, Any]:
        """The request's body as the serializer validated it; ValidationError (400) otherwise."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def get_fresh_object(self) -> Any:
        """The row the client has read: its If-Match must name the row's present version (428, 412)."""
        row = self.get_object()
        match = self.request.headers.get("If-Match")
        if match is None:
            raise PreconditionMissing(_("Send If-Match with the version you have read."))
        read = match.strip().removeprefix("W/").strip('"')
        if not read.isdecimal():
            raise Invalid(fields={"If-Match": [_("Send the ETag as you have read it.")]})
        if read != str(row.version):
            sentence = _("You have read version %(read)s; it is now %(now)s.") % {"read": read, "now": row.version}
            raise StaleVersion(sentence, current=self.serialize(row))
        return row
