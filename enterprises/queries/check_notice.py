"""The notice of a return as the firm will read it, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.activity.models import Notification
from kernel.activity.queries import words_of
from kernel.calendars.queries import add_working_days

from ..models import Application, Stage
from .check_sheet import Place, Sheet, listed


@dataclass(frozen=True, slots=True)
class Notice:
    """Title and text of the message, the places that open again, and by when."""

    title: str
    text: str
    places: list[Place]
    due_on: date


def return_due(application: Application, today: date) -> date:
    """The last day to supplement what is returned today."""
    length = application.call.stages.filter(kind=Stage.Kind.SUPPLEMENT).values_list("working_days", flat=True).first()
    return add_working_days(today, length or 0)


def notice_of(application: Application, sheet: Sheet, note: str, due_on: date) -> Notice:
    """What a return would tell the firm; one query."""
    items = [place.found for place in sheet.objected if place.found is not None]
    words = {
        "call": application.call.title, "number": application.number, "note": note, "due": str(due_on),
        "items": listed(items),
    }  # fmt: skip
    title, text = words_of(Notification(verb="application_returned", params=words))
    return Notice(title, text, sheet.objected, due_on)
