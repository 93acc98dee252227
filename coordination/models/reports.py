"""Progress reports: what the lead bureau says each month, and what the office thinks of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import Tracked

from ..workflow import REPORT, ReportStatus
from .tasks import Target, Task

OWED = (ReportStatus.OPEN, ReportStatus.RETURNED)


class ReportState(models.TextChoices):
    """What a report is on a day: its status, told apart by the schedule while nobody has written it."""

    NOT_DUE = "not_due", _("not due")
    DUE = "due", _("due")
    OVERDUE = "overdue", _("overdue")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")
    WAIVED = "waived", _("waived")


def state_condition(state: str, today: date) -> Q:
    """What puts a report into this state on that day; the same as `ProgressReport.state_on`."""
    condition = {
        ReportState.NOT_DUE: Q(status=ReportStatus.OPEN, period__gt=today),
        ReportState.DUE: Q(status=ReportStatus.OPEN, period__lte=today, due_on__gte=today),
        ReportState.OVERDUE: Q(status__in=OWED, due_on__lt=today),
        ReportState.RETURNED: Q(status=ReportStatus.RETURNED, due_on__gte=today),
    }
    return condition.get(ReportState(state), Q(status=state))


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    def visible_to(self, user: Any) -> ProgressReportQuerySet:
        """Whoever sees the task sees its reports."""
        if user.scope.everything:
            return self
        return self.filter(task__in=Task.objects.visible_to(user).values("pk"))

    def in_state(self, state: str, today: date) -> ProgressReportQuerySet:
        """The reports that `state_on(today)` puts into this state."""
        return self.filter(state_condition(state, today))

    def search(self, words: str) -> ProgressReportQuerySet:
        """Each word stands in the task's number or title, the bureau's name, or the pinyin initials of these."""
        rows = self
        for word in words.split():
            rows = rows.filter(
                Q(task__number__icontains=word) | Q(task__title__icontains=word) | Q(task__lead__name__icontains=word)
                | Q(task__initials__contains=word.lower()) | Q(task__lead__initials__contains=word.lower())
            )  # fmt: skip
        return rows

    def waiting(self) -> ProgressReportQuerySet:
        """What waits for the office, in the order in which it came."""
        return self.filter(status=ReportStatus.SUBMITTED).order_by("submitted_on", "pk")

    def overdue(self, today: date) -> ProgressReportQuerySet:
        return self.in_state(ReportState.OVERDUE, today)


class ProgressReport(Tracked):
    """One month of one task. The task's progress moves only when the office accepts it."""

    workflow = REPORT
    known_by = ("task__number", "period")

    class Judgement(models.TextChoices):
        ON_TRACK = "on_track", _("on track")
        AT_RISK = "at_risk", _("at risk")
        BEHIND = "behind", _("behind")
        DONE = "done", _("done")

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports", verbose_name=_("task"))
    period = models.DateField(_("month"), help_text=_("first day of the month reported on"))
    due_on = models.DateField(_("due on"))
    progress = models.PositiveSmallIntegerField(
        _("progress, %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    done = models.TextField(_("what was done"), blank=True, max_length=4000)
    problems = models.TextField(_("problems"), blank=True, max_length=4000)
    next_step = models.TextField(_("next step"), blank=True, max_length=4000)
    judgement = models.CharField(_("the bureau's judgement"), max_length=10, choices=Judgement, blank=True)
    office_judgement = models.CharField(_("the office's judgement"), max_length=10, choices=Judgement, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=ReportStatus, default=ReportStatus.OPEN, editable=False
    )
    submitted_on = models.DateField(_("submitted on"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("submitted by"),
    )  # fmt: skip
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decision_note = models.TextField(_("reason of the decision"), blank=True, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period", "task__number", "pk"]
        verbose_name, verbose_name_plural = _("progress report"), _("progress reports")
        permissions = [
            ("report_progress", _("Can write and submit progress reports")),
            ("review_progress", _("Can accept and return progress reports")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["task", "period"], name="one_report_a_month"),
            models.CheckConstraint(condition=Q(progress=None) | Q(progress__lte=100), name="report_at_most_100"),
        ]
        indexes = [
            models.Index(fields=["status", "due_on"], name="report_by_status"),
            models.Index(fields=["period", "id"], name="report_by_period"),
        ]

    def __str__(self) -> str:
        return f"{self.task.number} · {self.period:%Y-%m}"

    def state_on(self, today: date) -> ReportState:
        """Not due before its month begins, due until its day, overdue after it; then its status."""
        if self.status in OWED and self.due_on < today:
            return ReportState.OVERDUE
        if self.status == ReportStatus.OPEN:
            return ReportState.NOT_DUE if self.period > today else ReportState.DUE
        return ReportState(self.status)


class ReportedValueQuerySet(models.QuerySet["ReportedValue"]):
    def visible_to(self, user: Any) -> ReportedValueQuerySet:
        return self.filter(report__in=ProgressReport.objects.visible_to(user).values("pk"))


class ReportedValue(models.Model):
    """What a report says of one of the task's targets."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="values", verbose_name=_("report"))
    target = models.ForeignKey(Target, models.PROTECT, related_name="reported", verbose_name=_("target"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    objects = ReportedValueQuerySet.as_manager()

    class Meta:
        ordering = ["target", "pk"]
        verbose_name, verbose_name_plural = _("reported value"), _("reported values")
        constraints = [models.UniqueConstraint(fields=["report", "target"], name="value_once")]

    def __str__(self) -> str:
        return f"{self.value} {self.target.unit}"
