"""What happened (audit) and who must hear of it (outbox)."""

from .audit import About, AuditEntry, AuditQuerySet, AuditSeal, Tracked
from .outbox import Channel, Delivery, Heartbeat, IdempotencyRecord, MessageTemplate, Notification

__all__ = [
    "About",
    "AuditEntry",
    "AuditQuerySet",
    "AuditSeal",
    "Channel",
    "Delivery",
    "Heartbeat",
    "IdempotencyRecord",
    "MessageTemplate",
    "Notification",
    "Tracked",
]
