"""allauth, closed: accounts are made by administrators."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; the language of the person follows them in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
