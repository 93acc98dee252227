"""What rule is in force, where a job's file lies, and who may add files: nobody but the work itself."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kernel.common.errors import DomainError, NotThere
from kernel.files.models import Attachment

from .declaration import exchange_called
from .models import ExchangeRule, Intake, Job

RESULT, UPLOAD = "exchange-result", "exchange-upload"


class NoRule(DomainError):
    """Nobody has said how large imports and exports may be."""

    code = "no_exchange_rule"


def rule_on(day: date) -> ExchangeRule:
    """The rule in force on that day; NoRule (409) when there is none."""
    rule = ExchangeRule.objects.filter(in_force_from__lte=day).first()
    if rule is None:
        raise NoRule(_("There is no rule of imports and exports in force; an administrator has to enter one."))
    return rule


def intake_of(job: Job, *, locked: bool = False) -> Intake:
    """The import that the job is about; NotThere (404) for a job about none."""
    rows = Intake.objects.select_for_update() if locked else Intake.objects.all()
    intake = rows.filter(pk=job.intake_id or 0).first()
    if intake is None:
        raise NotThere(_("There is no such import."))
    return intake


def file_of(job: Job, purpose: str = RESULT) -> Attachment | None:
    """The latest file of the job with this purpose; None before it is made and after it has gone."""
    return Attachment.objects.of(job).filter(purpose=purpose).last()


def require_file(job: Job, purpose: str = RESULT) -> Attachment:
    """The same; NotThere (404) when there is none."""
    file = file_of(job, purpose)
    if file is None:
        raise NotThere(_("There is no such file any more; files are kept for some days only."))
    return file


def files_of(jobs: list[Job]) -> set[int]:
    """The keys of those jobs whose result can still be fetched. One query."""
    kind = ContentType.objects.get_for_model(Job)
    rows = Attachment.objects.filter(content_type=kind, object_id__in=[job.pk for job in jobs], removed_at=None)
    return set(rows.filter(purpose=RESULT).values_list("object_id", flat=True))


def title_of(job: Job) -> str:
    """What is done to what, in the reader's language: “export: tasks”."""
    path = settings.JOB_KINDS.get(job.kind)
    work = str(import_string(path).label) if path else job.kind
    if job.code not in settings.EXCHANGES:
        return work
    return _("%(work)s: %(table)s") % {"work": work, "table": exchange_called(job.code).title}


def may_attach(owner: Any, user: Any) -> bool:
    """For ATTACHMENT_OWNERS: the files of a job come from the job."""
    return False
