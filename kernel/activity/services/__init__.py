"""Every write of status, history and messages."""

from .outbox import beat, claim, notify, sweep_deliveries
from .seals import find_tampering, seal_audit
from .steps import advance, amend, record

__all__ = ["advance", "amend", "beat", "claim", "find_tampering", "notify", "record", "seal_audit", "sweep_deliveries"]
