"""Jobs are opened by a door, taken by one worker at a time, and found again when a worker dies."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity import clock
from kernel.activity.services import advance, keep, notify, require
from kernel.common.errors import DomainError, StaleVersion
from kernel.common.requests import request_id

from ..models import Intake, Job
from ..queries import rule_on, title_of
from ..workflow import USE, JobStatus
from .works import Work, work_called

log = structlog.get_logger(__name__)
BEATS_APART = timedelta(seconds=1)  # between two words of progress
PATIENCE = timedelta(seconds=30)  # after which a waiting job's first call must have been lost
MOST_SWEPT = 100


class Lost(Exception):
    """Another worker, or the owner's cancelling, has taken the job away meanwhile."""


@transaction.atomic
def open_job(
    kind: str, *, actor: User, now: datetime, code: str = "", intake: Intake | None = None, total: int = 0,
    **params: Any,
) -> Job:  # fmt: skip
    """A new piece of work that waits for a worker; NotPermitted (403)."""
    require(actor, USE)
    kept = timedelta(days=rule_on(timezone.localdate(now)).keep_days)
    return Job.objects.create(
        kind=kind, code=code, intake=intake, params=params, owner=actor, total=total, created_at=now,
        expires_at=now + kept,
    )  # fmt: skip


def run_job(pk: int, *, now: datetime, tell: bool = True) -> Job | None:
    """Do the job unless somebody else does or did; None then. Its end is written in one transaction with its work.

    What goes wrong ends the job as failed with a sentence; nothing is raised. With `tell` its owner gets a message.
    """
    job = claim_job(pk, now=now)
    if job is None:
        return None
    with translation.override(job.owner.language):
        hold = _Hold(job)
        try:
            return _do(hold, work_called(job.kind), tell)
        except Lost:
            log.warning("job_lost", job=job.pk, attempt=job.attempts)
            return None


@transaction.atomic
def claim_job(pk: int, *, now: datetime) -> Job | None:
    """Take hold of a free job for the rule's lease; None when it is not free. Tried too often it fails for good."""
    skipping = connection.features.has_select_for_update_skip_locked
    rows = Job.objects.free(now).select_for_update(skip_locked=skipping)
    job = rows.filter(pk=pk).order_by().first()
    if job is None:
        return None
    rule = rule_on(timezone.localdate(now))
    if job.attempts >= rule.most_attempts:
        with translation.override(job.owner.language):
            _fail(job, _("The server stopped in the middle of it %(n)d times.") % {"n": job.attempts}, tell=True)
        return None
    return advance(
        job, "start" if job.status == JobStatus.WAITING else "take_up", actor=None, attempts=job.attempts + 1,
        leased_until=now + timedelta(seconds=rule.lease_seconds), started_at=now, done=0,
    )  # fmt: skip


@transaction.atomic
def cancel_job(job: Job, *, actor: User) -> Job:
    """Stop a job that waits or runs; whoever runs it notices at its next word of progress. StepRefused (409)."""
    row = Job.objects.select_for_update().get(pk=job.pk)
    row = advance(row, "cancel", actor=actor, finished_at=clock.now(), leased_until=None)
    work_called(row.kind).give_up(row)
    return row


def jobs_to_run(*, now: datetime) -> list[int]:
    """What a sweep hands to workers: jobs whose call was lost, and jobs whose worker died."""
    free = Job.objects.free(now).filter(created_at__lte=now - PATIENCE).order_by("created_at", "pk")
    return list(free.values_list("pk", flat=True)[:MOST_SWEPT])


class _Hold:
    """A job in one worker's hands; every word of progress renews the lease, or finds it lost."""

    def __init__(self, job: Job) -> None:
        self.job, self.said = job, clock.now()
        self.lease = timedelta(seconds=rule_on(timezone.localdate(self.said)).lease_seconds)

    def progress(self, done: int, total: int) -> None:
        """Note how far it is, at most once a second; Lost when the job is no longer ours."""
        now = clock.now()
        if now - self.said < BEATS_APART:
            return
        self.said = now
        try:
            self.job = keep(self.job, done=done, total=total, leased_until=now + self.lease)
        except StaleVersion:
            raise Lost from None

    def lock(self) -> Job:
        """The job, locked until the transaction ends: nobody takes it up while its end is being written."""
        row = Job.objects.select_for_update().get(pk=self.job.pk)
        if row.version != self.job.version:
            raise Lost
        return row


def _do(hold: _Hold, work: Work, tell: bool) -> Job:
    try:
        made = work.prepare(hold.job, hold.progress)
        with transaction.atomic():
            job = hold.lock()
            return _finish(job, work.conclude(job, made), tell)
    except DomainError as refusal:
        why = str(refusal)
    except IntegrityError:
        why = _("Other records lean on these, or somebody was writing the same at this moment; nothing was changed.")
    except Lost:
        raise
    except Exception:
        # Whatever it was, its owner is told, and the log has the rest under the number.
        log.exception("job_failed", job=hold.job.pk, kind=hold.job.kind)
        why = _("Something went wrong that nobody foresaw; tell the office the number %(n)s.") % {
            "n": request_id() or hold.job.pk
        }
    with transaction.atomic():
        return _fail(hold.lock(), why, tell=tell)


def _finish(job: Job, message: str, tell: bool) -> Job:
    now = clock.now()
    kept = timedelta(days=rule_on(timezone.localdate(now)).keep_days)
    job = advance(
        job, "finish", actor=None, message=message, finished_at=now, expires_at=now + kept, leased_until=None,
        done=job.total,
    )  # fmt: skip
    if tell:
        _notify(job, "job_done")
    return job


def _fail(job: Job, why: str, *, tell: bool) -> Job:
    work_called(job.kind).give_up(job)
    job = advance(job, "fail", actor=None, message=why, finished_at=clock.now(), leased_until=None)
    if tell:
        _notify(job, "job_failed")
    return job


def _notify(job: Job, verb: str) -> None:
    notify([job.owner], verb, about=job, dedupe_key=f"{verb}:{job.pk}", work=title_of(job), result=job.message)
