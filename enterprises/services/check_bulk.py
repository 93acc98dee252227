"""Many applications accepted at once: each by itself, one refusal stops no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.accounts.models import User
from kernel.common.errors import DomainError, Invalid, StepRefused

from ..models import Application
from ..queries.check_sheet import Sheet, sheet_of
from .checks import accept_application

MOST_IN_BULK = 200


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk act did: the rows it changed, and each row it could not with the reason."""

    done: list[Application] = field(default_factory=list)
    failed: list[tuple[Application, DomainError]] = field(default_factory=list)


def decide_applications(applications: Iterable[Application], act: Callable[[Application], Application]) -> BulkResult:
    """Apply `act` (with everything but the application bound) to each; Invalid (400) for more than MOST_IN_BULK."""
    rows, result = list(applications), BulkResult()
    if len(rows) > MOST_IN_BULK:
        raise Invalid(fields={"ids": [_("At most %(n)d at once.") % {"n": MOST_IN_BULK}]})
    for row in rows:
        try:
            result.done.append(act(row))
        except DomainError as refusal:
            result.failed.append((row, refusal))
    return result


def accept_checked(application: Application, *, actor: User, today: date, note: str = "") -> Application:
    """Accept one of many, which nobody has before the eyes: StepRefused (409) unless all of it was found in order."""
    if why := obstacle(sheet_of(application)):
        raise StepRefused(why)
    return accept_application(application, actor=actor, today=today, note=note)


def obstacle(sheet: Sheet | None) -> str:
    """Why an application is not accepted among many; empty when it can be."""
    if sheet is None:
        return _("Nothing was sent yet.")
    if sheet.objected:
        places = _(", ").join(place.label for place in sheet.objected)
        return _("Still marked as not in order: %(items)s.") % {"items": places}
    left = len(sheet.waiting)
    if left:
        return ngettext(
            "%(n)d thing has not been looked at yet.", "%(n)d things have not been looked at yet.", left
        ) % {"n": left}  # fmt: skip
    return ""
