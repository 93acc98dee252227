"""Who is who in a firm."""

from collections.abc import Iterable

from kernel.accounts.models import User

from ..models import Enterprise, Membership


def people_of(enterprise: Enterprise | int, *roles: str) -> list[User]:
    """The active members of the firm, in these roles or in any."""
    seats = Membership.objects.active().filter(enterprise=enterprise, user__is_active=True)
    chosen = seats.filter(role__in=roles) if roles else seats
    return [seat.user for seat in chosen.select_related("user")]


def owners_of(enterprise: Enterprise | int) -> list[User]:
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
