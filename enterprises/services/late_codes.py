"""Late-entry codes: given by staff for a reason, counted, kept as a digest."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import record
from kernel.common.errors import Invalid, StepRefused

from ..models import Call, LateCode
from ..models.schemes import PUBLIC
from .schemes import require_runner

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for another sign
LENGTH = 12
SHOWN = 4


@transaction.atomic
def make_late_code(
    call: Call, *, actor: User, uses: int, expires_at: datetime, reason: str, now: datetime
) -> tuple[LateCode, str]:
    """A new code for the call and the code itself, which is shown this once; Invalid (400) lists what is wrong."""
    require_runner(call.scheme, actor)
    if call.status not in PUBLIC:
        raise StepRefused(_("Only a published call has late entries."))
    wrong = {}
    if not 1 <= uses <= 1000:
        wrong["uses"] = [_("Between 1 and 1000 uses.")]
    if expires_at <= max(now, call.closes_at):
        wrong["expires_at"] = [_("It must hold until after the closing and after now.")]
    if not reason.strip():
        wrong["reason"] = [_("Give a reason.")]
    if wrong:
        raise Invalid(fields=wrong)
    code = "".join(secrets.choice(SIGNS) for _n in range(LENGTH))
    row = LateCode.objects.create(
        call=call, digest=_digest(code), hint=code[:SHOWN], uses=uses, expires_at=expires_at, reason=reason.strip(),
        made_by=actor, made_at=now,
    )  # fmt: skip
    record(call, "late_code", actor=actor, after={"uses": uses, "expires_at": expires_at.isoformat()}, note=reason)
    return row, code


def take_late_code(call: Call, code: str, *, now: datetime) -> LateCode:
    """Use the code once; StepRefused (409) without one, Invalid (400) for one that does not, or no longer, count."""
    if not code.strip():
        raise StepRefused(_("This call does not take applications now."))
    row = LateCode.objects.filter(call=call, digest=_digest(code), expires_at__gt=now).first()
    if row is None or not LateCode.objects.filter(pk=row.pk, used__lt=F("uses")).update(used=F("used") + 1):
        raise Invalid(fields={"late_code": [_("This code does not count, or no longer; ask who runs the call.")]})
    return row


def _digest(code: str) -> str:
    """Of the code as it is meant: in capitals, without gaps."""
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(plain.encode()).hexdigest()
