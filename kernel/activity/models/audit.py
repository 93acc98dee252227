"""What happened: entries that are only ever added, and the chain of seals that shows if one was changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class About(models.Model):
    """A row about any other row."""

    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind of record"))
    object_id = models.PositiveBigIntegerField(_("record"))
    subject = GenericForeignKey()

    class Meta:
        abstract = True


class Tracked(models.Model):
    """A row that only `activity.services.advance` and `amend` write; `version` counts their writes.

    `known_by` names the columns that the audit calls such a row by, where number, title or name do not do.
    """

    known_by: ClassVar[Sequence[str]] = ()

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def of(self, row: models.Model) -> AuditQuerySet:
        return self.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)

    def visible_to(self, user: Any) -> AuditQuerySet:
        """The auditor sees all; others see the history of rows they can see, through those rows."""
        return self if user.has_perm("activity.view_auditentry") else self.none()


class AuditEntry(About):
    """One write: who, when, which step, before, after, why, in which request. The database refuses changes to it."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    step = models.CharField(_("step"), max_length=40)
    source = models.CharField(_("from"), max_length=20, blank=True)
    target = models.CharField(_("to"), max_length=20, blank=True)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(_("request number"), max_length=64, blank=True)
    at = models.DateTimeField(_("at"))

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name, verbose_name_plural = _("audit entry"), _("audit entries")
        indexes = [
            models.Index(fields=["content_type", "object_id", "at"], name="audit_of_a_row"),
            models.Index(fields=["at"], name="audit_by_day"),
            models.Index(fields=["request_id"], name="audit_of_a_request"),
        ]

    def __str__(self) -> str:
        return f"{self.step} @ {self.at:%Y-%m-%d %H:%M}"


class AuditSeal(models.Model):
    """A link of the chain: each digest covers one entry and the digest before it."""

    class Ledger(models.TextChoices):
        STEP = "step", _("steps")
        EDIT = "edit", _("edits")

    number = models.PositiveBigIntegerField(_("number"), primary_key=True)
    ledger = models.CharField(_("ledger"), max_length=4, choices=Ledger)
    entry_id = models.PositiveBigIntegerField(_("entry"))
    digest = models.CharField(_("digest"), max_length=64)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-number"]
        verbose_name, verbose_name_plural = _("audit seal"), _("audit seals")
        constraints = [models.UniqueConstraint(fields=["ledger", "entry_id"], name="sealed_once")]

    def __str__(self) -> str:
        return f"#{self.number}"
