"""Schemes and their yearly calls: stages, award rules, late-entry codes, who won before."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.activity.models import Tracked

from ..workflow import CALL, CallStatus
from ..workflow.calls import RECORDED
from .registry import Enterprise, with_rows_of
from .rubrics import Rubric

PUBLIC = (CallStatus.PUBLISHED, CallStatus.CLOSED)
MANAGE = "enterprises.manage_call"


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def visible_to(self, user: Any) -> SchemeQuerySet:
        """Public: what can be applied for is nobody's secret."""
        return self

    def run_by(self, user: Any) -> SchemeQuerySet:
        """Those whose calls the person prepares: all, or those of their departments."""
        return self if user.scope.everything else self.filter(department__in=user.scope.departments)

    def open(self, on: date) -> SchemeQuerySet:
        return self.filter(Q(disabled_on=None) | Q(disabled_on__gt=on))


class Scheme(models.Model):
    """An award, a title or a grant that firms apply for, run by a department."""

    class Kind(models.TextChoices):
        AWARD = "award", _("quality award")
        BENCHMARK = "benchmark", _("benchmark brand")
        TIME_HONOURED = "time_honoured", _("time-honoured brand")
        PREMIUM = "premium", _("premium product")
        GRANT = "grant", _("support grant")

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("begins the receipt numbers"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("run by"))
    aim = models.TextField(_("what it is for"), max_length=1000, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    valid_years = models.PositiveSmallIntegerField(_("valid for, years"), default=3)
    needs_brand = models.BooleanField(_("a brand is named"), default=False)
    disabled_on = models.DateField(_("disabled on"), null=True, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("scheme"), _("schemes")

    def __str__(self) -> str:
        return self.name


def before_closing() -> list[int]:
    """When the firms whose draft is not sent are reminded, unless the call says otherwise."""
    return [5, 1]


def before_due() -> list[int]:
    """When a firm that has to supplement is reminded, unless the call says otherwise."""
    return [3, 1]


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> CallQuerySet:
        """Published calls are public; drafts are seen by who edits calls, in their departments."""
        if user.is_authenticated and user.scope.everything:
            return self
        if not user.has_perm(MANAGE):
            return self.published()
        return self.filter(Q(status__in=PUBLIC) | Q(scheme__department__in=user.scope.departments))

    def run_by(self, user: Any) -> CallQuerySet:
        """Those that the person prepares and publishes: all, or those of their departments' schemes."""
        return self if user.scope.everything else self.filter(scheme__department__in=user.scope.departments)

    def published(self) -> CallQuerySet:
        return self.filter(status__in=PUBLIC)

    def open(self, now: datetime) -> CallQuerySet:
        """The calls that take applications at this instant; the closing instant itself is too late."""
        return self.filter(status=CallStatus.PUBLISHED, opens_at__lte=now, closes_at__gt=now)


class Call(Tracked):
    """One year of a scheme. Its form and rubric are frozen when it is published."""

    workflow = CALL
    recorded = RECORDED

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="calls", verbose_name=_("scheme"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    title = models.CharField(_("title"), max_length=120)
    introduction = models.TextField(_("introduction"), max_length=4000, blank=True)
    minutes_needed = models.PositiveSmallIntegerField(
        _("minutes it takes to fill in"), default=60, help_text=_("told before anybody starts")
    )
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    form = models.ForeignKey(
        "enterprises.FormVersion", models.PROTECT, null=True, blank=True, related_name="calls",
        verbose_name=_("form version"),
    )  # fmt: skip
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("rubric")
    )
    most_returns = models.PositiveSmallIntegerField(_("returned at most, times"), default=1)
    applications_each = models.PositiveSmallIntegerField(_("applications of one firm at most"), default=1)
    closing_reminders = models.JSONField(
        _("remind of drafts before the closing, working days"), default=before_closing, blank=True
    )
    supplement_reminders = models.JSONField(
        _("remind of a supplement before its day, working days"), default=before_due, blank=True
    )
    receipts = models.PositiveIntegerField(_("receipts given"), default=0, editable=False)
    contact = models.CharField(_("whom to ask"), max_length=120, blank=True)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="copies", verbose_name=_("copied from")
    )
    status = models.CharField(_("status"), max_length=12, choices=CallStatus, default=CallStatus.DRAFT, editable=False)
    # Award rules; quota and pass line stand in the tiers.
    vacancy_below_line = models.BooleanField(_("left vacant below the pass line"), default=True)
    cool_down_years = models.PositiveSmallIntegerField(
        _("cool-down, years"), default=0, help_text=_("a holder applies again only after these years")
    )
    repeat_outside_quota = models.BooleanField(_("a repeated winner stands outside the quota"), default=False)
    repeat_with_money = models.BooleanField(_("a repeated winner gets the money again"), default=False)
    barring_years = models.PositiveSmallIntegerField(
        _("an incident bars for, years"), default=3, help_text=_("a serious breach on record within these years")
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "scheme", "pk"]
        verbose_name, verbose_name_plural = _("call"), _("calls")
        permissions = [("manage_call", _("Can prepare, publish and close calls"))]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "year"], condition=~Q(status=CallStatus.CANCELLED), name="one_call_a_year"
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="call_closes_after_opening"),
        ]
        indexes = [models.Index(fields=["status", "closes_at"], name="calls_by_closing")]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        """Whether it takes applications at this instant."""
        return self.status == CallStatus.PUBLISHED and self.opens_at <= now < self.closes_at


class AwardTier(models.Model):
    """A tier of the award: how many at most, from which score, with how much money."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="tiers", verbose_name=_("call"))
    name = models.CharField(_("tier"), max_length=40)
    quota = models.PositiveSmallIntegerField(_("quota"))
    pass_line = models.DecimalField(_("pass line, points"), max_digits=6, decimal_places=1)
    money = models.DecimalField(_("money, 10,000 CNY"), max_digits=12, decimal_places=4, default=0)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["call", "order", "pk"]
        verbose_name, verbose_name_plural = _("award tier"), _("award tiers")
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="tier_once")]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """A stage of a call: its length in working days, its dates, and who sees whose name and score meanwhile."""

    class Kind(models.TextChoices):
        FILLING = "filling", _("filling in")
        FORMAL_CHECK = "formal_check", _("formal check")
        SUPPLEMENT = "supplement", _("supplement")
        EXPERT_REVIEW = "expert_review", _("expert review")
        SITE_VISIT = "site_visit", _("site visit")
        COMMITTEE = "committee", _("committee decision")
        PUBLIC_NOTICE = "public_notice", _("public notice")

    call = models.ForeignKey(Call, models.CASCADE, related_name="stages", verbose_name=_("call"))
    kind = models.CharField(_("stage"), max_length=16, choices=Kind)
    order = models.PositiveSmallIntegerField(_("order"))
    working_days = models.PositiveSmallIntegerField(
        _("length, working days"), null=True, blank=True, help_text=_("for each application, from the day it enters")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    experts_see_firms = models.BooleanField(_("experts see the firm's name"), default=False)
    firms_see_experts = models.BooleanField(_("firms see the experts' names"), default=False)
    experts_see_scores = models.BooleanField(_("experts see each other's scores"), default=False)
    firms_see_scores = models.BooleanField(_("firms see their scores"), default=False)

    class Meta:
        ordering = ["call", "order", "pk"]
        verbose_name, verbose_name_plural = _("stage"), _("stages")
        constraints = [
            models.UniqueConstraint(fields=["call", "kind"], name="stage_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="stage_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class LateCodeQuerySet(models.QuerySet["LateCode"]):
    def visible_to(self, user: Any) -> LateCodeQuerySet:
        """The codes of the calls that the person runs."""
        if user.scope.everything:
            return self
        return self.filter(call__scheme__department__in=user.scope.departments)


class LateCode(models.Model):
    """A code by which a firm may still apply after the closing; kept as a digest, shown once."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="late_codes", verbose_name=_("call"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("begins with"), max_length=4, editable=False)
    uses = models.PositiveSmallIntegerField(_("number of uses"), default=1)
    used = models.PositiveSmallIntegerField(_("used"), default=0, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), editable=False)

    objects = LateCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]
        verbose_name, verbose_name_plural = _("late-entry code"), _("late-entry codes")
        constraints = [models.CheckConstraint(condition=Q(used__lte=F("uses")), name="late_code_used_at_most")]

    def __str__(self) -> str:
        return f"{self.hint}…"


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    def visible_to(self, user: Any) -> RecognitionQuerySet:
        return self if user.scope.everything else self.filter(with_rows_of(user, firm="enterprise"))


class Recognition(models.Model):
    """That a firm holds an award or a title since a day; earlier years are entered or imported by staff."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="recognitions", verbose_name=_("enterprise")
    )
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="recognitions", verbose_name=_("scheme"))
    brand = models.ForeignKey(
        "enterprises.Brand", models.PROTECT, null=True, blank=True, related_name="recognitions",
        verbose_name=_("brand"),
    )  # fmt: skip
    tier = models.CharField(_("tier"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    awarded_on = models.DateField(_("awarded on"))
    until = models.DateField(_("valid until"), null=True, blank=True)
    number = models.CharField(_("certificate number"), max_length=40, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ["-awarded_on", "pk"]
        verbose_name, verbose_name_plural = _("recognition"), _("recognitions")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "scheme", "year", "tier"], name="recognised_once_a_year")
        ]
        indexes = [models.Index(fields=["enterprise", "scheme", "awarded_on"], name="recognitions_of_a_firm")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}"
