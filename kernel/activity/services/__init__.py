"""Every write of status, history and messages."""

from .answers import forget_answers
from .outbox import beat, claim, mark_read, notify, sweep_deliveries, withdraw
from .seals import chained, find_tampering, fitting_seals, mark_of, seal_audit, seals_over
from .steps import advance, amend, hold, keep, record, require
from .ways import add_channel, remove_channel, use_channel

__all__ = [
    "add_channel",
    "advance",
    "amend",
    "beat",
    "chained",
    "claim",
    "find_tampering",
    "fitting_seals",
    "forget_answers",
    "hold",
    "keep",
    "mark_of",
    "mark_read",
    "notify",
    "record",
    "remove_channel",
    "require",
    "seal_audit",
    "seals_over",
    "sweep_deliveries",
    "use_channel",
    "withdraw",
]
