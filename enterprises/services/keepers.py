"""Who keeps policies and grants: the department that runs them."""

from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import require
from kernel.common.errors import NotPermitted

from ..models import Policy
from ..workflow.support import MANAGE_POLICY


def require_department(department_id: int, actor: User | None) -> None:
    """NotPermitted (403) unless the actor acts for the department that runs it; the portal itself (None) may."""
    if actor is not None and not actor.scope.everything and department_id not in actor.scope.departments:
        raise NotPermitted(_("Another department runs this."))


def require_keeper(policy: Policy, *, actor: User | None) -> None:
    """NotPermitted (403) unless the actor keeps the policies of its department."""
    require(actor, MANAGE_POLICY)
    require_department(policy.department_id, actor)
