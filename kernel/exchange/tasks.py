"""Long work behind the pages; schedules are rows of django-celery-beat."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task
def run_job(pk: int) -> None:
    services.run_job(pk, now=timezone.now())


@shared_task
def sweep_jobs() -> int:
    """Hand out what was lost on its way to a worker or with one, and let go of files whose time is over."""
    now = timezone.now()
    for pk in services.jobs_to_run(now=now):
        run_job.delay(pk)
    return services.expire_files(now=now)
