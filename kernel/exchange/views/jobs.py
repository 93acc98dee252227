"""One's own long work: what runs, how far it is, what came of it, and its file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.accounts.signed_in import person
from kernel.common.downloads import as_download
from kernel.common.errors import StepRefused
from kernel.common.templatetags.words import iso

from .. import services
from ..models import Job
from ..queries import files_of, require_file, title_of

ROWS_A_PAGE = 30
TONES = {"waiting": "brand", "running": "brand", "done": "ok", "failed": "due", "cancelled": "quiet"}


@login_required
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """What this person has started, the latest first."""
    jobs = Job.objects.visible_to(person(request)).select_related("intake")
    page = Paginator(jobs, ROWS_A_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    fetchable = files_of(found)
    columns = [
        {"key": "what", "label": _("work")},
        {"key": "status", "label": _("status"), "keep": True},
        {"key": "how_far", "label": _("how far")},
        {"key": "begun", "label": _("started at"), "keep": True},
        {"key": "file", "label": _("file"), "keep": True},
    ]
    context = {
        "page": page, "columns": columns, "rows": [_row(job, job.pk in fetchable) for job in found],
        "open": any(job.is_open for job in found),
    }  # fmt: skip
    return render(request, "exchange/jobs.html", context)


@login_required
@require_GET
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one piece of work is; the page asks again by itself while it runs."""
    job = _find(request, pk)
    if job.intake_id:
        return redirect(page_of(job))
    context = {"job": job, "title": title_of(job), "tone": TONES[job.status], "file": job.pk in files_of([job])}
    return render(request, "exchange/job.html", context)


@login_required
@require_GET
def job_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that the work made, while it is kept."""
    file = require_file(_find(request, pk))
    return as_download(file.file, name=file.name, media_type=file.media_type)


@login_required
@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it; what has come to its end a moment before stays done."""
    try:
        services.cancel_job(_find(request, pk), actor=person(request))
        messages.success(request, _("Cancelled; nothing was changed."))
    except StepRefused:
        messages.info(request, _("It has come to its end already."))
    return redirect("exchange:job", pk=pk)


def _find(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(person(request)).select_related("intake"), pk=pk)


def _row(job: Job, fetchable: bool) -> dict[str, Any]:
    link = {"kind": "link", "url": reverse("exchange:job-file", args=[job.pk]), "text": _("Download")}
    return {
        "pk": job.pk,
        "url": page_of(job),
        "cells": [
            {"text": title_of(job), "sub": job.intake.file_name if job.intake else ""},
            {"kind": "badge", "text": job.get_status_display(), "tone": TONES[job.status]},
            {"kind": "bar", "value": job.percent} if job.is_open else job.message,
            {"kind": "day", "text": iso(_local(job))},
            link if fetchable else "",
        ],
    }


def _local(job: Job) -> Any:
    return timezone.localtime(job.created_at)


def page_of(job: Job) -> str:
    """Where its owner looks at it: an import's jobs have the import's page."""
    if job.intake_id:
        return reverse("exchange:intake", args=[job.code, job.intake_id])
    return reverse("exchange:job", args=[job.pk])
