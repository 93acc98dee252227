"""How long a session lives, and who must have shown a second factor."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .models import User
from .queries import second_factor_missing

GetResponse = Callable[[HttpRequest], HttpResponse]
FREE = ("/accounts/", "/static/", "/i18n/", "/healthz", "/readyz", "/api/")
FREE_TO_CHANGE = ("/accounts/password/change/", "/accounts/logout/", "/mode/", *FREE[1:])
STARTED = "signed_in_at"


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session that is older than SESSION_ABSOLUTE_SECONDS; idle ones end by their cookie's age."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            started = request.session.setdefault(STARTED, time.time())
            if time.time() - started > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
                messages.info(request, _("Your session has ended; please sign in again."))
                return redirect(f"{settings.LOGIN_REDIRECT_URL}")
        return get_response(request)

    return middleware


def own_password(get_response: GetResponse) -> GetResponse:
    """Whose password an administrator has set sets their own before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and user.must_change_password and not request.path.startswith(FREE_TO_CHANGE):
            messages.warning(request, _("An administrator has set your password: please set one of your own now."))
            return redirect("account_change_password")
        return get_response(request)

    return middleware


def second_factor(get_response: GetResponse) -> GetResponse:
    """Where it is demanded, people of such groups set up their second factor before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user, free = request.user, request.path.startswith(FREE) or not settings.SECOND_FACTOR_REQUIRED
        if not free and isinstance(user, User) and second_factor_missing(user):
            messages.warning(request, _("Your work needs a second factor: please set it up now."))
            return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware
