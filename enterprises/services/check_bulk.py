"""An application accepted among many, which nobody has before the eyes: only with everything found in order."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.accounts.models import User
from kernel.common.errors import StepRefused

from ..models import Application
from ..queries.check_sheet import Sheet, sheet_of
from .checks import accept_application


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
