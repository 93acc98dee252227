"""Recurring work around firms and their applications; schedules are rows of django-celery-beat."""

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from .models import Policy
from .services import closing, fits
from .services.ladder import lapse_run_out
from .services.registration import forget_drafts as forget

log = structlog.get_logger(__name__)


@shared_task
def close_calls() -> int:
    return closing.close_calls(now=timezone.now())


@shared_task
def forget_drafts() -> int:
    return forget(now=timezone.now(), today=timezone.localdate())


@shared_task
def lapse_standings() -> int:
    return lapse_run_out(today=timezone.localdate())


@shared_task
def tell_fits(policy_id: int) -> int:
    return fits.tell_fits(Policy.objects.select_related("department").get(pk=policy_id), today=timezone.localdate())


@shared_task
def tell_all_fits() -> int:
    return fits.tell_all_fits(today=timezone.localdate())


def tell_behind(policy_id: int) -> None:
    """For the doors, after the commit: with the broker away the nightly sweep tells the firms."""
    try:
        tell_fits.delay(policy_id)
    except OperationalError:
        log.warning("policy_not_sent", policy=policy_id)
