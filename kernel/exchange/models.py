"""Long work that can be left and found again, and imports that can be taken back as one act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import About, Tracked

from .workflow import INTAKE, JOB, IntakeStatus, JobStatus

AT_LEAST_ONE = [MinValueValidator(1)]


class ExchangeRule(models.Model):
    """How large imports and exports may be, how long they are kept; the latest one in force counts."""

    name = models.CharField(_("name"), max_length=60)
    most_rows = models.PositiveIntegerField(_("most rows of an import"), validators=AT_LEAST_ONE)
    rows_at_once = models.PositiveIntegerField(_("up to so many rows are done at once"))
    most_unpacked = models.PositiveIntegerField(_("largest size unpacked, bytes"), validators=AT_LEAST_ONE)
    most_ratio = models.PositiveIntegerField(_("at most so many times larger unpacked"), validators=AT_LEAST_ONE)
    lease_seconds = models.PositiveIntegerField(_("taken up again after, seconds"), validators=AT_LEAST_ONE)
    most_attempts = models.PositiveSmallIntegerField(_("taken up at most, times"), validators=AT_LEAST_ONE)
    keep_days = models.PositiveSmallIntegerField(_("files are kept, days"), validators=AT_LEAST_ONE)
    undo_hours = models.PositiveSmallIntegerField(_("an import can be taken back within, hours"))
    basis = models.CharField(_("basis"), max_length=200)
    in_force_from = models.DateField(_("in force from"))

    class Meta:
        ordering = ["-in_force_from", "-pk"]
        verbose_name, verbose_name_plural = _("rule of imports and exports"), _("rules of imports and exports")

    def __str__(self) -> str:
        return self.name


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: Any) -> IntakeQuerySet:
        """One's own imports, whoever one is."""
        return self.filter(owner=user) if user.is_authenticated else self.none()


class Intake(Tracked):
    """An import: a workbook checked as a whole, written as far as its owner chose, taken back as one act."""

    workflow = INTAKE

    code = models.SlugField(_("table"), max_length=40, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    file_name = models.CharField(_("file"), max_length=200)
    status = models.CharField(
        _("status"), max_length=12, choices=IntakeStatus, default=IntakeStatus.CHECKING, editable=False
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    bad_rows = models.JSONField(_("numbers of the wrong rows"), default=list)
    faults = models.JSONField(_("the first faults"), default=list)
    unread = models.JSONField(_("columns not read"), default=list)
    created_at = models.DateTimeField(_("created at"))
    written_at = models.DateTimeField(_("written at"), null=True)
    undo_until = models.DateTimeField(_("can be taken back until"), null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name, verbose_name_plural = _("import"), _("imports")
        indexes = [models.Index(fields=["owner", "code", "-created_at"], name="imports_of_a_person")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def good(self) -> int:
        """How many rows are right."""
        return self.rows - len(self.bad_rows)


class IntakeRow(About):
    """One record that an import wrote: from which row, what stood before, and its digest as it was left."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="written", verbose_name=_("import"))
    number = models.PositiveIntegerField(_("row"))
    before = models.JSONField(_("before"), default=dict)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name, verbose_name_plural = _("row of an import"), _("rows of imports")
        constraints = [models.UniqueConstraint(fields=["intake", "number"], name="row_written_once")]

    def __str__(self) -> str:
        return f"{self.intake_id}: {self.number}"


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: Any) -> JobQuerySet:
        """One's own work, whoever one is: what others export is theirs."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def free(self, now: datetime) -> JobQuerySet:
        """What a worker may take: never begun, or begun by one that has not been heard of within its lease."""
        dead = Q(status=JobStatus.RUNNING, leased_until__lt=now)
        return self.filter(Q(status=JobStatus.WAITING) | dead)


class Job(Tracked):
    """A piece of long work for one person, run behind the pages; `kind` names its work in JOB_KINDS."""

    workflow = JOB

    kind = models.SlugField(_("kind"), max_length=40, editable=False)
    code = models.SlugField(_("table"), max_length=40, blank=True, editable=False)
    params = models.JSONField(_("details"), default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    intake = models.ForeignKey(
        Intake, models.CASCADE, null=True, blank=True, related_name="jobs", verbose_name=_("import")
    )
    status = models.CharField(_("status"), max_length=12, choices=JobStatus, default=JobStatus.WAITING, editable=False)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("number of rows"), default=0)
    message = models.TextField(_("result"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("begun, times"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True)
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("file kept until"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name, verbose_name_plural = _("piece of long work"), _("long work")
        permissions = [("use_jobs", _("Can start and stop long work of one's own"))]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="jobs_of_a_person"),
            models.Index(fields=["created_at"], condition=Q(status__in=["waiting", "running"]), name="jobs_to_be_done"),
            models.Index(fields=["expires_at"], name="jobs_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def percent(self) -> int:
        """How far, 0 to 100; 0 while nobody knows how much there is."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_open(self) -> bool:
        return self.status in (JobStatus.WAITING, JobStatus.RUNNING)
