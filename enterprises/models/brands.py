"""Brands and the ladder they climb: seedling, city, province, national, world."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import Tracked

from ..workflow import STANDING, StandingStatus
from .cabinet import CabinetDocument
from .classification import Industry
from .registry import Enterprise, with_rows_of


class Rung(models.Model):
    """A rung of the ladder; the higher its order, the higher it is."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), unique=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name, verbose_name_plural = _("rung"), _("rungs")

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class RungCriterion(models.Model):
    """What a brand must show to stand on a rung, and by which evidence."""

    rung = models.ForeignKey(Rung, models.CASCADE, related_name="criteria", verbose_name=_("rung"))
    text_zh = models.CharField(_("Chinese text"), max_length=200)
    text_en = models.CharField(_("English text"), max_length=300)
    evidence = models.CharField(_("evidence"), max_length=120, blank=True)
    required = models.BooleanField(_("required"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["rung", "order", "pk"]
        verbose_name, verbose_name_plural = _("criterion of a rung"), _("criteria of rungs")

    def __str__(self) -> str:
        return self.text_zh

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        return self.text_en if (get_language() or "").startswith("en") else self.text_zh


class BrandQuerySet(models.QuerySet["Brand"]):
    def visible_to(self, user: Any) -> BrandQuerySet:
        """Brands on the ladder are public; others are seen by the firm's people, its district and the office."""
        if user.scope.everything:
            return self
        return self.filter(Q(rung__isnull=False) | with_rows_of(user, firm="enterprise"))

    def on_ladder(self) -> BrandQuerySet:
        """Brands that stand on a rung: public."""
        return self.filter(rung__isnull=False)

    def search(self, words: str) -> BrandQuerySet:
        rows = self
        for word in words.split():
            rows = rows.filter(
                Q(name__icontains=word) | Q(initials__contains=word.lower()) | Q(enterprise__name__icontains=word)
            )
        return rows


class Brand(Tracked):
    """A brand of a firm; `rung` is the highest confirmed standing, written when a standing changes."""

    recorded = {"add": _("added"), "move": _("moved on the ladder")}

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="brands", verbose_name=_("enterprise"))
    name = models.CharField(_("brand"), max_length=60)
    initials = models.CharField(_("pinyin initials"), max_length=60, blank=True, editable=False)
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("industry")
    )
    since_year = models.PositiveSmallIntegerField(_("in use since"), null=True, blank=True)
    story = models.TextField(_("what it stands for"), max_length=1000, blank=True)
    rung = models.ForeignKey(
        Rung, models.PROTECT, null=True, editable=False, related_name="brands", verbose_name=_("rung")
    )

    objects = BrandQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name, verbose_name_plural = _("brand"), _("brands")
        constraints = [models.UniqueConstraint(fields=["enterprise", "name"], name="brand_once_a_firm")]
        indexes = [models.Index(fields=["rung", "name", "id"], name="brands_by_rung")]

    def __str__(self) -> str:
        return self.name


class BrandStandingQuerySet(models.QuerySet["BrandStanding"]):
    def visible_to(self, user: Any) -> BrandStandingQuerySet:
        return self if user.scope.everything else self.filter(with_rows_of(user, firm="brand__enterprise"))

    def waiting(self) -> BrandStandingQuerySet:
        return self.filter(status=StandingStatus.CLAIMED).order_by("claimed_at", "pk")


class BrandStanding(Tracked):
    """A brand's claim to a rung since a day, with its evidence; staff confirm it."""

    workflow = STANDING
    recorded = {"claim": _("claimed")}

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="standings", verbose_name=_("brand"))
    rung = models.ForeignKey(Rung, models.PROTECT, related_name="standings", verbose_name=_("rung"))
    reached_on = models.DateField(_("reached on"))
    until = models.DateField(_("valid until"), null=True, blank=True)
    criteria = models.ManyToManyField(RungCriterion, blank=True, related_name="+", verbose_name=_("criteria met"))
    evidence = models.ManyToManyField(CabinetDocument, blank=True, related_name="+", verbose_name=_("evidence"))
    remark = models.TextField(_("remark"), max_length=1000, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=StandingStatus, default=StandingStatus.CLAIMED, editable=False
    )
    claimed_at = models.DateTimeField(_("claimed at"), editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decision_note = models.TextField(_("reason of the decision"), blank=True, editable=False)

    objects = BrandStandingQuerySet.as_manager()

    class Meta:
        ordering = ["-reached_on", "-pk"]
        verbose_name, verbose_name_plural = _("standing of a brand"), _("standings of brands")
        permissions = [("confirm_standing", _("Can confirm standings of brands"))]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "rung"],
                condition=Q(status__in=(StandingStatus.CLAIMED, StandingStatus.CONFIRMED)),
                name="rung_once_a_brand",
            )
        ]

    def __str__(self) -> str:
        return f"{self.brand} · {self.rung}"
