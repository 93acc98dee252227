"""Somebody who calls every address: what they get is noted, what they do is undone."""

from __future__ import annotations

import json
import re
import sys
from copy import copy
from typing import Any
from urllib.parse import quote

from django.contrib.auth import get_user
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.db.models import Max
from django.test import RequestFactory
from django.test.client import ClientHandler

from kernel.activity.models import AuditEntry
from tests.answers import faults_of, writes

from .routes import API
from .world import World

# Not there for a reason of its own: the broker, a key nobody was mailed, reports not named, a factor not set up.
AWAY = {"/readyz": 503, "/accounts/confirm-email/x/": 404, "/plan/reports/bulk/": 404, "/letters/x/": 404} | {
    f"/accounts/2fa/{page}/": 404 for page in ("totp/deactivate", "recovery-codes", "recovery-codes/download")
}
AUDIT = "/admin/activity/auditentry/"  # whoever reads the audit reads what each record in it is called
CALLING = "portal.calling"
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


def known(request: Any) -> Any:
    """Whoever a Caller calls as, with the permissions and the scope that were read for them once.

    It stands before Django's own `get_user`, which would read them anew for each of the matrix's thousands of calls;
    that a session and a key lead to the right person is asked elsewhere (tests/kernel/test_sign_in.py, test_lists.py).
    """
    person = request.META.get(CALLING)
    return get_user(request) if person is None else copy(person)


class Caller:
    """One role that calls; every call is undone afterwards, and what was wrong is collected in `wrong`."""

    def __init__(self, world: World, role: str) -> None:
        self.world, self.role, self.person = world, role, world.people[role]
        if role != "anonymous":
            _ = self.person.get_all_permissions(), self.person.scope
        self.door = Door(**({CALLING: self.person} if role != "anonymous" else {}))
        self.door.cookies.load(world.cookies(role))
        self.hidden = [word.encode() for word in world.hidden_words(role)]
        self.escaped = [json.dumps(word).strip('"').encode() for word in world.hidden_words(role)]
        self.last_entry = self._last_entry()
        self.wrong: list[str] = []

    def forget_the_session(self) -> None:
        """From now on only a key says who calls."""
        self.door.cookies.clear()
        self.door.defaults.pop(CALLING)

    def may(self, permission: str) -> bool:
        return bool(self.person.has_perm(permission))

    def call(self, method: str, address: str, data: Any = None, **headers: str) -> Any:
        """The answer, its effects undone. None may be a 5xx, write when it was only asked, leave without its strict
        headers (S3), or speak of a row that the role does not see.
        """
        written: list[str] = []

        def note_writing(execute: Any, sql: str, *given: Any) -> Any:
            if writes(sql):
                written.append(sql[:200])
            return execute(sql, *given)

        sid = transaction.savepoint()
        with connection.execute_wrapper(note_writing):
            answer = self._ask(method, address, data, headers)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.moved = bool(written) and self._last_entry() != self.last_entry
        transaction.savepoint_rollback(sid)
        transaction.set_rollback(False)
        answer.body, answer.asked = text, (method, address)
        if answer.status_code >= 500 and address not in AWAY:
            self.note(method, address, f"answers {answer.status_code} {answer.faults}")
        if method == "GET" and written:
            self.note(method, address, f"writes: {written[0]}")
        for fault in faults_of(answer, text):
            self.note(method, address, f"leaves with {fault}")
        for word in () if address.startswith(AUDIT) else (*self.hidden, *self.escaped):
            if word in text or word in str(answer.headers).encode():
                self.note(method, address, f"shows {word.decode()}, which belongs to a row that is not seen")
        return answer

    def _ask(self, method: str, address: str, data: Any, headers: dict[str, str]) -> Any:
        if method == "GET":
            return self.door.get(address, data or {}, headers=headers)
        kind = {"content_type": "application/json"} if address.startswith(API) else {}
        send = getattr(self.door, method.lower())
        return send(address, {} if data is None else data, headers=headers, **kind)

    def _last_entry(self) -> Any:
        return AuditEntry.objects.order_by().aggregate(last=Max("pk"))["last"]

    def note(self, method: str, address: str, sentence: str) -> None:
        self.wrong.append(f"{self.role}: {method} {address} {sentence}")

    def expect(self, answer: Any, method: str, address: str, *statuses: int) -> None:
        if answer.status_code not in statuses:
            self.note(method, address, f"answers {answer.status_code}, not {' or '.join(map(str, statuses))}")


def same(answer: Any, address: str) -> bytes:
    """A body without what changes from call to call: the request's number, its tokens, and the address itself."""
    text = _CHANGING.sub(b"", answer.body)
    return text.replace(address.encode(), b"*").replace(quote(address, safe="").encode(), b"*")
