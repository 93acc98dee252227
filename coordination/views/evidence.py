"""Files of evidence on tasks and reports: shown, added, taken back. Who may is said by `queries.evidence`."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.accounts.models import User
from kernel.accounts.signed_in import person
from kernel.common.errors import Invalid
from kernel.common.forms import show_refusal
from kernel.common.templatetags.words import iso
from kernel.files.kinds import kind_word
from kernel.files.models import Attachment
from kernel.files.queries import limits_of
from kernel.files.services import attach_all, remove

from ..forms.evidence import EvidenceForm
from ..models import ProgressReport, Task
from ..queries.evidence import may_attach

PURPOSE = "evidence"
Owner = Task | ProgressReport


@login_required
@require_http_methods(["GET", "POST"])
def task_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a task, and a place to add more."""
    rows = Task.objects.visible_to(person(request)).select_related("lead")
    return _evidence(request, get_object_or_404(rows, pk=pk))


@login_required
@require_http_methods(["GET", "POST"])
def report_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a report, and a place to add more."""
    rows = ProgressReport.objects.visible_to(person(request)).select_related("task__lead")
    return _evidence(request, get_object_or_404(rows, pk=pk))


@login_required
@require_http_methods(["GET", "POST"])
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """First which file will go, then it goes; its bytes stay for the history."""
    row = get_object_or_404(Attachment.objects.visible_to(person(request)), pk=pk)
    owner: Any = row.subject
    if request.method == "POST":
        remove(row, actor=person(request), now=timezone.now())
        messages.success(request, _("“%(name)s” has been taken back.") % {"name": row.name})
        return redirect(f"{page_of(owner)}#evidence")
    context = {"owner": owner, "file": row, "back_url": f"{page_of(owner)}#evidence"}
    return render(request, "coordination/evidence/remove.html", context)


def evidence_of(owner: Owner, user: User, form: EvidenceForm | None = None) -> dict[str, Any]:
    """What the part `coordination/evidence/_panel.html` shows: the files, and the form for those who may add some."""
    allowed = may_attach(owner, user)
    rows = Attachment.objects.of(owner).select_related("uploaded_by")
    return {
        "files": [_file(row, user, allowed) for row in rows],
        "form": (form or EvidenceForm(limits=limits_of(PURPOSE))) if allowed else None,
        "url": _url(owner),
        "allowed": allowed,
    }


def page_of(owner: Owner) -> str:
    """The page of the record that the files belong to."""
    name = "coordination:task" if isinstance(owner, Task) else "coordination:report"
    return reverse(name, args=[owner.pk])


def _evidence(request: HttpRequest, owner: Owner) -> HttpResponse:
    if request.method != "POST":
        return _page(request, owner, None)
    form = EvidenceForm(request.POST, request.FILES, limits=limits_of(PURPOSE))
    by_script = "application/json" in request.headers.get("Accept", "")
    if form.is_valid():
        now = timezone.now()
        try:
            kept = attach_all(owner, form.cleaned_data["file"], purpose=PURPOSE, actor=person(request), now=now)
        except Invalid as refusal:
            show_refusal(form, refusal)
        else:
            return _kept(request, owner, kept, now, by_script)
    if by_script:
        return JsonResponse({"wrong": [text for texts in form.errors.values() for text in texts]}, status=400)
    return _page(request, owner, form)


def _kept(request: HttpRequest, owner: Owner, kept: list[Attachment], now: Any, by_script: bool) -> HttpResponse:
    """What was added, and what was there already: the same bytes are kept once."""
    there = [row.name for row in kept if row.uploaded_at != now]
    said = _("The same file is there already: %(names)s.") % {"names": _(", ").join(there)} if there else ""
    if by_script:
        new = {"file": _file(kept[0], person(request), True)}
        return JsonResponse({"row": "" if there else render_to_string("parts/file_row.html", new), "wrong": [said]})
    if len(there) < len(kept):
        names = _(", ").join(row.name for row in kept if row.uploaded_at == now)
        messages.success(request, _("Attached: %(names)s.") % {"names": names})
    if said:
        messages.info(request, said)
    return redirect(f"{page_of(owner)}#evidence")


def _page(request: HttpRequest, owner: Owner, form: EvidenceForm | None) -> HttpResponse:
    evidence = evidence_of(owner, person(request), form)
    context = {"owner": owner, "evidence": evidence, "back_url": page_of(owner)}
    return render(request, "coordination/evidence/page.html", context, status=400 if form else 200)


def _file(row: Attachment, user: User, allowed: bool) -> dict[str, Any]:
    """A file as the part `file_row` shows it; its own uploader may take it back while the record is open."""
    who = _("%(who)s, %(when)s") % {"who": row.uploaded_by, "when": iso(timezone.localtime(row.uploaded_at))}
    own = allowed and row.uploaded_by_id == user.pk
    return {
        "name": row.name,
        "url": reverse("files:download", args=[row.pk]),
        "size": row.size,
        "note": f"{kind_word(row.media_type)} · {who}",
        "remove_url": reverse("coordination:evidence-remove", args=[row.pk]) if own else "",
    }


def _url(owner: Owner) -> str:
    name = "coordination:task-evidence" if isinstance(owner, Task) else "coordination:report-evidence"
    return reverse(name, args=[owner.pk])
