"""What waits for a checker: applications in the formal check, the latest due first."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..models import Application
from ..workflow.applications import CHECK


def waits(user: User, today: date) -> Iterator[Waiting]:
    """The checks this person can do now."""
    if user.has_perm(CHECK):
        rows = Application.objects.to_check(user).select_related("enterprise", "call")
        yield Waiting(rows.order_by("due_on", "pk"), _to_check)


def _to_check(row: Application) -> Todo:
    url, why = reverse("enterprises:check", args=[row.pk]), row.call.title
    if row.returns:
        why = _("The supplement has come: %(call)s") % {"call": row.call.title}
    title = _("Formal check: %(firm)s") % {"firm": row.enterprise.name}
    return Todo("decide", url, title, why, row.number or "", _("Check"), due_on=row.due_on)
