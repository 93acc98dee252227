"""Private files that belong to a row: whoever sees the row may fetch them, nobody else."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import About


class FileRule(models.Model):
    """What may be attached for a purpose: kinds, size of one as it comes and unpacked, number for one row."""

    purpose = models.SlugField(_("purpose"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    media_types = models.JSONField(_("kinds"), default=list)
    most_bytes = models.PositiveIntegerField(_("largest size, bytes"))
    most_files = models.PositiveSmallIntegerField(_("most files for one record"))
    most_pixels = models.PositiveIntegerField(_("most pixels of a picture"), default=50_000_000)
    most_unpacked_bytes = models.PositiveIntegerField(_("largest size unpacked, bytes"), default=200 * 1024 * 1024)
    most_ratio = models.PositiveIntegerField(_("most times its size unpacked"), default=100)
    most_parts = models.PositiveIntegerField(_("most parts of an Office file"), default=5000)
    basis = models.CharField(_("basis"), max_length=200, blank=True)

    class Meta:
        ordering = ["purpose"]
        verbose_name, verbose_name_plural = _("file rule"), _("file rules")

    def __str__(self) -> str:
        return self.name


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of(self, owner: models.Model) -> AttachmentQuerySet:
        return self.filter(content_type=ContentType.objects.get_for_model(owner), object_id=owner.pk, removed_at=None)

    def visible_to(self, user: Any) -> AttachmentQuerySet:
        """The files of the rows this person sees, for each kind of owner that ATTACHMENT_OWNERS names."""
        condition = Q(pk__in=[])
        for label in settings.ATTACHMENT_OWNERS:
            model = apps.get_model(label)
            rows = model._default_manager.visible_to(user).values("pk")
            condition |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=rows)
        return self.filter(condition, removed_at=None)


def storage_path(attachment: Attachment, name: str) -> str:
    """Where the bytes lie: by digest, so that a user's file name never becomes a path."""
    return f"attachments/{attachment.sha256[:2]}/{attachment.sha256}"


class Attachment(About):
    purpose = models.SlugField(_("purpose"), max_length=40)
    file = models.FileField(_("file"), upload_to=storage_path)
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("size, bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    uploaded_at = models.DateTimeField(_("at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name, verbose_name_plural = _("attachment"), _("attachments")
        indexes = [models.Index(fields=["content_type", "object_id"], name="files_of_a_row")]

    def __str__(self) -> str:
        return self.name
