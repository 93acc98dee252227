"""Grants that wait: results to be accepted by the department, results to be handed in by the firm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.queries.todo import Todo
from kernel.accounts.models import User
from kernel.calendars.queries import WorkingCalendar

from ..models import Enterprise, Grant, Membership
from ..workflow import GrantStatus
from ..workflow.support import ACT, MANAGE_GRANT

MOST = 200
AHEAD, REACH = timedelta(days=60), timedelta(days=400)
WRITERS = (Membership.Role.OWNER, Membership.Role.FILLER)


def waiting_for(user: User, today: date) -> list[Todo]:
    """What this person can do now, the most pressing first; at most three queries."""
    rows = list(_all(user, today))
    if not rows:
        return []
    days = WorkingCalendar.load(today - REACH, today + REACH)
    return [
        replace(
            item,
            days=days.between(today, item.due_on) if item.due_on else None,
            waited=days.between(item.since, today) if item.since and not item.due_on else None,
        )
        for item in rows
    ]


def how_many(user: User, today: date) -> int:
    """How many rows `waiting_for` has."""
    staff = _to_accept(user)[:MOST].count() if user.has_perm(MANAGE_GRANT) else 0
    return staff + (_to_report(user, today)[:MOST].count() if user.has_perm(ACT) else 0)


def _all(user: User, today: date) -> Iterator[Todo]:
    if user.has_perm(MANAGE_GRANT):
        for grant in _to_accept(user).select_related("policy", "enterprise")[:MOST]:
            title = _("Results of a grant: %(purpose)s") % {"purpose": grant.purpose}
            why = _("%(firm)s has handed them in") % {"firm": grant.enterprise.name}
            url = reverse("enterprises:grant", args=[grant.pk])
            yield Todo("decide", url, title, why, grant.policy.title, _("Look"), since=grant.reported_on)
    if user.has_perm(ACT):
        for grant in _to_report(user, today).select_related("policy", "enterprise")[:MOST]:
            title = _("Hand in the results: %(purpose)s") % {"purpose": grant.purpose}
            url, why = reverse("enterprises:firm-grant", args=[grant.pk]), grant.policy.title
            yield Todo(
                "firm", url, title, why, grant.enterprise.name, _("Hand in the results"), due_on=grant.results_due_on
            )


def _to_accept(user: User) -> QuerySet[Grant]:
    """Those of the departments this person acts for; of all for the office."""
    rows = Grant.objects.visible_to(user).filter(status=GrantStatus.REPORTED)
    if not user.scope.everything:
        rows = rows.filter(policy__department__in=user.scope.departments)
    return rows.order_by("reported_on", "pk")


def _to_report(user: User, today: date) -> QuerySet[Grant]:
    firms = Enterprise.objects.of_person(user, *WRITERS).values("pk")
    rows = Grant.objects.owing_results().filter(enterprise__in=firms, results_due_on__lte=today + AHEAD)
    return rows.order_by("results_due_on", "pk")
