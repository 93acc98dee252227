"""Who must hear of it: messages, and their way out of the house."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import clock
from .audit import About


class MessageTemplate(models.Model):
    """The wording of one verb in two languages; `{name}` stands for what the event brings along."""

    verb = models.SlugField(_("verb"), max_length=40, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    body_zh = models.TextField(_("Chinese text"), blank=True)
    title_en = models.CharField(_("English title"), max_length=160)
    body_en = models.TextField(_("English text"), blank=True)

    class Meta:
        ordering = ["verb"]
        verbose_name, verbose_name_plural = _("message template"), _("message templates")

    def __str__(self) -> str:
        return self.verb


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: models.Model) -> NotificationQuerySet:
        """Everyone reads their own post only, and only once its time has come."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=clock.now()), recipient=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(About):
    """A message to one person: written in the transaction of what it tells of, once per `dedupe_key`.

    Until `not_before` nobody is told, and what it tells of can be taken back with it.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("recipient")
    )
    verb = models.SlugField(_("verb"), max_length=40)
    params = models.JSONField(_("details"), default=dict)
    dedupe_key = models.CharField(max_length=200)
    created_at = models.DateTimeField(_("created at"))
    not_before = models.DateTimeField(_("not before"), null=True)
    read_at = models.DateTimeField(_("read at"), null=True)
    request_id = models.CharField(_("request number"), max_length=64, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name, verbose_name_plural = _("notification"), _("notifications")
        constraints = [models.UniqueConstraint(fields=["recipient", "dedupe_key"], name="notified_once")]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="post_of_a_person"),
            models.Index(fields=["dedupe_key"], condition=Q(not_before__isnull=False), name="post_that_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} → {self.recipient_id}"


class Channel(models.Model):
    """A further way a person is told, besides the inbox: mail, or a work chat by its robot's address."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        CHAT = "chat", _("work chat (WeCom, DingTalk, Feishu)")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="channels", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    address = models.CharField(
        _("address"), max_length=300, help_text=_("a mail address, or wecombot:// dingtalk:// feishu://")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("channel"), _("channels")
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="channel_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.user_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        """What is to be sent: neither sent nor given up, and not held by another sweeper."""
        return self.filter(sent_at=None, given_up_at=None, next_try_at__lte=now)


class Delivery(models.Model):
    """One message on one channel; a sweeper carries it out, however long the broker or the channel was away."""

    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="deliveries", verbose_name=_("notification")
    )
    channel = models.ForeignKey(Channel, models.CASCADE, verbose_name=_("channel"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name, verbose_name_plural = _("delivery"), _("deliveries")
        constraints = [models.UniqueConstraint(fields=["notification", "channel"], name="delivered_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(sent_at=None, given_up_at=None), name="deliveries_due")
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} → {self.channel_id}"


class Heartbeat(models.Model):
    """When a recurring work last ran: what /readyz and the operator look at."""

    name = models.SlugField(_("name"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name, verbose_name_plural = _("heartbeat"), _("heartbeats")

    def __str__(self) -> str:
        return self.name


class IdempotencyRecord(models.Model):
    """The answer once given to a write with this key; written in the same transaction as the write."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    etag = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = _("idempotency record"), _("idempotency records")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answered_once")]

    def __str__(self) -> str:
        return self.key
