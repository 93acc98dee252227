"""Recurring work of the plan; schedules are rows of django-celery-beat."""

from celery import shared_task
from django.utils import timezone

from .services.reminders import send_reminders as send
from .services.rollup import roll_up as roll


@shared_task
def roll_up() -> dict[str, int]:
    return roll(today=timezone.localdate())


@shared_task
def send_reminders() -> int:
    return send(today=timezone.localdate())
