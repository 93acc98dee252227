"""The policy text, the plan that grew from it, and the sentences that link the two."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.activity.models import Tracked

from ..lights import Rules
from ..workflow import PLAN, RECORDED, PlanStatus


class SupervisionRule(models.Model):
    """The numbers a plan is supervised by, with their basis; a plan points at one set."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    basis = models.CharField(_("basis"), max_length=200)
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    report_day = models.PositiveSmallIntegerField(_("reports due on day of month"), default=25)
    sign_days = models.PositiveSmallIntegerField(_("working days to sign for a task"), default=3)
    resubmit_days = models.PositiveSmallIntegerField(_("working days to correct a returned report"), default=3)
    undo_seconds = models.PositiveSmallIntegerField(
        _("seconds in which a decision on a report can be taken back"), default=30,
        help_text=_("The bureau hears of the decision only when they are over."),
    )  # fmt: skip
    yellow_gap = models.PositiveSmallIntegerField(_("yellow when behind by more than, points"), default=10)
    red_gap = models.PositiveSmallIntegerField(_("red when behind by more than, points"), default=25)
    near_days = models.PositiveSmallIntegerField(_("deadline near within, working days"), default=15)
    near_progress = models.PositiveSmallIntegerField(_("deadline near is yellow below, %"), default=90)
    red_missed = models.PositiveSmallIntegerField(_("red when reports missed in a row"), default=2)
    task_reminders = models.JSONField(_("remind of a deadline before, working days"), default=list)
    report_reminders = models.JSONField(_("remind of a report before, working days"), default=list)

    class Meta:
        ordering = ["-in_force_from", "pk"]
        verbose_name, verbose_name_plural = _("supervision rule"), _("supervision rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(report_day__gte=1, report_day__lte=28), name="report_day_in_every_month"
            ),
            models.CheckConstraint(condition=Q(undo_seconds__lte=600), name="undo_within_ten_minutes"),
            models.CheckConstraint(condition=Q(red_gap__gte=models.F("yellow_gap")), name="red_is_worse_than_yellow"),
        ]

    def __str__(self) -> str:
        return self.name

    def rules(self) -> Rules:
        """The thresholds as the lights take them."""
        return Rules(self.yellow_gap, self.red_gap, self.near_days, self.near_progress, self.red_missed)


class DutyKeyword(models.Model):
    """A word that points at the bureau whose duty it is, for texts that name no lead."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="+", verbose_name=_("department"))
    word = models.CharField(_("word"), max_length=40)

    class Meta:
        ordering = ["department", "word"]
        verbose_name, verbose_name_plural = _("duty keyword"), _("duty keywords")
        constraints = [models.UniqueConstraint(fields=["department", "word"], name="keyword_once")]

    def __str__(self) -> str:
        return self.word


class PolicyText(models.Model):
    """The text as it was imported; offsets of actions point into `text`, which never changes."""

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    digest = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    source_name = models.CharField(_("file"), max_length=200, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        ordering = ["-imported_at"]
        verbose_name, verbose_name_plural = _("policy text"), _("policy texts")

    def __str__(self) -> str:
        return self.title


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> PlanQuerySet:
        """Drafts are the office's own; a plan in force or closed is known to all who work on it."""
        if user.has_perm("coordination.manage_plan"):
            return self
        return self.filter(status__in=[PlanStatus.ACTIVE, PlanStatus.CLOSED])


class Plan(Tracked):
    workflow = PLAN
    recorded = RECORDED

    name = models.CharField(_("name"), max_length=120)
    policy = models.ForeignKey(PolicyText, models.PROTECT, related_name="plans", verbose_name=_("policy text"))
    rule = models.ForeignKey(SupervisionRule, models.PROTECT, related_name="+", verbose_name=_("supervision rule"))
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    status = models.CharField(_("status"), max_length=12, choices=PlanStatus, default=PlanStatus.DRAFT, editable=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-first_year", "-pk"]
        verbose_name, verbose_name_plural = _("plan"), _("plans")
        permissions = [("manage_plan", _("Can draft, confirm and close plans"))]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=models.F("first_year")), name="plan_years_in_order"),
            models.UniqueConstraint(
                fields=["policy"], condition=~Q(status="abandoned"), name="one_plan_from_a_text"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class OfPlanQuerySet(models.QuerySet[Any]):
    """Rows that are seen by whoever sees their plan."""

    path_to_plan = "plan"

    def visible_to(self, user: Any) -> OfPlanQuerySet:
        return self.filter(**{f"{self.path_to_plan}__in": Plan.objects.visible_to(user)})


class OfPillarQuerySet(OfPlanQuerySet):
    path_to_plan = "pillar__plan"


class OfMeasureQuerySet(OfPlanQuerySet):
    path_to_plan = "measure__pillar__plan"


class Pillar(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="pillars", verbose_name=_("plan"))
    order = models.PositiveSmallIntegerField(_("order"))
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "order"]
        verbose_name, verbose_name_plural = _("pillar"), _("pillars")
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="pillar_order_once")]

    def __str__(self) -> str:
        return f"{self.number}、{self.title}" if self.number else self.title


class Measure(models.Model):
    """A sub-section; sentences directly under a pillar form one without title."""

    pillar = models.ForeignKey(Pillar, models.CASCADE, related_name="measures", verbose_name=_("pillar"))
    order = models.PositiveSmallIntegerField(_("order"))
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)

    objects = OfPillarQuerySet.as_manager()

    class Meta:
        ordering = ["pillar__order", "order"]
        verbose_name, verbose_name_plural = _("measure"), _("measures")
        constraints = [models.UniqueConstraint(fields=["pillar", "order"], name="measure_order_once")]

    def __str__(self) -> str:
        return self.title or str(self.pillar)


class Action(Tracked):
    """A sentence (or numbered item) of the text, from which tasks grow. Dropped and merged ones stay for the record."""

    recorded = RECORDED

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="actions", verbose_name=_("measure"))
    order = models.PositiveIntegerField(_("order"))
    start = models.PositiveIntegerField(_("start"), help_text=_("character offset into the text"))
    end = models.PositiveIntegerField(_("end"))
    text = models.TextField(_("text"))
    lead_text = models.CharField(_("lead as written"), max_length=200, blank=True)
    partners_text = models.JSONField(_("partners as written"), default=list)
    lead = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead department")
    )
    lead_suggested = models.BooleanField(_("lead is a suggestion"), default=False)
    why = models.JSONField(_("words that led to it"), default=list)
    partners = models.ManyToManyField(
        Department, blank=True, related_name="+", verbose_name=_("co-operating departments")
    )
    dropped = models.BooleanField(_("dropped"), default=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = OfMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["measure__pillar__order", "measure__order", "start", "pk"]
        verbose_name, verbose_name_plural = _("action"), _("actions")
        constraints = [models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="action_has_text")]

    def __str__(self) -> str:
        return self.text[:40]
