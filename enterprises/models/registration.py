"""What a registration stands on: its rule, the draft that a visitor fills in, and the tries of an address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Registration


class RegistryRuleQuerySet(models.QuerySet["RegistryRule"]):
    def on(self, day: date) -> RegistryRule:
        """The rule in force on that day."""
        return self.filter(in_force_from__lte=day).latest("in_force_from", "pk")


class RegistryRule(models.Model):
    """How long the steps of a registration take, and how often an address may try the public forms."""

    name = models.CharField(_("name"), max_length=60)
    basis = models.CharField(_("basis"), max_length=200)
    in_force_from = models.DateField(_("in force from"), unique=True)
    approval_days = models.PositiveSmallIntegerField(_("working days for the approval"), default=3)
    join_days = models.PositiveSmallIntegerField(_("working days for an owner's answer"), default=5)
    draft_days = models.PositiveSmallIntegerField(_("days an unfinished registration is kept"), default=7)
    tries = models.PositiveSmallIntegerField(_("tries of one address"), default=30)
    tries_minutes = models.PositiveSmallIntegerField(_("within minutes"), default=10)

    objects = RegistryRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-in_force_from"]
        verbose_name, verbose_name_plural = _("rule of the registry"), _("rules of the registry")

    def __str__(self) -> str:
        return self.name


def draft_path(draft: RegistrationDraft, name: str) -> str:
    """Where the licence of a draft lies: by the draft's secret, so that a user's file name never becomes a path."""
    return f"drafts/{draft.key[:2]}/{draft.key}"


class RegistrationDraft(models.Model):
    """A registration being filled in by somebody who may have no account yet; `key` is known to their session alone.

    `answers` holds the steps by name as they were typed; of a password only its hash.
    """

    key = models.CharField(max_length=64, unique=True)
    answers = models.JSONField(default=dict)
    licence = models.FileField(upload_to=draft_path, blank=True)
    licence_name = models.CharField(max_length=200, blank=True)
    registration = models.OneToOneField(Registration, models.CASCADE, null=True, related_name="+")
    touched_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("unfinished registration"), _("unfinished registrations")

    def __str__(self) -> str:
        return f"#{self.pk}"

    def of(self, step: str) -> dict[str, Any]:
        """What was typed on one step; empty before."""
        answers: dict[str, Any] = self.answers.get(step, {})
        return answers


class PublicTry(models.Model):
    """One use of a public form from an address: rows, so that all processes count together. Kept for a day."""

    form = models.SlugField(max_length=20)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("try of a public form"), _("tries of public forms")
        indexes = [models.Index(fields=["form", "address", "at"], name="tries_of_an_address")]

    def __str__(self) -> str:
        return f"{self.form} {self.at:%Y-%m-%d %H:%M}"
