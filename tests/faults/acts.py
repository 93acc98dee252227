"""Work for a real worker: acts that are killed on the way, and the same work with a protection taken away."""

import os
import signal
from datetime import date

from celery import shared_task
from django.utils import timezone

from coordination.models import Task
from coordination.services import tasks
from kernel.accounts.models import User
from kernel.activity.models import Delivery
from kernel.activity.services import outbox


@shared_task(acks_late=False)
def object_and_die(task: int, actor: int, keeps_rows: bool) -> None:
    """A bureau objects, and the process dies after the commit, before it could tell the broker anything.

    Without `keeps_rows` the message would be the broker's alone.
    """
    notify = tasks.notify
    if not keeps_rows:
        tasks.notify = lambda *args, **words: None
    try:
        tasks.object_to_task(
            Task.objects.get(pk=task), actor=User.objects.get(pk=actor), kind="not-our-duty", note="职责不符",
            today=date(2026, 5, 12),
        )  # fmt: skip
    finally:
        tasks.notify = notify
    os.kill(os.getpid(), signal.SIGKILL)


@shared_task
def sweep_noting_first() -> None:
    """The sweep without a lease: what is taken is noted as sent before it is."""
    for row in Delivery.objects.due(timezone.now()).order_by("pk"):
        Delivery.objects.filter(pk=row.pk).update(sent_at=timezone.now())
        outbox._send(row)


@shared_task
def sweep_taking_nothing() -> None:
    """The sweep without a claim: whoever comes sends what is due, and notes it at the end."""
    rows = list(Delivery.objects.due(timezone.now()).order_by("pk"))
    for row in rows:
        outbox._send(row)
    if int(os.environ.get("TICKS", "0")):
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=timezone.now())


@shared_task
def tell_by_queue(address: str) -> None:
    """A message that is nowhere but in the broker."""
    outbox.EmailMessage("", "x", to=[address]).send()
