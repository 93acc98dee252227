"""A call closes by itself at its instant, and drafts that were never sent become “not submitted”."""

from datetime import datetime

import structlog
from django.db import transaction

from kernel.activity.services import advance, notify
from kernel.common.errors import StaleVersion, StepRefused

from ..models import Application, Call
from ..queries.people import people_of
from ..workflow import ApplicationStatus, CallStatus

log = structlog.get_logger(__name__)


def close_calls(*, now: datetime) -> int:
    """Close every published call whose instant has come, then its drafts; returns how many calls and drafts.

    One that fails is logged, stops no other, and is tried again by the next sweep.
    """
    done, broken = 0, list[Exception]()
    for call in Call.objects.filter(status=CallStatus.PUBLISHED, closes_at__lte=now):
        done += _try(lambda row: advance(row, "close", actor=None), call, broken)
    drafts = Application.objects.filter(status=ApplicationStatus.DRAFT, call__status=CallStatus.CLOSED)
    for draft in drafts.exclude(late_code__expires_at__gt=now).select_related("call", "enterprise").iterator(500):
        done += _try(_lapse, draft, broken)
    if broken:
        raise ExceptionGroup("not everything could be closed", broken)
    return done


def _try(act: object, row: Call | Application, broken: list[Exception]) -> int:
    try:
        with transaction.atomic():
            act(row)  # type: ignore[operator]
    except (StaleVersion, StepRefused):
        # Sent at the last moment, or closed by another sweep: there is nothing left to do with it.
        return 0
    except Exception as error:
        log.exception("closing_failed", kind=row._meta.label, row=row.pk)
        broken.append(error)
        return 0
    return 1


def _lapse(draft: Application) -> None:
    row = advance(draft, "lapse", actor=None)
    key = f"application_lapsed:{row.pk}:{row.version}"
    notify(people_of(row.enterprise), "application_lapsed", about=row, dedupe_key=key, call=row.call.title)
