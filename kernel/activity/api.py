"""Writes that a client may repeat: the same Idempotency-Key gives the same answer, in the write's own transaction."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.models import User
from kernel.common.api import NothingSerializer, ScopedViewSet, StrictSerializer
from kernel.common.errors import DomainError, Invalid
from kernel.common.renderers import JSONRenderer

from .models import IdempotencyRecord

Handler = Callable[..., Response]
KEY = re.compile(r"[\x21-\x7e]{8,100}")


class KeyReused(DomainError):
    """The key was used for another request."""

    status, code = 422, "idempotency_key_reused"


def step(body: type[StrictSerializer] = NothingSerializer, *, path: str = "") -> Callable[[Handler], Any]:
    """A POST on one row that takes one step of its life; its address is the function's name unless `path` says."""

    def dress(handler: Handler) -> Any:
        address = {"url_path": path} if path else {}
        return extend_schema(request=body)(action(detail=True, methods=["post"], **address)(handler))

    return dress


class WritableViewSet(ScopedViewSet):
    """A resource with writes: each is one transaction, and repeatable with an Idempotency-Key."""

    repeatable = True

    @property
    def actor(self) -> User:
        """The signed-in person: permission classes have let nobody else pass."""
        return cast(User, self.request.user)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = str(request.method).lower()
        if request.method not in SAFE_METHODS and hasattr(self, method):
            setattr(self, method, partial(self._once, getattr(self, method)))

    def _once(self, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            with transaction.atomic():
                return handler(request, *args, **kwargs)
        if not KEY.fullmatch(key):
            raise Invalid(fields={"Idempotency-Key": [_("Use a key of 8 to 100 letters, digits and signs.")]})
        fingerprint = _fingerprint(request)
        if kept := _kept(request, key):
            return _replay(kept, fingerprint)
        try:
            with transaction.atomic():
                return self._first(handler, request, key, fingerprint, *args, **kwargs)
        except IntegrityError:
            # The same key was being answered at this very moment: that answer is ours too.
            if kept := _kept(request, key):
                return _replay(kept, fingerprint)
            raise

    def _first(
        self, handler: Handler, request: Request, key: str, fingerprint: str, *args: Any, **kwargs: Any
    ) -> Response:
        record = IdempotencyRecord.objects.create(
            user=cast(User, request.user), key=key, fingerprint=fingerprint, created_at=timezone.now()
        )
        response = handler(request, *args, **kwargs)
        record.status, record.etag = response.status_code, response.get("ETag", "")
        record.body = json.loads(JSONRenderer().render(response.data) or b"null")
        record.save(update_fields=["status", "body", "etag"])
        return response


def _kept(request: Request, key: str) -> IdempotencyRecord | None:
    return IdempotencyRecord.objects.filter(user=cast(User, request.user), key=key).first()


def _replay(kept: IdempotencyRecord, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise KeyReused(_("This Idempotency-Key was used for another request."))
    headers = {"Idempotency-Replayed": "true", **({"ETag": kept.etag} if kept.etag else {})}
    return Response(kept.body, status=kept.status, headers=headers)


def _fingerprint(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, default=_digest)
    return hashlib.sha256(f"{request.method} {request.get_full_path()} {body}".encode()).hexdigest()


def _digest(upload: Any) -> str:
    """A file counts by its name and its bytes."""
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    return f"{upload.name}:{digest}"
