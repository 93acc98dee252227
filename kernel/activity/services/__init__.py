"""Every write of status, history and messages."""

from .outbox import beat, claim, notify, sweep_deliveries
from .seals import find_tampering, seal_audit
from .steps import advance, amend, keep, record, require

__all__ = [
    "advance",
    "amend",
    "beat",
    "claim",
    "find_tampering",
    "keep",
    "notify",
    "record",
    "require",
    "seal_audit",
    "sweep_deliveries",
]
