"""Codes by which a firm may still apply after the closing: shown once, kept as a digest."""

import hashlib
import secrets
import unicodedata
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record
from kernel.common.errors import DomainError, Invalid

from ..models import Call, LateCode
from ..models.schemes import PUBLIC
from .schemes import require_runner

# Without signs that are taken for one another when read out on the telephone: 50 bits in ten of them.
SIGNS, LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 10
MOST_USES = 100


class CallNotOut(DomainError):
    """There is nothing to be late for: the call was never published."""

    code = "call_not_published"


@transaction.atomic
def make_late_code(
    call: Call, *, uses: int, expires_at: datetime, reason: str, actor: User, now: datetime
) -> tuple[LateCode, str]:
    """The row and the code itself, which is told this once; CallNotOut (409) for a call that was not published."""
    require_runner(call.scheme, actor)
    if call.status not in PUBLIC:
        raise CallNotOut(
            _("The call is %(status)s; nobody can be late for it.") % {"status": call.get_status_display()}
        )
    wrong = {}
    if not reason.strip():
        wrong["reason"] = [_("Say for whom the code is and why.")]
    if not 1 <= uses <= MOST_USES:
        wrong["uses"] = [_("From 1 to %(n)d uses.") % {"n": MOST_USES}]
    if expires_at <= max(now, call.closes_at):
        wrong["expires_at"] = [_("It must hold until after the closing and after now.")]
    if wrong:
        raise Invalid(fields=wrong)
    code = "".join(secrets.choice(SIGNS) for _n in range(LENGTH))
    row = LateCode.objects.create(
        call=call, digest=digest_of(code), hint=code[:4], uses=uses, expires_at=expires_at, reason=reason.strip(),
        made_by=actor, made_at=now,
    )  # fmt: skip
    record(call, "make_late_code", actor=actor, after={"late_codes": f"{row} × {uses}"}, note=row.reason)
    return row, f"{code[:5]}-{code[5:]}"


def digest_of(code: str) -> str:
    """The digest a code is kept as; however it is typed: small letters, full width, with or without its hyphen."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
