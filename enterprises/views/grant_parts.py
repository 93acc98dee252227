"""What the department's page and the firm's page of a grant both show: instalments, documents, stages."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.common.templatetags.words import iso
from kernel.files.kinds import kind_word
from kernel.files.models import Attachment

from ..models import Grant
from ..queries.grants import PURPOSE
from ..workflow import GrantStatus
from .money import in_full

TONES = {"agreed": "brand", "running": "brand", "reported": "warn", "completed": "ok", "revoked": "quiet"}


def instalment_rows(grant: Grant, today: date) -> list[dict[str, Any]]:
    """Each instalment with its full figure and how it stands."""
    return [
        {
            "number": part.number, "amount": in_full(part.amount), "condition": part.condition, "due_on": part.due_on,
            "paid_on": part.paid_on,
            "late": part.paid_on is None and part.due_on is not None and part.due_on < today,
        }
        for part in grant.instalments.all()
    ]  # fmt: skip


def documents_of(grant: Grant) -> list[dict[str, Any]]:
    """The documents of its results, as the part `file_row` shows them."""
    rows = Attachment.objects.of(grant).filter(purpose=PURPOSE).select_related("uploaded_by")
    return [
        {
            "name": row.name, "url": reverse("files:download", args=[row.pk]), "size": row.size,
            "note": f"{kind_word(row.media_type)} · {row.uploaded_by} · {iso(timezone.localtime(row.uploaded_at))}",
        }
        for row in rows
    ]  # fmt: skip


def stages_of(grant: Grant, today: date) -> list[dict[str, Any]]:
    """What is done, what is now, what comes next and by which day."""
    paid = [part.paid_on for part in grant.instalments.all() if part.paid_on]
    reported = grant.status in (GrantStatus.REPORTED, GrantStatus.COMPLETED)
    late = grant.results_due_on is not None and grant.results_due_on < today and not reported
    stages: list[dict[str, Any]] = [
        {"label": _("Agreed"), "state": "done", "on": grant.agreed_on},
        {"label": _("First payment"), "state": "done" if paid else "now", "on": paid[0] if paid else None},
        {"label": _("Results handed in"), "on": grant.reported_on or grant.results_due_on,
         "state": "done" if reported else "late" if late else "now" if paid else "next"},
        {"label": _("Results accepted"), "on": None,
         "state": "done" if grant.status == GrantStatus.COMPLETED else "now" if reported else "next"},
    ]  # fmt: skip
    return [] if grant.status == GrantStatus.REVOKED else stages
