"""What the pages of tasks and reports share."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kernel.common.errors import StaleVersion


def check_version(row: Any, form: forms.BaseForm) -> None:
    """StaleVersion (412) when somebody wrote the row after this form was shown."""
    if form.cleaned_data["version"] != row.version:
        raise StaleVersion(_("Somebody else has changed this record meanwhile; compare and try again."))


def history_entries(events: list[Any]) -> list[dict[str, Any]]:
    """Events as the part `history` shows them."""
    return [
        {
            "at": event.at,
            "who": event.who or _("the portal"),
            "what": event.label,
            "note": event.note,
            "request": event.request_id,
            "changes": [{"field": name, "old": old, "new": new} for name, old, new in event.changes],
        }
        for event in events
    ]
