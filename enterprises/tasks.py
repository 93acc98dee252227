"""Recurring work around firms and their applications; schedules are rows of django-celery-beat."""

from celery import shared_task
from django.utils import timezone

from .services import closing
from .services.ladder import lapse_run_out
from .services.registration import forget_drafts as forget


@shared_task
def close_calls() -> int:
    return closing.close_calls(now=timezone.now())


@shared_task
def forget_drafts() -> int:
    return forget(now=timezone.now(), today=timezone.localdate())


@shared_task
def lapse_standings() -> int:
    return lapse_run_out(today=timezone.localdate())
