"""Who may call what: Django's permissions for the person, scopes for the token they came with."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from .models import ApiToken


class MayUse(BasePermission):
    """Reading needs `view` on the resource's model; a writing action needs what its service asks for besides.

    A view may name another permission in `read_permission`, or None for everyone who is signed in.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        needed = getattr(view, "read_permission", "")
        if needed is None or getattr(view, "queryset", None) is None:
            return True
        meta = view.queryset.model._meta
        return bool(request.user.has_perm(needed or f"{meta.app_label}.view_{meta.model_name}"))


class TokenScope(BasePermission):
    """A token reads with `read`, and writes with `write` or `write:<resource>`; a session has no such limits."""

    message = _("The token's scopes do not cover this.")

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            return True
        if request.method in SAFE_METHODS:
            return "read" in token.scopes or "write" in token.scopes
        return bool({"write", f"write:{getattr(view, 'basename', '')}"} & set(token.scopes))
