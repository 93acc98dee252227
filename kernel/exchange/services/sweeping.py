"""Files whose time is over go, and imports that can no longer be written with them."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType

from kernel.activity.services import advance
from kernel.files.models import Attachment
from kernel.files.services import discard

from ..models import Intake, Job
from ..queries import UPLOAD
from ..workflow import IntakeStatus

MOST_SWEPT = 500


def expire_files(*, now: datetime) -> int:
    """Remove the files of jobs whose days are over; returns how many went."""
    over = Job.objects.filter(expires_at__lte=now, finished_at__isnull=False).values("pk")
    kind = ContentType.objects.get_for_model(Job)
    rows = list(Attachment.objects.filter(content_type=kind, object_id__in=over, removed_at=None)[:MOST_SWEPT])
    left = [row.object_id for row in rows if row.purpose == UPLOAD]
    for intake in Intake.objects.filter(jobs__in=left, status=IntakeStatus.CHECKED).distinct():
        advance(intake, "discard", actor=None)
    for row in rows:
        discard(row, now=now)
    return len(rows)
