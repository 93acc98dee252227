"""Who is who in a firm, and whom to tell: the people of a firm, and the staff who look after a matter."""

from collections.abc import Iterable

from django.db.models import QuerySet

from kernel.accounts.models import Department, GroupScope, User

from ..models import Call, Enterprise, Membership


def people_of(enterprise: Enterprise | int, *roles: str) -> QuerySet[User]:
    """The active members of the firm, in one of these roles if any is named."""
    seats = Membership.objects.active().filter(enterprise=enterprise)
    if roles:
        seats = seats.filter(role__in=roles)
    people: QuerySet[User] = User.objects.filter(is_active=True, pk__in=seats.values("user"))
    return people


def staff_for(permission: str, department: Department | int | None) -> list[User]:
    """Who has the permission and sits in the department; the office where nobody there has it."""
    able = User.objects.able_to(permission)
    if department is not None:
        seated = list(able & User.objects.members_of(department).distinct())
        if seated:
            return seated
    return list(able.filter(groups__scope__kind=GroupScope.Kind.ALL))


def checkers_of(call: Call) -> list[User]:
    """Who does the formal check of this call's applications."""
    return staff_for("enterprises.check_application", call.scheme.department_id)


def owners_of(enterprise: Enterprise | int) -> QuerySet[User]:
    """Who decides for the firm."""
    return people_of(enterprise, Membership.Role.OWNER)


def firms_of(user: User) -> list[Enterprise]:
    """The firms the person is a member of, by name."""
    return list(Enterprise.objects.of_person(user).select_related("division", "industry").order_by("name", "pk"))


def role_in(user: User, enterprise: Enterprise) -> str:
    """The person's role in the firm; empty for one who is no member."""
    seat = Membership.objects.active().filter(enterprise=enterprise, user=user.pk)
    return seat.values_list("role", flat=True).first() or ""


def stronger(roles: Iterable[str]) -> str:
    """Of several roles the one that may do most."""
    order = [Membership.Role.OWNER, Membership.Role.FILLER, Membership.Role.READER]
    return min(roles, key=lambda role: order.index(Membership.Role(role)))
