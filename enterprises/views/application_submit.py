"""The summary before sending, the sending itself, and its receipt."""

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, Invalid

from ..models import Application
from ..models.applications import WRITABLE
from ..queries.completeness import problems_of
from ..queries.content import content_of
from ..queries.progress import MATERIALS, objections_of, timeline_of
from ..queries.sheets import open_materials, open_paths
from ..queries.submissions import sent_rounds
from ..services import applications as services
from .application_parts import field_url, find_application, header_of, may_write, problem_rows, steps_of
from .applications import VIEW


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """All that will be sent, each answer with a way to change it; sent once, however often the button is pressed."""
    application = find_application(request, pk)
    if request.method == "POST":
        return _send(request, application)
    if application.status not in WRITABLE and application.submitted_at is not None:
        return redirect("enterprises:application-done", pk=pk)
    problems, content = problems_of(application), content_of(application)
    context = {
        **header_of(application, timezone.localdate()), "steps": steps_of(application, "", problems),
        "problems": problem_rows(application, problems), "sections": _sections(application, content),
        "materials": _materials(application, content), "seen": _digest(content),
        "unchanged": [one for one in objections_of(application) if not one.changed and one.path],
        "may_write": may_write(application, person(request)), "first": application.submitted_at is None,
    }  # fmt: skip
    return render(request, "enterprises/applications/summary.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt: its number, the PDF with its digest, what happens next and by which day."""
    application = find_application(request, pk)
    if application.submitted_at is None:
        return redirect("enterprises:application", pk=pk)
    turns = timeline_of(application, timezone.localdate())
    last = sent_rounds(application)[0]
    context = {
        **header_of(application, timezone.localdate()), "sent": last,
        "next": [{"text": turn.label, "on": turn.on, "note": turn.note} for turn in turns if turn.state != "done"],
        "result_acts": _acts(application, last.pdf_id),
    }  # fmt: skip
    return render(request, "enterprises/applications/done.html", context)


def _send(request: HttpRequest, application: Application) -> HttpResponse:
    page = redirect("enterprises:application-summary", pk=application.pk)
    changed = request.POST.get("seen") != _digest(content_of(application))
    if application.status in WRITABLE and changed:
        messages.warning(request, _("The application was changed meanwhile: please read it once more before sending."))
        return page
    try:
        services.submit_application(application, actor=person(request), now=timezone.now())
    except Invalid:
        messages.warning(request, _("Not sent yet: something is still missing."))
        return page
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("enterprises:application", pk=application.pk)
    return redirect("enterprises:application-done", pk=application.pk)


def _acts(application: Application, pdf: int | None) -> list[dict[str, str]]:
    acts = [{"label": _("To the application"), "url": reverse("enterprises:application", args=[application.pk])}]
    if pdf is not None:
        acts.insert(0, {"label": _("Download the receipt (PDF)"), "url": reverse("files:download", args=[pdf])})
        acts[1]["kind"] = "plain"
    return acts


def _digest(content: dict[str, Any]) -> str:
    """A sign of what was read on the page: what is sent is what was read."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _sections(application: Application, content: dict[str, Any]) -> list[dict[str, Any]]:
    opened = open_paths(application)
    return [
        {
            **section,
            "fields": [
                {
                    **field, "url": field_url(application, section["key"], field["path"]),
                    "open": opened is None or field["path"] in opened,
                }
                for field in section["fields"]
            ],
        }
        for section in content["sections"]
    ]  # fmt: skip


def _materials(application: Application, content: dict[str, Any]) -> list[dict[str, Any]]:
    opened = open_materials(application)
    return [
        {
            **row, "url": field_url(application, MATERIALS, f"material.{row['key']}"),
            "open": opened is None or row["key"] in opened,
        }
        for row in content["materials"]
    ]  # fmt: skip
