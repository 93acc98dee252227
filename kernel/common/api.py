"""What every resource of the API shares: scope, preconditions and the version in the ETag."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from .errors import PreconditionMissing, StaleVersion


class NoteSerializer(serializers.Serializer):
    """The reason given with a step."""

    note = serializers.CharField(max_length=2000)


class ScopedViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Serves only rows visible to the caller; any other row does not exist for them (404)."""

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return queryset.none()
        return queryset.visible_to(self.request.user)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.get_object())

    def answer(self, row: Any, status: int = 200) -> Response:
        """The row as its list shows it, with its version as ETag where it has one."""
        response = Response(self.serialize(row), status=status)
        if hasattr(row, "version"):
            response["ETag"] = f'"{row.version}"'
        return response

    def serialize(self, row: Any) -> Any:
        return self.serializer_class(row, context=self.get_serializer_context()).data  # type: ignore[misc]

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
        if match.strip().removeprefix("W/").strip('"') != str(row.version):
            raise StaleVersion(
                _("You have read version %(read)s; it is now %(now)s.") % {"read": match, "now": row.version},
                current=self.serialize(row),
            )
        return row
