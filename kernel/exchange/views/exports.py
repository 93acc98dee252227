"""A table goes out: at once when it is small, as a piece of long work when it is not; and the workbook to fill in."""

import structlog
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.downloads import as_download

from .. import services
from ..declaration import exchange_called
from ..queries import rule_on
from ..services.exports import XLSX, finished, new_workbook
from ..workbooks.template import write_template
from .shared import hand_over

log = structlog.get_logger(__name__)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, code: str) -> HttpResponseBase:
    """The rows that the address's filters leave; many of them are first asked about, then made by a job."""
    exchange, user, now = exchange_called(code), person(request), timezone.now()
    query = request.GET.urlencode()
    rows = services.chosen_rows(exchange, query, actor=user)
    total = rows.count()
    if request.method == "POST":
        job = services.open_job("export", actor=user, now=now, code=code, total=total, query=query)
        hand_over(job)
        return redirect("exchange:job", pk=job.pk)
    if total > rule_on(timezone.localdate(now)).rows_at_once:
        back = f"{reverse(exchange.page)}?{query}"
        return render(request, "exchange/large.html", {"exchange": exchange, "total": total, "back_url": back})
    file = services.export_rows(exchange, rows, total, actor=user, now=now, progress=_unwatched)
    log.info("exported", table=code, rows=total, user=user.pk)
    return _download(file)


@login_required
@require_GET
def template(request: HttpRequest, code: str) -> HttpResponseBase:
    """The empty workbook of a table, with its drop-downs, help and example."""
    exchange, now = exchange_called(code), timezone.now()
    into = services.way_in(exchange, person(request))
    most = rule_on(timezone.localdate(now)).most_rows
    file = new_workbook(exchange, now, _(" (template)"))
    write_template(file.temporary_file_path(), str(exchange.title), exchange.columns, into.examples, most)
    return _download(finished(file))


def _unwatched(done: int, total: int) -> None:
    """Nobody looks on while a small table is made."""


def _download(file: TemporaryUploadedFile) -> HttpResponseBase:
    return as_download(file, name=str(file.name), media_type=XLSX)
