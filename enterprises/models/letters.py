"""Letters of support, asked of somebody outside and given by a one-time link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.activity.models import Tracked

from ..workflow import LETTER, LetterStatus
from .applications import Application
from .sheets import Material


class SupportLetterQuerySet(models.QuerySet["SupportLetter"]):
    def visible_to(self, user: Any) -> SupportLetterQuerySet:
        """With their application; the text is for staff, the firm sees that it came."""
        return self.filter(application__in=Application.objects.visible_to(user).values("pk"))


class SupportLetter(Tracked):
    """One letter: the link's token is kept as a digest, works once and until `expires_at`."""

    workflow = LETTER
    recorded = {"ask": _("asked for")}

    application = models.ForeignKey(Application, models.CASCADE, related_name="letters", verbose_name=_("application"))
    material = models.ForeignKey(Material, models.PROTECT, related_name="+", verbose_name=_("material"))
    writer = models.CharField(_("writer"), max_length=60)
    organisation = models.CharField(_("organisation"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("link valid until"), editable=False)
    status = models.CharField(
        _("status"), max_length=12, choices=LetterStatus, default=LetterStatus.ASKED, editable=False
    )
    text = models.TextField(_("letter"), max_length=4000, blank=True)
    signed_as = models.CharField(_("signed as"), max_length=60, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    given_at = models.DateTimeField(_("given at"), null=True, editable=False)

    objects = SupportLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name, verbose_name_plural = _("letter of support"), _("letters of support")

    def __str__(self) -> str:
        return f"{self.writer} · {self.organisation}"
