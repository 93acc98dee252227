"""Who is told and asked in a department."""

from collections import defaultdict

from kernel.accounts.models import Department, Membership, User

from ..workflow import REPORT_PROGRESS, REVIEW


def liaisons_by_department() -> dict[int, list[User]]:
    """The people who report for each department. Two queries for all of them."""
    able = User.objects.able_to(REPORT_PROGRESS)
    seats = Membership.objects.filter(user__in=able, until=None).select_related("user")
    people: dict[int, list[User]] = defaultdict(list)
    for seat in seats:
        people[seat.department_id].append(seat.user)
    return people


def liaisons_of(department: Department | int) -> list[User]:
    """The people who report for one department."""
    return list(User.objects.able_to(REPORT_PROGRESS) & User.objects.members_of(department).distinct())


def office() -> list[User]:
    """The people of the campaign's office, who review."""
    return list(User.objects.able_to(REVIEW))


def may_act_for(user: User, department_id: int) -> bool:
    """Whether the person sits in the department or above it: what a sign or a report needs besides the permission."""
    if user.is_superuser:
        return True
    return department_id in user.scope.departments
