"""What other parts ask about people."""

from allauth.mfa.utils import is_mfa_enabled

from .models import Department, GroupScope, Membership, User


def main_department(user: User) -> Department | None:
    """The department named beside the person: their first seat."""
    seat = Membership.objects.filter(user=user, until=None).select_related("department").first()
    return seat.department if seat else None


def second_factor_demanded(user: User) -> bool:
    """Whether one of the person's groups may only work with a second factor."""
    return user.is_superuser or GroupScope.objects.filter(group__user=user, second_factor=True).exists()


def second_factor_missing(user: User) -> bool:
    """Whether a second factor is demanded of the person and not yet set up."""
    return second_factor_demanded(user) and not is_mfa_enabled(user)
