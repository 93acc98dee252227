"""What the administrators' work begins with: figures that open their lists in the administration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.queries.figures import Figure
from kernel.accounts.models import User
from kernel.activity.models import AuditEntry, Delivery
from kernel.activity.todo import Todo, Waiting
from kernel.calendars.models import CalendarYear

FROM_MONTH = 11  # the State Council announces the next year's holidays in November as a rule
WEEK = timedelta(days=7)


def figures_for(user: User, now: datetime) -> list[Figure]:
    """Of the system's, the security's and the audit administrator's work, each by permission; at most four queries."""
    if not user.is_staff:
        return []
    return [*_system(user), *_security(user), *_audit(user, now)]


def waits(user: User, today: date) -> Iterator[Waiting]:
    """From November on the next year's working days are to be announced, by whoever keeps the calendar."""
    year = today.year + 1
    if today.month < FROM_MONTH or not user.has_perm("calendars.change_calendaryear"):
        return
    if not CalendarYear.objects.filter(year=year, state=CalendarYear.State.ANNOUNCED).exists():
        yield Waiting([year], _to_announce)


def _to_announce(year: int) -> Todo:
    title = _("Working days of %(year)d") % {"year": year}
    why = _("Not announced yet: until then Monday to Friday is assumed")
    url = reverse("admin:calendars_calendaryear_changelist")
    return Todo("calendar", url, title, why, "", _("Look"))


def _system(user: User) -> list[Figure]:
    figures = []
    if user.has_perm("activity.view_delivery"):
        lost = Delivery.objects.filter(given_up_at__isnull=False).count()
        url = f"{reverse('admin:activity_delivery_changelist')}?outcome=given_up"
        figures.append(Figure(_("Messages given up"), lost, url, "due"))
    if user.has_perm("accounts.add_user"):
        active = User.objects.filter(is_active=True).count()
        url = f"{reverse('admin:accounts_user_changelist')}?is_active__exact=1"
        figures.append(Figure(_("Active accounts"), active, url))
    return figures


def _security(user: User) -> list[Figure]:
    if not user.has_perm("axes.view_accessattempt"):
        return []
    failed = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).count()
    url = f"{reverse('admin:axes_accessattempt_changelist')}?failures_since_start__gte={settings.AXES_FAILURE_LIMIT}"
    return [Figure(_("Accounts locked out"), failed, url, "due")]


def _audit(user: User, now: datetime) -> list[Figure]:
    if not user.has_perm("activity.view_auditentry"):
        return []
    week = AuditEntry.objects.filter(at__gte=now - WEEK).count()
    return [Figure(_("Audited acts of seven days"), week, f"{reverse('admin:activity_auditentry_changelist')}?days=7")]
