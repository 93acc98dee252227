"""allauth, closed: accounts are made by administrators."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; the language of the person follows them in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        """The old password again is no new one."""
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("Choose a password that is not the one you have."))
        return str(super().clean_password(password, user))

    def set_password(self, user: Any, password: str) -> None:
        """Whoever sets their own password owes no other."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


def name_to_lock(request: HttpRequest | None, credentials: Mapping[str, str] | None) -> str:
    """The account that failures are counted for: as allauth looks it up, whatever its capitals."""
    given = credentials or (request.POST if request else {})
    return str(given.get("username") or given.get("login") or "").strip().lower()
