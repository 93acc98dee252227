"""The rule of the formal check: when its people are reminded, and how long an acceptance can be taken back."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FURTHEST = 60


def check_distances(value: object) -> None:
    """A list of numbers of working days, not many and not far away."""
    near = (
        isinstance(value, list) and len(value) <= 5 and all(type(day) is int and 0 <= day <= FURTHEST for day in value)
    )
    if not near:
        raise ValidationError(_("Give at most five whole numbers between 0 and %(n)d, as in [2, 0].") % {"n": FURTHEST})


class CheckRuleQuerySet(models.QuerySet["CheckRule"]):
    def on(self, day: date) -> CheckRule:
        """The rule in force on that day; before the first of them, the first."""
        begun = self.filter(in_force_from__lte=day).order_by("-in_force_from").first()
        return begun or self.earliest("in_force_from")


class CheckRule(models.Model):
    name = models.CharField(gettext_lazy("name"), max_length=60)
    basis = models.CharField(gettext_lazy("basis"), max_length=200)
    in_force_from = models.DateField(gettext_lazy("in force from"), unique=True)
    near_days = models.JSONField(
        gettext_lazy("reminded before the end, working days"), default=list, validators=[check_distances],
        help_text=gettext_lazy("a list such as [2, 0]; 0 is the last day itself"),
    )  # fmt: skip
    undo_seconds = models.PositiveSmallIntegerField(
        gettext_lazy("seconds in which an acceptance can be taken back"), default=30
    )

    objects = CheckRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-in_force_from"]
        verbose_name, verbose_name_plural = (
            gettext_lazy("rule of the formal check"), gettext_lazy("rules of the formal check"),
        )  # fmt: skip
        constraints = [models.CheckConstraint(condition=Q(undo_seconds__lte=600), name="acceptance_undone_soon")]

    def __str__(self) -> str:
        return self.name
