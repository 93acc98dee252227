"""The cabinet: what a firm files once, with its expiry, and picks for any application; and its yearly figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import Tracked

from ..workflow import DOCUMENT, DocumentStatus
from .registry import Enterprise, with_rows_of


class DocumentKind(models.Model):
    """A kind of document a firm files: licence, certificate, finance table, test report."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    expires = models.BooleanField(_("has a last day"), default=True)
    remind_days = models.PositiveSmallIntegerField(
        _("told this many days ahead"), default=60, help_text=_("calendar days before the last day")
    )
    remind_again = models.JSONField(
        _("told again this many days ahead"), default=list, blank=True,
        help_text=_("a list of calendar days before the last day, such as [15, 0]"),
    )  # fmt: skip
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    disabled_on = models.DateField(_("disabled on"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name, verbose_name_plural = _("kind of document"), _("kinds of documents")

    def __str__(self) -> str:
        return self.name


class CabinetDocumentQuerySet(models.QuerySet["CabinetDocument"]):
    def visible_to(self, user: Any) -> CabinetDocumentQuerySet:
        """The firm's people, its district and the office; who checks an application sees what it was sent with."""
        if user.scope.everything:
            return self
        sent = Q(sent_with__application__call__scheme__department__in=user.scope.departments)
        shown = self.model.objects.filter(sent).values("pk") if user.scope.departments else ()
        return self.filter(with_rows_of(user, firm="enterprise") | Q(pk__in=shown))

    def current(self) -> CabinetDocumentQuerySet:
        return self.filter(status=DocumentStatus.CURRENT)

    def valid(self, on: date) -> CabinetDocumentQuerySet:
        """Those that may be used on that day."""
        return self.current().filter(Q(expires_on=None) | Q(expires_on__gte=on))


class CabinetDocument(Tracked):
    """One document of a firm; its pages are Attachments with the purpose `cabinet`."""

    workflow = DOCUMENT
    recorded = {"file": _("filed")}

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="documents", verbose_name=_("enterprise"))
    kind = models.ForeignKey(DocumentKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    title = models.CharField(_("title"), max_length=120)
    number = models.CharField(_("number on the document"), max_length=80, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=DocumentStatus, default=DocumentStatus.CURRENT, editable=False
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="replaced_by", verbose_name=_("replaces")
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("filed by")
    )
    filed_at = models.DateTimeField(_("filed at"), editable=False)

    objects = CabinetDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind__order", "-filed_at", "pk"]
        verbose_name, verbose_name_plural = _("document of the cabinet"), _("documents of the cabinet")
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=models.F("issued_on")),
                name="document_valid_after_issue",
            )
        ]
        indexes = [
            models.Index(fields=["enterprise", "status"], name="documents_of_a_firm"),
            models.Index(fields=["expires_on"], condition=Q(status="current"), name="documents_that_expire"),
        ]

    def __str__(self) -> str:
        return self.title

    def valid_on(self, day: date) -> bool:
        """Whether it may be used on that day."""
        return self.status == DocumentStatus.CURRENT and (self.expires_on is None or self.expires_on >= day)


class FigureItem(models.Model):
    """A yearly figure the portal knows of each firm: revenue, research spending, exports, staff."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    unit_zh = models.CharField(_("Chinese unit"), max_length=20, blank=True)
    unit_en = models.CharField(_("English unit"), max_length=30, blank=True)
    is_money = models.BooleanField(
        _("money in 10,000 CNY"), default=False, help_text=_("other figures are whole numbers")
    )
    may_be_negative = models.BooleanField(_("may lie below zero"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name, verbose_name_plural = _("yearly figure"), _("yearly figures")

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if _in_english() else self.name_zh

    @property
    def unit(self) -> str:
        """The unit in the reader's language."""
        return self.unit_en if _in_english() else self.unit_zh


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, user: Any) -> FigureQuerySet:
        """As the firm's documents: its people, its district, the office."""
        return self if user.scope.everything else self.filter(with_rows_of(user, firm="enterprise"))


class Figure(models.Model):
    """One figure of a firm for one year, with the document that shows it."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="figures", verbose_name=_("enterprise"))
    item = models.ForeignKey(FigureItem, models.PROTECT, related_name="figures", verbose_name=_("figure"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    document = models.ForeignKey(
        CabinetDocument, models.SET_NULL, null=True, blank=True, related_name="figures", verbose_name=_("shown by")
    )

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "item__order", "pk"]
        verbose_name, verbose_name_plural = _("figure of a firm"), _("figures of firms")
        constraints = [models.UniqueConstraint(fields=["enterprise", "item", "year"], name="figure_once_a_year")]
        indexes = [models.Index(fields=["item", "enterprise", "-year"], name="latest_figures")]

    def __str__(self) -> str:
        return f"{self.item} {self.year}: {self.value}"


def _in_english() -> bool:
    return (get_language() or "").startswith("en")
