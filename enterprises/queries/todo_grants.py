"""Grants that wait: results to be accepted by the department, results to be handed in by the firm."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..models import Enterprise, Grant, Membership
from ..workflow import GrantStatus
from ..workflow.support import ACT, MANAGE_GRANT

AHEAD = timedelta(days=60)
WRITERS = (Membership.Role.OWNER, Membership.Role.FILLER)


def waits(user: User, today: date) -> Iterator[Waiting]:
    """Results to accept, by the department; results to hand in, by the firm, the most pressing first."""
    if user.has_perm(MANAGE_GRANT):
        yield Waiting(_reported(user).select_related("policy", "enterprise"), _to_accept)
    if user.has_perm(ACT):
        yield Waiting(_owing(user, today).select_related("policy", "enterprise"), _to_report)


def _to_accept(grant: Grant) -> Todo:
    title = _("Results of a grant: %(purpose)s") % {"purpose": grant.purpose}
    why = _("%(firm)s has handed them in") % {"firm": grant.enterprise.name}
    url = reverse("enterprises:grant", args=[grant.pk])
    return Todo("decide", url, title, why, grant.policy.title, _("Look"), since=grant.reported_on)


def _to_report(grant: Grant) -> Todo:
    title, act = _("Hand in the results: %(purpose)s") % {"purpose": grant.purpose}, _("Hand in the results")
    url, why = reverse("enterprises:firm-grant", args=[grant.pk]), grant.policy.title
    return Todo("firm", url, title, why, grant.enterprise.name, act, due_on=grant.results_due_on)


def _reported(user: User) -> QuerySet[Grant]:
    """Those of the departments this person acts for; of all for the office."""
    rows = Grant.objects.visible_to(user).filter(status=GrantStatus.REPORTED)
    if not user.scope.everything:
        rows = rows.filter(policy__department__in=user.scope.departments)
    return rows.order_by("reported_on", "pk")


def _owing(user: User, today: date) -> QuerySet[Grant]:
    firms = Enterprise.objects.of_person(user, *WRITERS).values("pk")
    rows = Grant.objects.owing_results().filter(enterprise__in=firms, results_due_on__lte=today + AHEAD)
    return rows.order_by("results_due_on", "pk")
