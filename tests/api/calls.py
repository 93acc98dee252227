"""Calls as a department's system makes them: JSON, with a key and a version where asked."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from kernel.accounts.models import User

V1 = "/api/v1/"


def caller(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(
    client: Client, method: str, path: str, body: Any = None, *, key: str = "", version: Any = None, **headers: str
) -> Any:
    """The answer to one call; `path` is below /api/v1/."""
    if key:
        headers["Idempotency-Key"] = key
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    data = body if isinstance(body, bytes | str) else json.dumps({} if body is None else body)
    return client.generic(method, V1 + path, data, content_type="application/json", headers=headers)
