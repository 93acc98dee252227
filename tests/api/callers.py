"""Somebody who calls every address: what they get is noted, what they do is undone."""

from __future__ import annotations

import json
import re
import sys
from typing import Any
from urllib.parse import quote

from django.core.signals import got_request_exception
from django.db import transaction
from django.db.models import Max
from django.test import RequestFactory
from django.test.client import ClientHandler

from kernel.activity.models import AuditEntry

from .routes import API
from .world import World

# Not there for a reason of its own: the broker, a key nobody was mailed, reports not named, a factor not set up.
AWAY = {"/readyz": 503, "/accounts/confirm-email/x/": 404, "/plan/reports/bulk/": 404, "/letters/x/": 404} | {
    f"/accounts/2fa/{page}/": 404 for page in ("totp/deactivate", "recovery-codes", "recovery-codes/download")
}
_CHANGING = re.compile(rb'"request_id":"[^"]*"|"[A-Za-z0-9]{64}"|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}')


class Door(RequestFactory):
    """Django's test client without its memory: each call goes through all middleware, and nothing is kept of it."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **environ: Any) -> Any:
        faults: list[Any] = []

        def note(**_sent: Any) -> None:
            faults.append(sys.exc_info()[1])

        got_request_exception.connect(note)
        answer: Any = self.handler(self._base_environ(**environ))  # type: ignore[attr-defined]
        got_request_exception.disconnect(note)
        answer.faults = faults
        return answer


class Caller:
    """One role that calls; every call is undone afterwards, and what was wrong is collected in `wrong`."""

    def __init__(self, world: World, role: str) -> None:
        self.world, self.role, self.person = world, role, world.people[role]
        self.door = Door()
        self.door.cookies.load(world.cookies(role))
        self.hidden = [word.encode() for word in world.hidden_words(role)]
        self.escaped = [json.dumps(word).strip('"').encode() for word in world.hidden_words(role)]
        self.last_entry = AuditEntry.objects.order_by().aggregate(last=Max("pk"))["last"]
        self.wrong: list[str] = []

    def may(self, permission: str) -> bool:
        return bool(self.person.has_perm(permission))

    def call(self, method: str, address: str, data: Any = None, **headers: str) -> Any:
        """The answer, its effects undone; no answer may be a 5xx or speak of a row that the role does not see."""
        with transaction.atomic():
            sid = transaction.savepoint()
            if method == "GET":
                answer: Any = self.door.get(address, data or {}, headers=headers)
            else:
                kind = {"content_type": "application/json"} if address.startswith(API) else {}
                answer = getattr(self.door, method.lower())(
                    address, {} if data is None else data, headers=headers, **kind
                )
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.moved = AuditEntry.objects.order_by().aggregate(last=Max("pk"))["last"] != self.last_entry
            transaction.savepoint_rollback(sid)
        answer.body, answer.asked = text, (method, address)
        if answer.status_code >= 500 and address not in AWAY:
            self.note(method, address, f"answers {answer.status_code} {answer.faults}")
        for word in (*self.hidden, *self.escaped):
            if word in text or word in str(answer.headers).encode():
                self.note(method, address, f"shows {word.decode()}, which belongs to a row that is not seen")
        return answer

    def note(self, method: str, address: str, sentence: str) -> None:
        self.wrong.append(f"{self.role}: {method} {address} {sentence}")

    def expect(self, answer: Any, method: str, address: str, *statuses: int) -> None:
        if answer.status_code not in statuses:
            self.note(method, address, f"answers {answer.status_code}, not {' or '.join(map(str, statuses))}")


def same(answer: Any, address: str) -> bytes:
    """A body without what changes from call to call: the request's number, its tokens, and the address itself."""
    text = _CHANGING.sub(b"", answer.body)
    return text.replace(address.encode(), b"*").replace(quote(address, safe="").encode(), b"*")
