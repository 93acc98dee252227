"""The API's own doors: `Authorization: Bearer bct_…`, and the session of a page, with its second factor."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kernel.common.errors import NotPermitted

from .models import ApiToken, User
from .queries import second_factor_missing
from .services import use_token


class TokenAuthentication(BaseAuthentication):
    """Knows the person by an ApiToken; a wrong, ended or expired one is a 401 with one and the same answer."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        kind, _sep, key = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        token = use_token(key.decode("ascii", "replace").strip(), now=timezone.now())
        if token is None:
            raise AuthenticationFailed(_("This token is not valid, or no longer."))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SecondFactorMissing(NotPermitted):
    """The person's work asks for a second factor that they have not set up."""

    code = "second_factor_missing"


class PasswordChangeDue(NotPermitted):
    """An administrator has set the person's password; they have not yet set their own."""

    code = "password_change_due"


class SessionAuthentication(authentication.SessionAuthentication):
    """Knows the person by their session, unless it owes a password of their own or a second factor demanded (403).

    The middleware leaves /api/ alone, because an API answers with a problem document and not with a page.
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        known = super().authenticate(request)
        if known and known[0].must_change_password:
            raise PasswordChangeDue(_("An administrator has set your password: please set one of your own now."))
        if known and settings.SECOND_FACTOR_REQUIRED and second_factor_missing(known[0]):
            raise SecondFactorMissing(_("Your work needs a second factor: please set it up now."))
        return known


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "kernel.accounts.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "kernel.accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "bct_… from “My tokens”"}
