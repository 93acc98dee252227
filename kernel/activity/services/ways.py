"""How a person wants to be told besides the inbox."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import Invalid, NotThere

from ..channels import allowed_robots, robot_address
from ..models import Channel

MOST = 10


@transaction.atomic
def add_channel(user: User, *, kind: str, address: str) -> Channel:
    """A further way to tell this person; Invalid (400) for an address the server may not call or already knows."""
    kept = _mailbox(address) if kind == Channel.Kind.EMAIL else _robot(address)
    others = Channel.objects.select_for_update().filter(user=user)
    if others.filter(address=kept).exists():
        raise Invalid(fields={"address": [_("This one is on your list already.")]})
    if len(others) >= MOST:
        raise Invalid(fields={"address": [_("At most %(n)d ways; remove one first.") % {"n": MOST}]})
    return Channel.objects.create(user=user, kind=kind, address=kept)


def use_channel(user: User, pk: int, *, active: bool) -> Channel:
    """Use this way or let it rest; what waits for it is still sent."""
    channel = _own(user, pk)
    channel.is_active = active
    channel.save(update_fields=["is_active"])
    return channel


def remove_channel(user: User, pk: int) -> None:
    """Forget the address and what waited for it; the inbox keeps every message."""
    _own(user, pk).delete()


def _own(user: User, pk: int) -> Channel:
    channel = Channel.objects.filter(user=user, pk=pk).first()
    if channel is None:
        raise NotThere(_("There is no such way of being told."))
    return channel


def _mailbox(address: str) -> str:
    try:
        validate_email(address.strip())
    except ValidationError:
        raise Invalid(fields={"address": [_("Give a mail address, as name@example.com.")]}) from None
    return address.strip().lower()


def _robot(address: str) -> str:
    kept = robot_address(address)
    if not kept:
        names = _(", ").join(f"{robot.name} ({robot.host})" for robot in allowed_robots())
        raise Invalid(
            fields={
                "address": [_("Only the address of a robot of these chats is called: %(names)s.") % {"names": names}]
            }
        )
    return kept
