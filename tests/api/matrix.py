"""What the matrix asks: each role at each address, with a row it sees, one it does not see, and one that is not there.

What a role may do is read where the portal itself reads it: `visible_to`, the permissions, the steps of the life
cycles and the admin's own `has_…_permission`. No table of roles and rights is kept here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from django.contrib import admin
from django.test import RequestFactory
from rest_framework.permissions import SAFE_METHODS

from kernel.accounts.models import ApiToken

from .bodies import body_for
from .callers import AWAY, Caller, same
from .routes import ADMIN, API, NAMELESS, Route
from .world import STAFF

PUBLIC = {
    "home", "healthz", "readyz", "set_language", "set_mode", "styleguide", "api-schema", "api-docs", "account_login",
    "account_signup", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_email", "account_email_verification_sent",
    "account_inactive", "account_logout", "account_confirm_login_code", "register", "register-step", "register-look",
    "register-done", "join", "join-done", "call-list", "call", "brand-ladder", "brand-page", "policy-list", "policy",
    "policy-fit", "letter", "letter-thanks",
}  # fmt: skip
# By REST: the firm that is asked about has to be named.
ASKING = {"calls-eligibility", "policies-fits"}
FOR_STAFF = {"applications-findings"}  # of a row that its firm sees as well
AT_EVERY_DOOR = {"anonymous", "bureau_liaison"}
FINE = {200, 201, 204, 302, 400, 405, 409, 412, 413, 415}


def ask(caller: Caller, route: Route) -> None:
    """Ask everything of one route."""
    if route.door == ADMIN:
        _ask_admin(caller, route)
    else:
        for method in _methods(route):
            _ask(caller, route, method)


def _ask(caller: Caller, route: Route, method: str) -> None:
    """REST and pages: a row out of sight answers as one that is not there, to the letter."""
    answers = {}
    told = route.door != API or caller.role == "anonymous" or reads(caller, route)
    refused = "seen missing" if method == "GET" else "seen"  # before any row is looked for
    for kind, values in _fillings(caller, route, "seen unseen missing" if told else refused, method):
        address = route.at(**values)
        headers, data = {}, None
        if route.door == API and method != "GET":
            row = route.model._base_manager.filter(pk=values.get("pk")).first() if route.model else None
            headers, data = {"If-Match": f'"{getattr(row, "version", 1)}"'}, body_for(route, method, row)
        answer = caller.call(method, address, data, **headers)
        if kind != "seen":
            answers[kind] = (answer.status_code, same(answer, address), address)
        _judge(caller, route, kind, answer)
    _compare(caller, method, answers)


def _compare(caller: Caller, method: str, answers: dict[str, tuple[int, bytes, str]]) -> None:
    """A row out of sight and one that is not there answer alike, to the letter."""
    if "unseen" not in answers or answers["unseen"][:2] == answers["missing"][:2]:
        return
    one, other = answers["unseen"][1], answers["missing"][1]
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    pieces = " / ".join(text[max(0, at - 30) : at + 30].decode("utf-8", "replace") for text in (one, other))
    caller.note(method, answers["unseen"][2], f"differs from the answer for a row that is not there: {pieces}")


def _judge(caller: Caller, route: Route, kind: str, answer: Any) -> None:
    """The status that the role's own permissions call for."""
    method, address = answer.asked
    step = _step(route, method)
    if caller.role == "anonymous":
        _judge_unknown(caller, route, answer)
    elif answer.status_code == 302 and "/accounts/login/" in answer["Location"] and "account_" not in route.name:
        caller.note(method, address, "asks somebody to sign in who has")
    elif route.door == API and not reads(caller, route):
        caller.expect(answer, method, address, 403)
    elif route.name in FOR_STAFF and caller.role == "enterprise":
        caller.expect(answer, method, address, 403 if kind == "seen" else 404)
    elif kind != "seen":
        caller.expect(answer, method, address, *({404} if route.door == API else {404, 403, 405}))
    elif step and not caller.may(step.permission):
        caller.expect(answer, method, address, 403, 409, *(() if route.door == API else (302, 400, 412)))
        if answer.moved:
            caller.note(method, address, "takes a step that the role may not take")
    elif method == "GET" and route.door == API:
        caller.expect(answer, method, address, 400 if route.name in ASKING else 200)
    else:
        away = set(route.holes) & {"act", "code", "step", "key"}
        also = 404 if away else AWAY.get(address, 200)  # not each word has a page
        caller.expect(answer, method, address, *FINE, 403, also)


def _judge_unknown(caller: Caller, route: Route, answer: Any) -> None:
    """Somebody who has not signed in: 401 by REST, the way to the sign-in on pages."""
    method, address = answer.asked
    if route.name.split(":")[-1] in PUBLIC:
        return
    if route.door == API:
        caller.expect(answer, method, address, 401)
    elif answer.status_code != 302 or "/accounts/" not in answer["Location"]:
        caller.note(method, address, f"answers {answer.status_code} to somebody who has not signed in")


def _ask_admin(caller: Caller, route: Route) -> None:
    """The admin: nobody but staff enters; a page opens by the admin's own permissions; hidden rows are not there."""
    answers = {}
    inside = caller.role in STAFF
    if not inside and caller.role not in AT_EVERY_DOOR and not route.name.endswith("_changelist"):
        return  # one guard stands before them all, and two roles try each
    opens = inside and (route.model is None or _reads_in_admin(caller, route))
    for kind, values in _fillings(caller, route, "seen unseen missing" if opens else "seen"):
        address = route.at(**values)
        answer = caller.call("GET", address)
        answers[kind] = (answer.status_code, same(answer, address), address)
        if not inside:
            caller.expect(answer, "GET", address, 302, 403)
        elif route.model is not None and route.model in admin.site._registry:
            _judge_admin(caller, route, kind, answer)
        else:
            caller.expect(answer, "GET", address, 200, 302, 400, 403, 404, 405)
    _compare(caller, "GET", answers)


def _reads_in_admin(caller: Caller, route: Route) -> bool:
    meta = route.model._meta
    return any(caller.may(f"{meta.app_label}.{verb}_{meta.model_name}") for verb in ("view", "change"))


def _judge_admin(caller: Caller, route: Route, kind: str, answer: Any) -> None:
    site_admin, (method, address) = admin.site._registry[route.model], answer.asked
    request = RequestFactory().get(address)
    request.user = caller.person
    meta = route.model._meta
    opens = _reads_in_admin(caller, route)
    allowed = {
        "changelist": opens, "change": opens, "history": opens, "add": site_admin.has_add_permission(request),
        "delete": site_admin.has_delete_permission(request),
    }.get(route.name.removeprefix(f"admin:{meta.app_label}_{meta.model_name}_"))  # fmt: skip
    if allowed is None:  # a page of this admin's own: whoever may not even read gets nothing of it
        caller.expect(answer, method, address, *((200, 302, 403, 404, 405) if opens else (302, 403, 404)))
    elif not allowed:
        caller.expect(answer, method, address, *((403,) if kind == "seen" else (403, 404)))
    else:
        caller.expect(answer, method, address, *((200, 302) if kind == "seen" else (404,)))


def _fillings(caller: Caller, route: Route, kinds: str, method: str = "GET") -> Iterator[tuple[str, dict[str, Any]]]:
    """Ways to fill the holes of an address: with rows that are seen, out of sight, or not there."""
    fills = {hole: route.fills(hole) for hole in route.holes if hole not in NAMELESS}
    models = {hole: fill for hole, fill in fills.items() if fill is not None and not isinstance(fill, list)}
    words = [[(hole, word) for word in fill] for hole, fill in fills.items() if isinstance(fill, list)]
    fixed = {hole: "x" for hole in route.holes if hole not in models}
    if not models:
        yield "seen", fixed
        return
    rows = {hole: caller.world.rows(caller.role, model) for hole, model in models.items()}
    if route.door != ADMIN and ApiToken in models.values():  # outside of the admin everyone keeps their own keys alone
        keys = ApiToken.objects.order_by("pk").values_list("pk", flat=True)
        own, others = keys.filter(user=caller.person.pk), keys.exclude(user=caller.person.pk)
        rows = dict.fromkeys(models, (list(own), list(others)))
    if route.door == ADMIN and not all(unseen for _seen, unseen in rows.values()):
        kinds = "seen"  # what is not there is asked for by those from whom something is kept
    said = list(product(*words))
    for chosen in said if method != "GET" else said[:1]:  # by GET each step is the same page
        for kind in kinds.split():
            values = {hole: _key(caller, kind, *rows[hole], models[hole]) for hole in models}
            if None not in values.values():
                yield kind, {**fixed, **dict(chosen), **values}


def _key(caller: Caller, kind: str, seen: list[Any], unseen: list[Any], model: Any) -> Any:
    if kind == "missing":
        return caller.world.missing(model)
    keys = seen if kind == "seen" else unseen
    return keys[0] if keys else None


def _methods(route: Route) -> list[str]:
    if route.door == API:
        return [m.upper() for m in route.actions] or ["GET"]
    return ["GET", "POST"]


def reads(caller: Caller, route: Route) -> bool:
    """What MayUse asks for, told from the view's own declaration."""
    needed = getattr(route.view, "read_permission", "")
    if needed is None or route.model is None:
        return True
    meta = route.model._meta
    return caller.may(needed or f"{meta.app_label}.view_{meta.model_name}")


def _step(route: Route, method: str) -> Any:
    """The step of the life cycle that a call takes; None for any other call."""
    if method in SAFE_METHODS or route.model is None or not hasattr(route.model, "workflow"):
        return None
    last = route.address.rstrip("/").rsplit("/", 1)[-1]
    return next((step for step in route.model.workflow if step.name == last), None)
