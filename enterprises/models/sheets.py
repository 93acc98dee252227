"""The application form as data: versions with sections, fields and materials. A frozen version never changes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import Tracked

from ..workflow import VERSION, VersionStatus
from ..workflow.calls import RECORDED
from .cabinet import DocumentKind
from .schemes import Scheme


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def visible_to(self, user: Any) -> FormVersionQuerySet:
        """What a call asks is public once frozen; drafts are the staff's."""
        if user.has_perm("enterprises.manage_call"):
            return self
        return self.filter(status=VersionStatus.FROZEN)


class FormVersion(Tracked):
    """One version of a scheme's form."""

    workflow = VERSION
    recorded = RECORDED

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="form_versions", verbose_name=_("scheme"))
    number = models.PositiveSmallIntegerField(_("version number"))
    remark = models.CharField(_("what is new in it"), max_length=200, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=VersionStatus, default=VersionStatus.DRAFT, editable=False
    )

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "-number"]
        verbose_name, verbose_name_plural = _("form version"), _("form versions")
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="form_version_once")]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.number}"


class FormSection(models.Model):
    """A page of the form."""

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="sections", verbose_name=_("form version"))
    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("title"), max_length=80)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["form", "order", "pk"]
        verbose_name, verbose_name_plural = _("section of a form"), _("sections of forms")
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="section_key_once")]

    def __str__(self) -> str:
        return self.title


class FormField(models.Model):
    """One question of the form. What its answer looks like is said by its kind: see `Kind`."""

    class Kind(models.TextChoices):
        """JSON of the answer: text, long_text, choice: string; choices: list of strings; number, money: decimal as
        string (money in 10,000 CNY); date: ISO day; table: list of rows `{column key: string}`; file: list of ids of
        the firm's cabinet documents; trademarks: list of registration numbers.
        """

        TEXT = "text", _("short text")
        LONG_TEXT = "long_text", _("long text")
        NUMBER = "number", _("number with unit")
        MONEY = "money", _("money in 10,000 CNY")
        DATE = "date", _("date")
        CHOICE = "choice", _("one of several")
        CHOICES = "choices", _("some of several")
        TABLE = "table", _("table")
        FILE = "file", _("document from the cabinet")
        TRADEMARKS = "trademarks", _("own trademarks")

    section = models.ForeignKey(FormSection, models.CASCADE, related_name="fields", verbose_name=_("section"))
    key = models.SlugField(_("key"), max_length=40)
    label = models.CharField(_("label"), max_length=120)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.TEXT)
    required = models.BooleanField(_("required"), default=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    most_characters = models.PositiveIntegerField(_("at most characters"), null=True, blank=True)
    least = models.DecimalField(_("at least"), max_digits=18, decimal_places=4, null=True, blank=True)
    most = models.DecimalField(_("at most"), max_digits=18, decimal_places=4, null=True, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True, help_text=_("the words to choose from"))
    columns = models.JSONField(
        _("columns of a table"), default=list, blank=True,
        help_text=_('a list of {"key", "label", "kind": "text" or "number", "unit"}'),
    )  # fmt: skip
    most_rows = models.PositiveSmallIntegerField(_("at most rows or files"), default=20)
    prefill = models.CharField(
        _("filled in from"), max_length=60, blank=True,
        help_text=_("what the portal knows: enterprise.name, figure.revenue.-1, brand.name …"),
    )  # fmt: skip
    document_kind = models.ForeignKey(
        DocumentKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of document")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["section__order", "order", "pk"]
        verbose_name, verbose_name_plural = _("field of a form"), _("fields of forms")
        constraints = [models.UniqueConstraint(fields=["section", "key"], name="field_key_once")]

    def __str__(self) -> str:
        return self.label


class Material(models.Model):
    """A document that an application must bring: picked from the cabinet, or a letter written by somebody else."""

    class Source(models.TextChoices):
        CABINET = "cabinet", _("from the firm's cabinet")
        LETTER = "letter", _("letter of support by a one-time link")

    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="materials", verbose_name=_("form version"))
    key = models.SlugField(_("key"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.CABINET)
    kind = models.ForeignKey(
        DocumentKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of document")
    )
    required = models.BooleanField(_("required"), default=True)
    least = models.PositiveSmallIntegerField(_("at least"), default=1)
    most = models.PositiveSmallIntegerField(_("at most"), default=5)
    link_days = models.PositiveSmallIntegerField(_("link of a letter valid for, days"), default=30)
    valid_on_closing = models.BooleanField(_("must be valid on the closing day"), default=True)
    media_types = models.JSONField(
        _("kinds of files"), default=list, blank=True, help_text=_("empty: all that the cabinet takes")
    )
    most_bytes = models.PositiveIntegerField(_("largest file, bytes"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["form", "order", "pk"]
        verbose_name, verbose_name_plural = _("material"), _("materials")
        constraints = [
            models.UniqueConstraint(fields=["form", "key"], name="material_key_once"),
            models.CheckConstraint(condition=Q(least__lte=models.F("most")), name="material_least_most"),
        ]

    def __str__(self) -> str:
        return self.title
