"""Recurring work around applications; schedules are rows of django-celery-beat."""

from celery import shared_task
from django.utils import timezone

from .services import closing


@shared_task
def close_calls() -> int:
    return closing.close_calls(now=timezone.now())
