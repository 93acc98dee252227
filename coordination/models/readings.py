"""Numbers, counted once a night: dashboards read them and never recount."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department

from .policy import Measure, OfPlanQuerySet, Plan


class Indicator(models.Model):
    """What is counted, and in which unit."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("indicator"), _("indicators")

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class ReadingQuerySet(OfPlanQuerySet):
    def visible_to(self, user: Any) -> ReadingQuerySet:
        """Figures of the whole plan and its measures are for all; a department's own for those who see it."""
        rows = super().visible_to(user)
        if user.scope.everything:
            return rows  # type: ignore[return-value]
        own = models.Q(department=None) | models.Q(department__in=user.scope.departments)
        return rows.filter(own)  # type: ignore[return-value]


class Reading(models.Model):
    """The value of an indicator on a day, for a plan, one of its measures or one department."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="readings", verbose_name=_("indicator"))
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="readings", verbose_name=_("plan"))
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, related_name="+", verbose_name=_("measure"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department")
    )
    on = models.DateField(_("on"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    key = models.CharField(max_length=100, unique=True, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "indicator", "pk"]
        verbose_name, verbose_name_plural = _("reading"), _("readings")
        indexes = [models.Index(fields=["plan", "indicator", "on"], name="readings_of_a_plan")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on:%Y-%m-%d}"
