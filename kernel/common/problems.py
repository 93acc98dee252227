"""How a refusal leaves by the API: RFC 9457 problem documents with a stable code and the field's JSON pointer."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from .errors import DomainError
from .requests import request_id

MEDIA_TYPE = "application/problem+json"


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: every refusal leaves as a problem document; anything unforeseen stays a 500."""
    headers: dict[str, str] = {}
    if isinstance(exc, DomainError):
        body, headers = _from_domain(exc), {}
    elif isinstance(exc, Http404):
        body, headers = _from_api(exceptions.NotFound()), {}
    elif isinstance(exc, PermissionDenied):
        body, headers = _from_api(exceptions.PermissionDenied()), {}
    elif isinstance(exc, exceptions.APIException):
        body, headers = _from_api(exc), _headers(exc)
    else:
        return None
    set_rollback()
    body |= {"type": f"/problems/{body['code']}", "request_id": request_id()}
    return Response(body, status=body["status"], headers=headers, content_type=MEDIA_TYPE)


def _from_domain(exc: DomainError) -> dict[str, Any]:
    errors = [_error(f"/{name}", exc.code, text) for name, texts in exc.fields.items() for text in texts]
    return {
        "status": exc.status,
        "code": exc.code,
        "detail": str(exc),
        **({"errors": errors} if errors else {}),
        **exc.extra,
    }


def _from_api(exc: exceptions.APIException) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError):
        errors = list(_flatten(exc.get_full_details(), ""))
        return {
            "status": 400,
            "code": "invalid",
            "detail": _("The request is not right; see errors."),
            "errors": errors,
        }
    codes = exc.get_codes()
    code = codes if isinstance(codes, str) else exc.default_code
    return {"status": exc.status_code, "code": code, "detail": str(exc.detail)}


def _flatten(details: Any, pointer: str) -> Iterator[dict[str, str]]:
    """Walk DRF's nested details: a leaf is {"message", "code"}; `non_field_errors` belongs to its parent."""
    if isinstance(details, list):
        for index, item in enumerate(details):
            leaf = isinstance(item, dict) and set(item) == {"message", "code"}
            yield from _flatten(item, pointer if leaf else f"{pointer}/{index}")
    elif set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield _error(pointer or "/", details["code"], str(details["message"]))
    else:
        for name, item in details.items():
            yield from _flatten(item, pointer if name == "non_field_errors" else f"{pointer}/{name}")


def _error(pointer: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "detail": detail}


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait))  # type: ignore[attr-defined]
    return headers
