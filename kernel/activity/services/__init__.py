"""Every write of status, history and messages."""

from .answers import forget_answers
from .outbox import beat, claim, mark_read, notify, sweep_deliveries, withdraw
from .seals import find_tampering, mark_of, seal_audit
from .steps import advance, amend, keep, record, require
from .ways import add_channel, remove_channel, use_channel

__all__ = [
    "add_channel",
    "advance",
    "amend",
    "beat",
    "claim",
    "find_tampering",
    "forget_answers",
    "keep",
    "mark_of",
    "mark_read",
    "notify",
    "record",
    "remove_channel",
    "require",
    "seal_audit",
    "sweep_deliveries",
    "use_channel",
    "withdraw",
]
