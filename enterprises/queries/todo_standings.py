"""Claims to a rung that wait for those who confirm them."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..models import BrandStanding
from ..workflow import CONFIRM


def waits(user: User, today: date) -> Iterator[Waiting]:
    """The claims this person can decide on."""
    if user.has_perm(CONFIRM):
        rows = BrandStanding.objects.visible_to(user).waiting()
        yield Waiting(rows.select_related("brand__enterprise", "rung"), _to_decide)


def _to_decide(row: BrandStanding) -> Todo:
    title = _("%(brand)s claims: %(rung)s") % {"brand": row.brand.name, "rung": row.rung.name}
    url, firm = reverse("enterprises:standing", args=[row.pk]), row.brand.enterprise.name
    since = timezone.localdate(row.claimed_at)
    return Todo("decide", url, title, _("Check the evidence and decide"), firm, _("Decide"), since=since)
