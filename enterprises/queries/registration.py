"""What is known of a credit code, how a registration stands, and where it differs from what the registry knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.models import AuditEntry
from kernel.activity.queries import label_of

from ..models import Division, Enterprise, Registration
from ..workflow import EnterpriseStatus, RegistrationStatus
from ..workflow.registry import APPROVE, MANAGE

# What a registration and a firm's entry both say, in the order of the pages.
COMMON = ("name", "division", "industry", "size", "founded_on", "legal_representative", "address")
# Of these the bureau tells a stranger with the right code nothing: it is somebody's name.
PERSONAL = frozenset({"legal_representative"})


def known_by(code: str) -> Enterprise | None:
    """The entry with this code; of one that was merged away, the entry that stays."""
    return all_known_by([code]).get(code)


def all_known_by(codes: Iterable[str]) -> dict[str, Enterprise]:
    """The same for many codes, in one query; a code of no entry is left out."""
    rows = Enterprise.objects.filter(uscc__in=codes).select_related("merged_into", "division", "industry")
    return {row.uscc: row.merged_into or row for row in rows}


def is_registered(firm: Enterprise | None) -> bool:
    return firm is not None and firm.status == EnterpriseStatus.ACTIVE


def prefilled(firm: Enterprise | None) -> dict[str, Any]:
    """What the registration form need not ask of whoever has a known firm's code; personal data is not told."""
    if firm is None or firm.status != EnterpriseStatus.UNCLAIMED:
        return {}
    values = {name: firm.serializable_value(name) for name in COMMON if name not in PERSONAL}
    return {name: value for name, value in values.items() if value not in (None, "")}


def approvers_of(division: Division) -> list[User]:
    """Who decides registrations of the division: its department's people, the office where there are none."""
    able = User.objects.able_to(APPROVE)
    if division.department_id is not None:
        district = list(able & User.objects.members_of(division.department_id).distinct())
        if district:
            return district
    return list(able & User.objects.able_to(MANAGE))


def differences(registration: Registration, firm: Enterprise | None) -> list[dict[str, str]]:
    """Each answer beside what the registry knows, as the part `compare` shows it."""
    return [
        {"label": label_of(Registration, name), "old": shown(firm, name), "new": shown(registration, name)}
        for name in COMMON
    ]


def shown(row: Any, name: str) -> str:
    """A field's value as people read it; nothing of no row."""
    if row is None:
        return ""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value or "")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a registration, as the part `timeline` shows it."""

    label: str
    state: str
    on: date | None = None
    note: str = ""


def stages_of(registration: Registration, today: date) -> list[Stage]:
    """Done, now, next, and by which day."""
    sent = timezone.localdate(registration.submitted_at)
    states, status = RegistrationStatus, registration.status
    stages = [Stage(_("Sent in"), "done", sent)]
    if status == states.SUBMITTED:
        due = registration.due_on
        late = due is not None and due < today
        stages.append(Stage(_("Being checked"), "late" if late else "now", due, _("by this day at the latest")))
    elif status == states.RETURNED:
        stages.append(Stage(_("Returned for correction"), "now", registration.decided_on, _("It is your turn.")))
    if status in (states.SUBMITTED, states.RETURNED):
        return [*stages, Stage(_("You act for the enterprise"), "next")]
    ended = {
        states.APPROVED: _("Approved: you act for the enterprise"),
        states.REFUSED: _("Refused"),
        states.WITHDRAWN: _("Withdrawn"),
    }
    return [*stages, Stage(ended[states(status)], "done", registration.decided_on)]


def sent_again(registration: Registration) -> int:
    """How often it was corrected and sent in again."""
    return AuditEntry.objects.of(registration).filter(step="resubmit").count()
