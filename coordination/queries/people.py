"""Who is told and asked in a department."""

from collections import defaultdict

from kernel.accounts.models import Department, Membership, User
from kernel.common.prepared import Hole, Prepared

from ..workflow import REPORT_PROGRESS, REVIEW

PERSON = [field.attname for field in User._meta.concrete_fields]


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
    key = department.pk if isinstance(department, Department) else department
    return [User.from_db(None, PERSON, row) for row in _LIAISONS.rows(department=key)]


def office() -> list[User]:
    """The people of the campaign's office, who review."""
    return list(User.objects.able_to(REVIEW))


def may_act_for(user: User, department_id: int) -> bool:
    """Whether the person sits in the department or above it: what a sign or a report needs besides the permission."""
    if user.is_superuser:
        return True
    return department_id in user.scope.departments


# Asked with each decision on a report.
_LIAISONS = Prepared(
    lambda: (
        User.objects.able_to(REPORT_PROGRESS)
        .filter(pk__in=Membership.objects.filter(department=Hole("department"), until=None).order_by().values("user"))
        .values_list(*PERSON)
    )
)
