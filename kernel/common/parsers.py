"""What comes in: JSON read strictly and up to a size, files by forms."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError

from .errors import DomainError


class TooLarge(DomainError):
    """The body is larger than this door takes."""

    status, code = 413, "too_large"


class JSONParser(parsers.BaseParser):
    """UTF-8 JSON and nothing beside it: no NaN, no lone surrogates, no nesting without end."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        data = stream.read(most + 1)
        if len(data) > most:
            raise too_large(most)
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as wrong:
            raise ParseError(_("This is not JSON: %(why)s.") % {"why": str(wrong)}) from wrong


class FormParser(parsers.MultiPartParser):
    """multipart/form-data up to the size that settings allow a whole upload."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        length = str((parser_context or {})["request"].META.get("CONTENT_LENGTH") or "")
        if length.isdecimal() and int(length) > settings.LARGEST_UPLOAD:
            raise too_large(settings.LARGEST_UPLOAD)
        return super().parse(stream, media_type, parser_context)


def too_large(most: int) -> TooLarge:
    """The refusal of a request with more than `most` bytes."""
    return TooLarge(_("The request is larger than %(mb)d MB.") % {"mb": most // 1024 // 1024})
