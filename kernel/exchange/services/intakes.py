"""Imports: the whole workbook is checked, then its owner says what is written, then all of it can be taken back."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.accounts.models import User
from kernel.activity import clock
from kernel.activity.services import advance, keep, require
from kernel.common.errors import DomainError, Invalid, NotThere
from kernel.files.kinds import clean_name
from kernel.files.models import FileRule
from kernel.files.services import keep_file

from ..declaration import Exchange, Incoming, exchange_called
from ..models import Intake, Job
from ..queries import RESULT, UPLOAD, intake_of, require_file, rule_on
from ..workbooks.reading import Table, read_table
from ..workbooks.safety import Bounds, check_workbook
from ..workbooks.template import write_marked
from ..workflow import IntakeStatus
from .checking import Checked, check_rows
from .exports import finished, new_workbook
from .jobs import open_job
from .works import Progress, Work

FAULTS_SHOWN = 100


class NothingToWrite(DomainError):
    """No row is right, or all had to be."""

    code = "nothing_to_write"


def way_in(exchange: Exchange, actor: User) -> Incoming:
    """How the table comes in; NotThere (404) when it does not, NotPermitted (403)."""
    if exchange.into is None:
        raise NotThere(_("This table is not imported."))
    require(actor, exchange.into.permission)
    return exchange.into


@transaction.atomic
def begin_intake(exchange: Exchange, upload: UploadedFile, *, actor: User, now: datetime) -> Job:
    """Take a workbook in and open the job that checks it; Invalid (400) at `file` for one that cannot be read."""
    way_in(exchange, actor)
    rule, name = rule_on(timezone.localdate(now)), clean_name(str(upload.name))
    _check_size(upload)
    data = _bytes_of(upload)
    check_workbook(data, name, Bounds(rule.most_rows, rule.most_unpacked, rule.most_ratio))
    rows = len(read_table(data, exchange.columns).rows)
    if rows > rule.most_rows:
        raise Invalid(fields={"file": [_("At most %(n)d rows are taken; divide the file.") % {"n": rule.most_rows}]})
    if not rows:
        raise Invalid(fields={"file": [_("There is no row below the head of the table.")]})
    intake = Intake.objects.create(code=exchange.code, owner=actor, file_name=name, rows=rows, created_at=now)
    job = open_job("check", actor=actor, now=now, code=exchange.code, intake=intake, total=rows)
    keep_file(job, upload, purpose=UPLOAD, actor=actor, now=now)
    return job


@transaction.atomic
def confirm_intake(intake: Intake, *, actor: User, now: datetime) -> Job:
    """Let the right rows be written; NothingToWrite (409), StepRefused (409) when it was confirmed before."""
    into = way_in(exchange_called(intake.code), actor)
    if intake.status == IntakeStatus.CHECKED and (not intake.good or (into.whole and intake.bad_rows)):
        raise NothingToWrite(_("All rows have to be right before any is written; correct the file and upload it."))
    intake = advance(intake, "confirm", actor=actor)
    return open_job("write", actor=actor, now=now, code=intake.code, intake=intake, total=intake.good)


@transaction.atomic
def discard_intake(intake: Intake, *, actor: User | None) -> Intake:
    """Drop an import of which nothing was written."""
    return advance(intake, "discard", actor=actor)


def table_of(intake: Intake) -> Table:
    """The table as it was uploaded; NotThere (404) once its file has gone."""
    job = intake.jobs.filter(kind="check").get()
    with require_file(job, UPLOAD).file.open() as file:
        return read_table(file.read(), exchange_called(intake.code).columns)


def check_intake(intake: Intake, *, actor: User, progress: Progress) -> tuple[Table, Checked]:
    """The table and what its check says now."""
    exchange, table = exchange_called(intake.code), table_of(intake)
    return table, check_rows(exchange, way_in(exchange, actor), table, actor=actor, progress=progress)


def _prepare(job: Job, progress: Progress) -> tuple[Table, Checked, Any]:
    table, checked = check_intake(intake_of(job), actor=job.owner, progress=progress)
    if not checked.wrong:
        return table, checked, None
    exchange = exchange_called(job.code)
    file = new_workbook(exchange, clock.now(), _(" (marked)"))
    write_marked(file.temporary_file_path(), str(exchange.title), exchange.columns, table, checked.wrong)
    return table, checked, finished(file)


def _conclude(job: Job, made: tuple[Table, Checked, Any]) -> str:
    table, checked, marked = made
    if marked is not None:
        with marked:
            keep_file(job, marked, purpose=RESULT, actor=job.owner, now=clock.now())
    intake = intake_of(job, locked=True)
    columns = {column.key: column.name for column in exchange_called(job.code).columns}
    intake = keep(intake, bad_rows=list(checked.wrong), unread=table.unread, faults=_first_faults(checked, columns))
    intake = advance(intake, "check", actor=None)
    words = {"good": intake.good, "bad": len(intake.bad_rows)}
    return _("%(good)d rows are right, %(bad)d are not; nothing has been written yet.") % words


def _first_faults(checked: Checked, columns: dict[str, str]) -> list[list[Any]]:
    """[Excel's row number, the columns' titles, sentence], as many as a page shows."""
    faults: list[list[Any]] = []
    for number, why in checked.wrong.items():
        said: dict[str, list[str]] = {}
        for key, sentences in why.items():
            for sentence in sentences:
                said.setdefault(sentence, []).append(columns.get(key, ""))
        faults += [[number, _(", ").join(filter(None, titles)), sentence] for sentence, titles in said.items()]
    return faults[:FAULTS_SHOWN]


def _give_up(job: Job) -> None:
    advance(intake_of(job, locked=True), "discard", actor=None)


def _check_size(upload: UploadedFile) -> None:
    most, size = FileRule.objects.get(purpose=UPLOAD).most_bytes, upload.size or 0
    if size > most:
        words = {"most": filesizeformat(most), "size": filesizeformat(size)}
        raise Invalid(fields={"file": [_("The file has %(size)s; at most %(most)s are taken.") % words]})


def _bytes_of(upload: UploadedFile) -> bytes:
    upload.seek(0)
    data = upload.read()
    return data if isinstance(data, bytes) else data.encode()


CHECK = Work(gettext_lazy("check of an import"), _prepare, _conclude, _give_up)
