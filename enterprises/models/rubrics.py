"""Rubrics as data: a tree of criteria with a maximum each. A frozen version never changes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import Tracked

from ..workflow import VERSION, VersionStatus
from ..workflow.calls import RECORDED


class RubricQuerySet(models.QuerySet["Rubric"]):
    def visible_to(self, user: Any) -> RubricQuerySet:
        """How is scored is public once frozen; drafts are the staff's."""
        if user.has_perm("enterprises.manage_call"):
            return self
        return self.filter(status=VersionStatus.FROZEN)


class Rubric(Tracked):
    """One version of a rubric: GB/T 19580 (1000 points), brand elements after ISO 20671-1, a scheme's own."""

    workflow = VERSION
    recorded = RECORDED

    code = models.SlugField(_("code"), max_length=40)
    number = models.PositiveSmallIntegerField(_("version number"), default=1)
    name = models.CharField(_("name"), max_length=120)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=VersionStatus, default=VersionStatus.DRAFT, editable=False
    )

    objects = RubricQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-number"]
        verbose_name, verbose_name_plural = _("rubric"), _("rubrics")
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="rubric_version_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class Criterion(models.Model):
    """An item of a rubric; the maximum of a branch is the sum of its items'."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria", verbose_name=_("rubric"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="items", verbose_name=_("higher criterion")
    )
    number = models.CharField(_("number"), max_length=12)
    title = models.CharField(_("title"), max_length=120)
    hint = models.CharField(_("what to look at"), max_length=400, blank=True)
    most = models.PositiveSmallIntegerField(_("maximum"))
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["rubric", "order", "pk"]
        verbose_name, verbose_name_plural = _("criterion"), _("criteria")
        constraints = [models.UniqueConstraint(fields=["rubric", "number"], name="criterion_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
