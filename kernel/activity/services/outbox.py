"""The only writer of notifications, and the sweeper that carries them out of the house."""

import time
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import apprise
import structlog
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import connection, models, transaction
from django.utils import timezone, translation

from kernel.accounts.models import User
from kernel.common.prepared import Among, Hole, Prepared
from kernel.common.requests import request_id

from .. import channels, clock
from ..models import Channel, Delivery, Heartbeat, Notification
from ..queries import words_of

log = structlog.get_logger(__name__)
LEASE = timedelta(minutes=2)
LONGEST_SWEEP = timedelta(minutes=1)  # well inside the lease of what was claimed last
FIRST_PAUSE = timedelta(seconds=30)
TRIES = 12


@transaction.atomic
def notify(
    recipients: Iterable[User],
    verb: str,
    *,
    about: models.Model,
    dedupe_key: str,
    not_before: datetime | None = None,
    **params: Any,
) -> None:
    """Write one message to each recipient; the same `dedupe_key` reaches a person once, however often this runs.

    Until `not_before` neither the inbox nor a channel tells it, and `withdraw` can take it back.
    """
    now = clock.now()
    untold = _UNTOLD.rows(people=sorted({person.pk for person in recipients}), key=dedupe_key)
    if not untold:
        return
    kind = ContentType.objects.get_for_model(about)
    Notification.objects.bulk_create(
        [
            Notification(
                recipient_id=pk,
                verb=verb,
                content_type=kind,
                object_id=about.pk,
                params=params,
                dedupe_key=dedupe_key,
                created_at=now,
                not_before=not_before,
                request_id=request_id(),
            )
            for pk in dict.fromkeys(pk for pk, _channel in untold)
        ],
        ignore_conflicts=True,
    )
    _schedule([(pk, channel) for pk, channel in untold if channel], dedupe_key, not_before or now)


@transaction.atomic
def withdraw(dedupe_key: str, *, now: datetime) -> bool:
    """Take back the messages with this key; False, and nothing is taken back, if somebody can have been told."""
    messages = Notification.objects.filter(dedupe_key=dedupe_key, not_before__isnull=False)
    pks = list(messages.values_list("pk", flat=True))
    # Held against a sweeper: it passes over what is locked, and what it took first shows its attempt here.
    ways = list(Delivery.objects.select_for_update().filter(notification__in=pks))
    if messages.filter(not_before__lte=now).exists() or any(way.attempts for way in ways):
        return False
    Notification.objects.filter(pk__in=pks).delete()
    return True


def _schedule(ways: list[tuple[int, int]], dedupe_key: str, at: datetime) -> None:
    if not ways:
        return
    people = {pk for pk, _channel in ways}
    post = dict(Notification.objects.filter(recipient__in=people, dedupe_key=dedupe_key).values_list("recipient", "pk"))
    Delivery.objects.bulk_create(
        [Delivery(notification_id=post[pk], channel_id=channel, next_try_at=at) for pk, channel in ways],
        ignore_conflicts=True,
    )


def sweep_deliveries(*, now: datetime, most: int = 500) -> int:
    """Send what is due, one after the other; returns how many went.

    One that fails waits longer each time, and its channel is left alone for the rest of the sweep: a channel that is
    down or slow costs one try, and holds up nobody else's post.
    """
    sent, failed, started = 0, set[int](), time.monotonic()
    for _n in range(most):
        at = now + timedelta(seconds=time.monotonic() - started)
        taken = claim(now=at, most=1, besides=failed) if at - now < LONGEST_SWEEP else []
        if not taken:
            break
        delivery = Delivery.objects.select_related("channel", "notification__recipient").filter(pk=taken[0]).first()
        if delivery is None:
            continue
        try:
            _send(delivery)
        except Exception as error:
            failed.add(delivery.channel_id)
            _postpone(delivery, error, at)
        else:
            Delivery.objects.filter(pk=delivery.pk).update(sent_at=timezone.now(), error="")
            log.info("delivery_sent", delivery=delivery.pk, **_origin(delivery))
            sent += 1
    return sent


@transaction.atomic
def claim(*, now: datetime, most: int, besides: Collection[int] = ()) -> list[int]:
    """Take hold of due deliveries for LEASE, so that two sweepers never send the same one; fresh ones come first."""
    rows = Delivery.objects.due(now).select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked
    )
    open_rows = rows.exclude(channel__in=besides) if besides else rows
    taken = list(open_rows.order_by("attempts", "next_try_at", "pk").values_list("pk", flat=True)[:most])
    Delivery.objects.filter(pk__in=taken).update(next_try_at=now + LEASE, attempts=models.F("attempts") + 1)
    return taken


def mark_read(messages: "models.QuerySet[Notification]", *, now: datetime) -> int:
    """Note that its recipient has read these messages; those read before keep their instant."""
    return messages.filter(read_at=None).update(read_at=now)


def beat(name: str, *, now: datetime) -> None:
    """Note that a recurring work has run."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def _send(delivery: Delivery) -> None:
    notification, channel = delivery.notification, delivery.channel
    with translation.override(notification.recipient.language):
        title, body = words_of(notification)
    if channel.kind == Channel.Kind.EMAIL:
        # The same id on every try lets the receiving side drop a second copy.
        headers = {"Message-ID": f"<notification-{notification.pk}-{channel.pk}@portal>"}
        EmailMessage(title, body or title, to=[channel.address], headers=headers).send()
    elif not channels.is_robot(channel.address):
        # Whoever wrote the row: the server calls nobody but the chats that the settings name.
        raise PermissionError("the address is none of an allowed chat")
    elif not apprise.Apprise(channel.address).notify(title=title, body=body or title):
        raise OSError("the chat did not take the message")


def _origin(delivery: Delivery) -> dict[str, Any]:
    """Where the message comes from: the sweep's own request number says nothing of it."""
    return {"notification": delivery.notification_id, "written_in_request": delivery.notification.request_id}


def _postpone(delivery: Delivery, error: Exception, now: datetime) -> None:
    log.warning(
        "delivery_failed", delivery=delivery.pk, attempts=delivery.attempts, error=type(error).__name__,
        **_origin(delivery),
    )  # fmt: skip
    given_up = timezone.now() if delivery.attempts >= TRIES else None
    Delivery.objects.filter(pk=delivery.pk).update(
        next_try_at=now + FIRST_PAUSE * 2 ** min(delivery.attempts, 10),
        given_up_at=given_up,
        error=str(error).replace("\0", "")[:300],
    )


# Of these people those whom no message with the key has reached, each with the channels they use, or with none.
_UNTOLD = Prepared(
    lambda: (
        User.objects.filter(
            Among(models.F("pk"), Hole("people")),
            ~models.Exists(Notification.objects.filter(recipient=models.OuterRef("pk"), dedupe_key=Hole("key"))),
        )
        .annotate(way=models.FilteredRelation("channels", condition=models.Q(channels__is_active=True)))
        .order_by("pk", "way__pk")
        .values_list("pk", "way__pk")
    )
)
