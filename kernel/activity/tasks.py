"""Recurring work of the kernel."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task
def sweep_outbox() -> int:
    """Carry out what is due, and note the beat for /readyz."""
    now = timezone.now()
    services.beat("outbox", now=now)
    return services.sweep_deliveries(now=now)


@shared_task
def seal_audit() -> int:
    return services.seal_audit(now=timezone.now())


@shared_task
def forget_answers(days: int) -> int:
    """The number of days stands in the row that schedules this, where staff may change it."""
    return services.forget_answers(before=timezone.now() - timedelta(days=days))
