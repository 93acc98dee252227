"""Who may act for a firm: its members, each as far as their role goes."""

from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import NotPermitted

from ..models import Enterprise, Membership
from ..workflow import EnterpriseStatus

OWNER, FILLER, READER = Membership.Role.OWNER, Membership.Role.FILLER, Membership.Role.READER
WRITERS = (OWNER, FILLER)


def require_seat(enterprise: Enterprise, actor: User, *roles: str) -> None:
    """NotPermitted (403) unless the actor is an active member of the firm in one of these roles, or in any."""
    if enterprise.status != EnterpriseStatus.ACTIVE:
        words = {"name": enterprise.name, "status": enterprise.get_status_display()}
        raise NotPermitted(_("%(name)s is %(status)s; nobody acts for it.") % words)
    seats = Membership.objects.active().filter(enterprise=enterprise, user=actor)
    role = seats.values_list("role", flat=True).first()
    if role is None:
        raise NotPermitted(_("You are not a member of this enterprise."))
    if roles and role not in roles:
        allowed = _(", ").join(str(Membership.Role(name).label) for name in roles)
        raise NotPermitted(_("This is for the %(roles)s of the enterprise.") % {"roles": allowed})
