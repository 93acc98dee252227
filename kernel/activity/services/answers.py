"""Answers kept for writes that a client may repeat."""

from datetime import datetime

from ..models import IdempotencyRecord


def forget_answers(*, before: datetime) -> int:
    """Forget the answers given before this instant; returns how many. Their keys then stand for new writes."""
    gone, _each = IdempotencyRecord.objects.filter(created_at__lt=before).delete()
    return gone
