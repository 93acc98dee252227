"""Whom to reach at a firm: kept by its owners and the office; others see them masked, or give a reason."""

from typing import Any

from auditlog.models import LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.accounts.services.guards import note_edit, require_reason
from kernel.activity.services import require
from kernel.common.errors import Invalid

from ..models import Contact, Enterprise
from ..queries.people import role_in
from ..workflow.registry import MANAGE
from .seats import OWNER, require_seat

UNMASK = "enterprises.unmask_contact"
PERSONAL = ("name", "post", "phone", "email")


@transaction.atomic
def add_contact(firm: Enterprise, *, actor: User, **fields: Any) -> Contact:
    """One more person to reach; the first one is the main one."""
    _require_keeper(firm, actor)
    _require_a_way(fields)
    Enterprise.objects.select_for_update().order_by().get(pk=firm.pk)
    is_main = fields.pop("is_main", False) or not firm.contacts.filter(is_main=True).exists()
    if is_main:
        firm.contacts.filter(is_main=True).update(is_main=False)
    return Contact.objects.create(enterprise=firm, is_main=is_main, **fields)


@transaction.atomic
def change_contact(contact: Contact, *, actor: User, **fields: Any) -> Contact:
    """Other words for the same contact; made the main one, the one before is so no more."""
    _require_keeper(contact.enterprise, actor)
    _require_a_way({name: fields.get(name, getattr(contact, name)) for name in PERSONAL})
    if fields.get("is_main"):
        contact.enterprise.contacts.filter(is_main=True).exclude(pk=contact.pk).update(is_main=False)
    else:
        fields.pop("is_main", None)  # a firm keeps its main contact until another one is
    for name, value in fields.items():
        setattr(contact, name, value)
    contact.save(update_fields=list(fields))
    return contact


@transaction.atomic
def remove_contact(contact: Contact, *, actor: User) -> None:
    """Forget somebody; the next one becomes the main one."""
    _require_keeper(contact.enterprise, actor)
    firm, was_main = contact.enterprise, contact.is_main
    contact.delete()
    heir = firm.contacts.order_by("pk").first() if was_main else None
    if heir is not None:
        heir.is_main = True
        heir.save(update_fields=["is_main"])


def unmask_contact(contact: Contact, *, actor: User, reason: str) -> dict[str, str]:
    """Phone and e-mail in full, for a reason that is kept in the audit; NotPermitted (403).

    The firm's own people need no permission: it is they who are to be reached.
    """
    if not role_in(actor, contact.enterprise):
        require(actor, UNMASK)
    note_edit(contact, actor, {"unmasked": ["", require_reason(reason)]}, action=LogEntry.Action.ACCESS)
    return {"phone": contact.phone, "email": contact.email}


def _require_keeper(firm: Enterprise, actor: User) -> None:
    if not actor.has_perm(MANAGE):
        require_seat(firm, actor, OWNER)


def _require_a_way(fields: dict[str, Any]) -> None:
    if not fields.get("phone") and not fields.get("email"):
        raise Invalid(fields={"phone": [_("Give a telephone number or an e-mail address.")]})
