"""How a refusal leaves by the API: RFC 9457 problem documents with a stable code and the field's JSON pointer."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from .errors import DomainError, NotThere
from .parsers import TooLarge
from .requests import request_id
from .uploads import broken_off

MEDIA_TYPE = "application/problem+json"


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: every refusal leaves as a problem document; anything unforeseen stays a 500."""
    refusal = _refusal(exc)
    if refusal is None:
        return None
    set_rollback()
    body = problem(refusal)
    return Response(body, status=body["status"], headers=_headers(refusal), content_type=MEDIA_TYPE)


def problem(refusal: DomainError | exceptions.APIException) -> dict[str, Any]:
    """The body of the problem document of a refusal."""
    body = _from_domain(refusal) if isinstance(refusal, DomainError) else _from_api(refusal)
    return {**body, "type": f"/problems/{body['code']}", "request_id": request_id()}


def _refusal(exc: Exception) -> DomainError | exceptions.APIException | None:
    """What the exception says to the caller; None for a fault of ours."""
    if isinstance(exc, DomainError | exceptions.APIException):
        return exc
    if isinstance(exc, Http404):
        return NotThere(_("There is no such record."))
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exc, SuspiciousOperation | UnreadablePostError):
        return _of_what_came(exc)
    if isinstance(exc, IntegrityError):
        # A rule of the database refused what another writer had done a moment before: the service saw too early.
        return DomainError(_("Somebody else was writing the same at this moment; read again and repeat."))
    return None


def _of_what_came(exc: SuspiciousOperation | UnreadablePostError) -> DomainError | exceptions.APIException:
    """A request that is too large, broken off, or malformed in some other way."""
    if isinstance(exc, UnreadablePostError):
        return broken_off()
    if isinstance(exc, RequestDataTooBig):
        return TooLarge(_("The request is too large."))
    return exceptions.ParseError(_("The request is malformed."))


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
            yield from _flatten(item, pointer if name == "non_field_errors" else f"{pointer}/{_token(name)}")


def _token(name: Any) -> str:
    """A name as a JSON pointer writes it (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def _error(pointer: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "detail": detail}


def _headers(exc: Exception) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = str(auth_header)
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers
