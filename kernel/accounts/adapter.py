"""allauth, closed: accounts are made by administrators."""

from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; the language of the person follows them in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def name_to_lock(request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """The account that failures are counted for: as allauth looks it up, whatever its capitals."""
    given = credentials or (request.POST if request else {})
    return str(given.get("username") or given.get("login") or "").strip().lower()
