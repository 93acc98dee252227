"""What waits for the people of a firm: drafts before the call closes, and what is to be supplemented."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..models import Application, Enterprise, Membership
from ..workflow import ApplicationStatus
from ..workflow.applications import APPLY
from .progress import due_of

WRITERS = (Membership.Role.OWNER, Membership.Role.FILLER)


def waits(user: User, today: date) -> Iterator[Waiting]:
    """What this person can go on with now, each with its last day."""
    if user.has_perm(APPLY):
        yield Waiting(_open(user, today), _to_go_on)


def _open(user: User, today: date) -> QuerySet[Application]:
    """Drafts whose call has not closed, and what was returned, of the firms for which the person writes."""
    firms = Enterprise.objects.of_person(user, *WRITERS).values("pk")
    begins = timezone.make_aware(datetime.combine(today, time.min))
    in_time = Q(call__closes_at__gt=begins) | Q(late_code__expires_at__gt=begins)
    rows = Application.objects.filter(
        Q(status=ApplicationStatus.DRAFT) & in_time | Q(status=ApplicationStatus.RETURNED), enterprise__in=firms
    )
    return rows.select_related("call", "enterprise", "late_code").order_by("due_on", "call__closes_at", "pk")


def _to_go_on(row: Application) -> Todo:
    due, url = due_of(row), reverse("enterprises:application", args=[row.pk])
    returned = row.status == ApplicationStatus.RETURNED
    why = _("Returned: supplement what the notice names") if returned else _("A draft that is not sent yet")
    act = _("Supplement") if returned else _("Go on filling in")
    return Todo("firm", url, row.call.title, why, row.enterprise.name, act, due_on=due)
