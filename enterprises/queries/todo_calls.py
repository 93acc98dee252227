"""Calls that are to be published: those in preparation whose opening day is near or past."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.accounts.models import User
from kernel.activity.todo import Todo, Waiting

from ..models import Call
from ..workflow import CallStatus
from ..workflow.calls import MANAGE
from .readiness import LOOKED_AT, missing_parts

AHEAD = timedelta(days=30)


def waits(user: User, today: date) -> Iterator[Waiting]:
    """The calls this person can publish, or has to finish first."""
    if user.has_perm(MANAGE):
        until = timezone.make_aware(datetime.combine(today + AHEAD, time.max))
        rows = Call.objects.run_by(user).filter(status=CallStatus.DRAFT, opens_at__lte=until)
        rows = rows.select_related("scheme", "form", "rubric").prefetch_related(*LOOKED_AT)
        yield Waiting(rows.order_by("opens_at", "pk"), _to_publish)


def _to_publish(call: Call) -> Todo:
    lacking = sum(map(len, missing_parts(call, timezone.now()).values()))
    if lacking:
        url, act = reverse("enterprises:call-edit", args=[call.pk]), _("Go on preparing")
        why = ngettext("%(n)d thing is missing.", "%(n)d things are missing.", lacking) % {"n": lacking}
    else:
        url, act = reverse("enterprises:call-step", args=[call.pk, "publish"]), _("Publish")
        why = _("It lacks nothing; firms see it once it is published.")
    opens = timezone.localtime(call.opens_at).date()
    return Todo("decide", url, _("Publish: %(call)s") % {"call": call.title}, why, call.scheme.name, act, due_on=opens)
