"""Where a firm is and what it does: divisions (GB/T 2260) and industries (GB/T 4754)."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Department
from kernel.accounts.models.people import division_code

industry_code = RegexValidator(
    r"^[A-T](\d{2,4})?$", _("An industry code is a letter with up to four digits (GB/T 4754).")
)


class DivisionQuerySet(models.QuerySet["Division"]):
    def visible_to(self, user: Any) -> DivisionQuerySet:
        """Common knowledge."""
        return self


class Division(models.Model):
    """A district of the city; `department` is who looks after its firms."""

    code = models.CharField(_("division code"), max_length=6, primary_key=True, validators=[division_code])
    name = models.CharField(_("name"), max_length=40)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible department")
    )

    objects = DivisionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("division"), _("divisions")

    def __str__(self) -> str:
        return self.name


class IndustryQuerySet(models.QuerySet["Industry"]):
    def visible_to(self, user: Any) -> IndustryQuerySet:
        """Common knowledge."""
        return self


class Industry(models.Model):
    """A branch of GB/T 4754-2017: what is below it has its code as a prefix (C, C34, C3443)."""

    code = models.CharField(_("industry code"), max_length=5, primary_key=True, validators=[industry_code])
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name=_("higher branch")
    )

    objects = IndustryQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("industry"), _("industries")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def section(self) -> str:
        """The letter of the section."""
        return self.code[0]
