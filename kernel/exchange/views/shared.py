"""What the pages share: who asks, and how a job is begun."""

from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from .. import services, tasks
from ..models import Job
from ..queries import rule_on

log = structlog.get_logger(__name__)


def begin(job: Job) -> None:
    """Do a small job now, while its owner waits; hand a large one to a worker."""
    now = timezone.now()
    if job.total <= rule_on(timezone.localdate(now)).rows_at_once:
        services.run_job(job.pk, now=now, tell=False)
    else:
        hand_over(job)


def hand_over(job: Job) -> None:
    """Send the job to a worker; with the broker away the sweep finds it later."""
    transaction.on_commit(partial(_send, job.pk))


def _send(pk: int) -> None:
    try:
        tasks.run_job.delay(pk)
    except OperationalError:
        log.warning("job_not_sent", job=pk)
