"""The API's own door: `Authorization: Bearer bct_…`."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from .models import ApiToken, User
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


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "kernel.accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "bct_… from “My tokens”"}
