"""Every write of status, history and messages."""

from .answers import forget_answers
from .outbox import beat, claim, mark_read, notify, sweep_deliveries, withdraw
from .seals import find_tampering, seal_audit
from .steps import advance, amend, keep, record, require

__all__ = [
    "advance",
    "amend",
    "beat",
    "claim",
    "find_tampering",
    "forget_answers",
    "keep",
    "mark_read",
    "notify",
    "record",
    "require",
    "seal_audit",
    "sweep_deliveries",
    "withdraw",
]
