"""Who may touch whose account: three administrators, none of whom does another's work."""

from auditlog.models import LogEntry
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid, NotPermitted

from ..models import User

# Two permissions tell the administrators apart: the one keeps people, the other gives rights.
KEEP_PEOPLE, GIVE_RIGHTS = "accounts.add_user", "auth.change_group"


def require(actor: User, permission: str) -> None:
    """NotPermitted (403) unless the actor has the permission."""
    if not actor.has_perm(permission):
        raise NotPermitted(_("You may read this, but not change it."))


def require_other(actor: User, person: User) -> None:
    """NotPermitted (403) when somebody would decide about their own account."""
    if actor.pk == person.pk:
        raise NotPermitted(_("Nobody does this to their own account."))


def require_equal(actor: User, person: User) -> None:
    """NotPermitted (403) when the account is worth more than the actor's: a superuser's, or another administrator's."""
    if actor.pk == person.pk or actor.is_superuser:
        return
    if person.is_superuser or administers(person):
        raise NotPermitted(_("An administrator's sign-in is changed by that person alone."))


def administers(person: User) -> bool:
    """Whether the person is one of the three administrators."""
    return person.groups.filter(scope__code__in=settings.ADMINISTRATORS_APART).exists()


def require_reason(reason: str) -> str:
    """The reason without blanks around it; Invalid (400) when there is none."""
    if not reason.strip():
        raise Invalid(fields={"note": [_("Give a reason.")]})
    return reason.strip()


def note_edit(
    row: models.Model, actor: User, changes: dict[str, list[object]], action: int = LogEntry.Action.UPDATE
) -> None:
    """Write what django-auditlog does not see by itself into its log, in its own shape: {field: [before, after]}."""
    LogEntry.objects.log_create(row, force_log=True, action=action, actor=actor, changes=changes)
