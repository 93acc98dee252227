"""What other parts ask about people."""

from .models import Department, GroupScope, Membership, User


def main_department(user: User) -> Department | None:
    """The department named beside the person: their first seat."""
    seat = Membership.objects.filter(user=user, until=None).select_related("department").first()
    return seat.department if seat else None


def second_factor_demanded(user: User) -> bool:
    """Whether one of the person's groups may only work with a second factor."""
    return user.is_superuser or GroupScope.objects.filter(group__user=user, second_factor=True).exists()
