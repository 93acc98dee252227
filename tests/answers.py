"""What every answer has to hold, whoever asked: strict headers, nothing from elsewhere, nothing written by GET."""

import re
from typing import Any

WRITES = re.compile(r"^(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|ALTER|DROP|CREATE)\b")
# What any request may write: the session's own age.
OWN_TABLES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "?(?:django_session)"?')


def writes(sql: str) -> bool:
    """Whether a statement changes something."""
    return bool(WRITES.match(sql)) and not OWN_TABLES.match(sql)


def policy_of(answer: Any) -> dict[str, list[str]]:
    """Directives of the Content-Security-Policy, each with its sources."""
    parts = [part.split() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


def kept_cookies(answer: Any) -> list[Any]:
    """The cookies that an answer sets, besides those that it takes away."""
    return [cookie for cookie in answer.cookies.values() if cookie["max-age"] != 0]


def referrer_of(path: str) -> str:
    """A page whose address is a key tells nobody more of it than where it stands."""
    return "strict-origin" if path.startswith("/letters/") and path != "/letters/thanks/" else "same-origin"


def faults_of(answer: Any, body: bytes | None = None) -> list[str]:
    """What is wrong with one answer, in words; `body` where it was streamed."""
    policy = policy_of(answer)
    sources = [source for each in policy.values() for source in each]
    closed = {name: policy.get(name) == ["'none'"] for name in ("default-src", "frame-ancestors", "base-uri")}
    rules = {
        "falls over": answer.status_code < 500 or answer.wsgi_request.path == "/readyz",
        "policy open": all(closed.values()) and policy.get("form-action") in (["'self'"], ["'none'"]),
        "policy weak": not [each for each in sources if "unsafe" in each or each == "*" or "://" in each],
        "frames": answer.get("X-Frame-Options") == "DENY",
        "sniffing": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") == referrer_of(answer.wsgi_request.path),
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
        "cookies": all(each["httponly"] and each["samesite"] == "Lax" for each in kept_cookies(answer)),
    }
    if answer.get("Content-Type", "").startswith("text/html"):
        html = (answer.content if body is None else body).decode()
        rules["inline script"] = not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", html)
        rules["inline style"] = not re.search(r"<style|\sstyle=\"|\son[a-z]+=\"|javascript:", html)
        rules["elsewhere"] = not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=\"(?:https?:)?//", html)
    return [rule for rule, holds in rules.items() if not holds]
