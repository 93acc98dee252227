"""Exports: exactly the rows that the list shows its reader, written as they are read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kernel.accounts.models import User
from kernel.activity import clock
from kernel.activity.services import require
from kernel.common.errors import NotThere
from kernel.files.kinds import OFFICE, clean_name
from kernel.files.services import keep_file

from ..declaration import Exchange, Outgoing, exchange_called
from ..models import Job
from ..queries import RESULT
from ..workbooks.writing import write_export
from .works import Progress, Work

XLSX = f"{OFFICE}spreadsheetml.sheet"
CHUNK = 2000


def chosen_rows(exchange: Exchange, query: str, *, actor: User) -> Any:
    """The QuerySet of rows that the filters of `query` leave; NotThere (404), NotPermitted (403), Invalid (400)."""
    out = _way_out(exchange)
    require(actor, out.permission)
    return out.rows(actor, QueryDict(query))


def export_rows(
    exchange: Exchange, rows: Any, total: int, *, actor: User, now: datetime, progress: Progress
) -> TemporaryUploadedFile:
    """A temporary .xlsx file of the `total` rows; it goes when it is closed."""
    out = _way_out(exchange)
    file = new_workbook(exchange, now)
    lines = (out.line(row) for row in rows.iterator(chunk_size=CHUNK))
    write_export(
        file.temporary_file_path(), str(exchange.title), exchange.columns, lines,
        about=_about(exchange, actor, now, total), progress=lambda done: progress(done, total),
    )  # fmt: skip
    return finished(file)


def new_workbook(exchange: Exchange, now: datetime, suffix: str = "") -> TemporaryUploadedFile:
    """An empty temporary file, named after the table and the day."""
    name = clean_name(f"{exchange.title}{suffix}-{timezone.localdate(now):%Y%m%d}.xlsx")
    return TemporaryUploadedFile(name, XLSX, 0, None)


def finished(file: TemporaryUploadedFile) -> TemporaryUploadedFile:
    """The file as it is read from its beginning, its size known."""
    file.size = file.seek(0, 2)
    file.seek(0)
    return file


def _prepare(job: Job, progress: Progress) -> tuple[TemporaryUploadedFile, int]:
    exchange = exchange_called(job.code)
    rows = chosen_rows(exchange, job.params.get("query", ""), actor=job.owner)
    total = rows.count()
    return export_rows(exchange, rows, total, actor=job.owner, now=clock.now(), progress=progress), total


def _conclude(job: Job, made: tuple[TemporaryUploadedFile, int]) -> str:
    file, total = made
    with file:
        keep_file(job, file, purpose=RESULT, actor=job.owner, now=clock.now())
    return ngettext("%(n)d row exported.", "%(n)d rows exported.", total) % {"n": total}


def _about(exchange: Exchange, actor: User, now: datetime, total: int) -> Sequence[tuple[str, str]]:
    return [
        (_("Table"), str(exchange.title)),
        (_("Exported by"), actor.full_name),
        (_("Exported at"), f"{timezone.localtime(now):%Y-%m-%d %H:%M}"),
        (_("Rows"), str(total)),
        (_("Which rows"), _("Exactly those that the list showed this person with the filters then in force.")),
    ]


def _way_out(exchange: Exchange) -> Outgoing:
    if exchange.out is None:
        raise NotThere(_("This table is not exported."))
    return exchange.out


EXPORT = Work(gettext_lazy("export"), _prepare, _conclude)
