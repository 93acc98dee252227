"""Which firm somebody means who types its code, its name or the beginning of either."""

from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import Invalid

from ..codes import clean_code
from ..models import Enterprise

MOST_NAMED = 4


def the_firm(words: str, user: User, field: str = "uscc") -> Enterprise:
    """The one live firm with this code or this very name; else the one such among those the person sees.

    Invalid, at `field`, names the candidates where the words fit several, so that nobody has to guess again.
    """
    said = words.strip()
    live = Enterprise.objects.live()
    exact = live.filter(uscc=clean_code(said)).first() or live.filter(name=said).first()
    if exact is not None:
        return exact
    found = list(live.visible_to(user).search(said).order_by("name", "pk")[: MOST_NAMED + 1]) if said else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise Invalid(fields={field: [_("No firm with this code or name is in the registry.")]})
    names = _(", ").join(row.name for row in found[:MOST_NAMED])
    more = _(" and others") if len(found) > MOST_NAMED else ""
    raise Invalid(fields={field: [_("Several firms fit: %(names)s%(more)s.") % {"names": names, "more": more}]})
