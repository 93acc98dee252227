"""Who is reminded of results of grants that are due soon or late."""

from collections.abc import Iterator
from datetime import date, timedelta

from coordination.queries.reminders import Reminder
from kernel.accounts.models import User

from ..models import Grant, Membership
from ..workflow import MembershipStatus
from ..workflow.support import MANAGE_GRANT
from .people import staff_for

LAST_WORD = timedelta(days=5)


def due(today: date) -> Iterator[Reminder]:
    """Firms some days ahead, as the policy says, and once more in the last days; firms and staff once a week when late.

    Queries by the number of departments, not of grants.
    """
    owing = Grant.objects.owing_results().select_related("policy", "enterprise")
    reach = today + timedelta(days=_longest())
    near = [grant for grant in owing.filter(results_due_on__lte=reach) if _reached(grant, today)]
    writers, staff = _writers(near), dict[int, list[User]]()
    for grant in near:
        words = {"policy": grant.policy.title, "firm": grant.enterprise.name, "purpose": grant.purpose}
        words["due"], people = str(grant.results_due_on), writers.get(grant.enterprise_id, [])
        if grant.results_due_on is not None and grant.results_due_on < today:
            week = today.isocalendar()
            key = f"grant_results_overdue:{grant.pk}:{grant.results_due_on}:{week.year}-{week.week}"
            department = grant.policy.department_id
            if department not in staff:
                staff[department] = staff_for(MANAGE_GRANT, department)
            yield Reminder([*people, *staff[department]], "grant_results_overdue", grant, key, words)
        elif grant.results_due_on is not None:
            left = grant.results_due_on - today
            key = f"grant_results_due:{grant.pk}:{grant.results_due_on}:{'last' if left <= LAST_WORD else 'first'}"
            yield Reminder(people, "grant_results_due", grant, key, {**words, "days": left.days})


def _longest() -> int:
    """The farthest that any policy looks ahead."""
    rows = Grant.objects.owing_results().order_by("-policy__remind_days").values_list("policy__remind_days", flat=True)
    return max(rows.first() or 0, LAST_WORD.days)


def _reached(grant: Grant, today: date) -> bool:
    due_on = grant.results_due_on
    return due_on is not None and due_on <= today + max(timedelta(days=grant.policy.remind_days), LAST_WORD)


def _writers(grants: list[Grant]) -> dict[int, list[User]]:
    """Owners and fillers by firm."""
    seats = Membership.objects.filter(
        status=MembershipStatus.ACTIVE, role__in=(Membership.Role.OWNER, Membership.Role.FILLER), user__is_active=True,
        enterprise__in={grant.enterprise_id for grant in grants},
    )  # fmt: skip
    people: dict[int, list[User]] = {}
    for seat in seats.select_related("user"):
        people.setdefault(seat.enterprise_id, []).append(seat.user)
    return people
