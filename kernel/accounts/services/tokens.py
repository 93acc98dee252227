"""Keys to the API: issued, used and revoked."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid, NotThere

from ..models import ApiToken, User
from ..queries import token_with_prefix

LONGEST_LIFE = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_token(
    user: User, *, name: str, scopes: list[str], expires_at: datetime, now: datetime
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown this once; Invalid (400) for a bad name, scope or life."""
    if not name.strip():
        raise Invalid(fields={"name": [_("Give the token a name that says where it is used.")]})
    bad = [scope for scope in scopes if scope not in ("read", "write") and not scope.startswith("write:")]
    if bad or not scopes:
        raise Invalid(fields={"scopes": [_("Choose “read”, “write” or “write:<resource>”.")]})
    if not now < expires_at <= now + LONGEST_LIFE:
        raise Invalid(fields={"expires_at": [_("A token lives at most one year, and ends in the future.")]})
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=name.strip(), prefix=prefix, digest=_digest(secret), scopes=scopes, expires_at=expires_at
    )
    return token, f"bct_{prefix}_{secret}"


def use_token(key: str, *, now: datetime) -> ApiToken | None:
    """The live token that `key` opens, its use noted; None for anything else, in the same time."""
    kind, _sep, rest = key.partition("_")
    prefix, _sep, secret = rest.partition("_")
    token = token_with_prefix(prefix)
    digest = token.digest if token else "0" * 64
    right = hmac.compare_digest(digest, _digest(secret))
    if kind != "bct" or token is None or not right or token.revoked_at or token.expires_at <= now:
        return None
    if not token.user.is_active:
        return None
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def revoke_token(token_id: int, *, actor: User, now: datetime) -> ApiToken:
    """End a token at once; one that is not yours does not exist (404)."""
    token = ApiToken.objects.visible_to(actor).select_for_update().filter(pk=token_id).first()
    if token is None:
        raise NotThere(_("There is no such token."))
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
