"""The self-assessment of a firm's brand management: a questionnaire as data, a score, advice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.activity.models import Tracked

from ..workflow import ASSESSMENT, AssessmentStatus
from .registry import Enterprise, with_rows_of


class Questionnaire(models.Model):
    """A version of the questionnaire; the one in force on a day is the latest begun by then."""

    name = models.CharField(_("name"), max_length=80)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    in_force_from = models.DateField(_("in force from"), unique=True)
    fewest_firms = models.PositiveSmallIntegerField(
        _("fewest firms for a comparison"), default=5, help_text=_("below it no median of the industry is shown")
    )

    class Meta:
        ordering = ["-in_force_from"]
        verbose_name, verbose_name_plural = _("questionnaire"), _("questionnaires")

    def __str__(self) -> str:
        return self.name


class Dimension(models.Model):
    """A side of brand management that the questionnaire looks at."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="dimensions", verbose_name=_("questionnaire")
    )
    name = models.CharField(_("name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["questionnaire", "order", "pk"]
        verbose_name, verbose_name_plural = _("dimension"), _("dimensions")

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question: `options` are `{"text", "points"}` from the least to the most; `advice` is for who scores low."""

    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="questions", verbose_name=_("dimension"))
    text = models.CharField(_("question"), max_length=200)
    options = models.JSONField(_("answers with points"), default=list)
    advice = models.CharField(_("advice"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["dimension__order", "order", "pk"]
        verbose_name, verbose_name_plural = _("question"), _("questions")

    def __str__(self) -> str:
        return self.text

    @property
    def most(self) -> int:
        """The most points the question can give."""
        return max((int(option["points"]) for option in self.options), default=0)


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    def visible_to(self, user: Any) -> SelfAssessmentQuerySet:
        """A firm's own matter: its people and the office; a district sees its firms'."""
        return self if user.scope.everything else self.filter(with_rows_of(user, firm="enterprise"))


class SelfAssessment(Tracked):
    """One firm's answers: `answers` is `{question id: index of the option}`; `score` is in percent of the most."""

    workflow = ASSESSMENT
    recorded = {"start": pgettext_lazy("assessment", "begun")}

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="self_assessments", verbose_name=_("enterprise")
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="assessments", verbose_name=_("questionnaire")
    )
    answers = models.JSONField(_("answers"), default=dict)
    score = models.DecimalField(_("score, %"), max_digits=5, decimal_places=1, null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=AssessmentStatus, default=AssessmentStatus.DRAFT, editable=False
    )
    begun_at = models.DateTimeField(_("begun at"), editable=False)
    completed_on = models.DateField(pgettext_lazy("self-assessment", "completed on"), null=True, editable=False)
    filled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("filled in by")
    )

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name, verbose_name_plural = _("self-assessment"), _("self-assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "questionnaire"], condition=Q(status=AssessmentStatus.DRAFT),
                name="one_open_assessment",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["questionnaire", "status"], name="assessments_done")]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.begun_at:%Y-%m-%d}"
