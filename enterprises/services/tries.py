"""How often an address may use a public form: counted in rows, so that every process counts alike (S18)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.common.errors import DomainError

from ..models import PublicTry, RegistryRule

KEPT_FOR = timedelta(days=1)


class TooMany(DomainError):
    """The address has tried too often; `wait` is in seconds and goes into Retry-After."""

    status, code = 429, "too_many_tries"

    def __init__(self, message: str, *, wait: float) -> None:
        super().__init__(message)
        self.wait = wait


@transaction.atomic
def note_try(form: str, address: str, *, now: datetime) -> None:
    """Count one use of the form by this address; TooMany (429) beyond what the rule in force allows."""
    rule = RegistryRule.objects.on(timezone.localdate(now))
    window = timedelta(minutes=rule.tries_minutes)
    PublicTry.objects.filter(at__lt=now - KEPT_FOR).delete()
    tried = PublicTry.objects.filter(form=form, address=address, at__gt=now - window).order_by("at")
    instants = list(tried.values_list("at", flat=True))
    if len(instants) >= rule.tries:
        wait = (instants[len(instants) - rule.tries] + window - now).total_seconds()
        words = {"minutes": max(1, round(wait / 60))}
        raise TooMany(_("Too many tries from this address; please go on in %(minutes)d minutes.") % words, wait=wait)
    PublicTry.objects.create(form=form, address=address, at=now)
