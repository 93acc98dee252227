"""What drf-spectacular cannot see: every operation may answer with a problem document."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from .problems import MEDIA_TYPE

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The version you have read, as its ETag gave it.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{8,100}$"},
    OpenApiParameter.HEADER,
    description="The same key gives the same answer and writes once.",
)


class ProblemErrorSerializer(serializers.Serializer):
    pointer = serializers.CharField(help_text="JSON pointer to the field")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; for programs")
    detail = serializers.CharField(help_text="A sentence in the caller's language")
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]
    request_id = serializers.CharField()


class ProblemAutoSchema(AutoSchema):
    """Adds the problem responses, If-Match on writes of versioned rows, Idempotency-Key on writes one may repeat."""

    def get_override_parameters(self) -> list[Any]:
        parameters = super().get_override_parameters()
        if self.method == "GET":
            return parameters
        if getattr(self.view, "repeatable", False):
            parameters = [*parameters, IDEMPOTENCY_KEY]
        detail = getattr(self.view, "detail", False)
        return [*parameters, IF_MATCH] if detail and getattr(self.view, "versioned", False) else parameters

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        responses: dict[str, Any] = super()._get_response_bodies(direction)
        codes = ["400", "401", "403", "406"] + (["404"] if "{" in self.path else [])
        if self.method != "GET":
            codes += ["409", "413", "415", *(["422"] if getattr(self.view, "repeatable", False) else [])]
            codes += ["412", "428"] if getattr(self.view, "versioned", False) and "{" in self.path else []
        for code in codes:
            responses[code] = responses.get(code) or (
                self._get_response_for_code(  # type: ignore[no-untyped-call]
                    ProblemSerializer, code, [MEDIA_TYPE], direction
                )
            )
        return responses
