"""One application as a row: who holds it, by when, and the counts below the list."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kernel.calendars.queries import WorkingCalendar
from kernel.common.templatetags.words import iso

from ..models import Application
from ..models.applications import WRITABLE
from ..queries.check_counts import Counts
from ..workflow import ApplicationStatus

REACH = timedelta(days=400)
TONES = {
    ApplicationStatus.SUBMITTED: "brand", ApplicationStatus.RETURNED: "warn", ApplicationStatus.ACCEPTED: "ok",
    ApplicationStatus.REJECTED: "due",
}  # fmt: skip


def columns() -> list[dict[str, Any]]:
    return [
        {"key": "enterprise", "label": _("enterprise"), "sort": True},
        {"key": "division", "label": _("division"), "keep": True},
        {"key": "call", "label": _("call")},
        {"key": "status", "label": _("status"), "sort": True},
        {"key": "holder", "label": _("lies with")},
        {"key": "due_on", "label": pgettext("application", "due"), "sort": True},
        {"key": "submitted_at", "label": pgettext("application", "sent"), "sort": True, "wide": True},
    ]


def rows_of(keys: Sequence[int], today: date) -> list[dict[str, Any]]:
    """The rows with these keys in this order; two queries."""
    found = (
        Application.objects.select_related("enterprise__division", "call__scheme__department")
        .defer("enterprise__introduction", "call__introduction", "call__scheme__aim")
        .in_bulk(keys)
    )
    days = WorkingCalendar.load(today - REACH, today + REACH)
    return [_row(found[key], days, today) for key in keys if key in found]


def holder_of(row: Application) -> str:
    """Who has to do the next thing; empty when it is decided."""
    if row.status == ApplicationStatus.SUBMITTED:
        return str(row.call.scheme.department)
    return _("the enterprise") if row.status in WRITABLE else ""


def days_of(row: Application, days: WorkingCalendar, today: date) -> int | None:
    """Working days left of the present stage; negative when it is late, None while no clock runs."""
    return days.between(today, row.due_on) if row.due_on else None


def tone_of(status: str) -> str:
    return TONES.get(ApplicationStatus(status), "quiet")


def sums_of(counts: Counts) -> list[str]:
    """Below the table: what all rows of all pages come to."""
    statuses = [
        f"{label} {counts.by_status[value]}" for value, label in ApplicationStatus.choices if value in counts.by_status
    ]
    late = ngettext("%(n)d late", "%(n)d late", counts.late_in_all) % {"n": counts.late_in_all}
    total = ngettext("In all %(n)d application", "In all %(n)d applications", counts.total) % {"n": counts.total}
    return [total, "", "", _(", ").join(statuses), "", late if counts.late_in_all else _("none late"), ""]


def _row(row: Application, days: WorkingCalendar, today: date) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "url": reverse("enterprises:check", args=[row.pk]),
        "name": row.enterprise.name,
        "fixed": row.status != ApplicationStatus.SUBMITTED,
        "cells": [
            {"text": row.enterprise.name, "sub": row.number or _("no number yet")},
            str(row.enterprise.division),
            {"kind": "two", "text": row.call.scheme.name, "sub": row.call.year},
            {"kind": "badge", "text": row.get_status_display(), "tone": tone_of(row.status)},
            holder_of(row) or "—",
            {"kind": "days", "days": days_of(row, days, today), "due_on": row.due_on},
            {"kind": "day", "text": iso(timezone.localdate(row.submitted_at)) if row.submitted_at else "—"},
        ],
    }
