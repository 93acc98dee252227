"""The pages of a filed document: checked on arrival, added, taken back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts.models import User
from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal
from kernel.files.kinds import kind_word
from kernel.files.models import Attachment
from kernel.files.queries import limits_of
from kernel.files.services import attach_all, check_upload, remove

from ..forms.cabinet import PagesForm
from ..models import CabinetDocument
from ..queries.cabinet import PURPOSE, may_attach
from .firm import find_enterprise


@login_required
@require_POST
def file_check(request: HttpRequest, pk: int) -> JsonResponse:
    """Whether a file would be taken, said as soon as it is chosen; nothing is kept."""
    find_enterprise(request, pk)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return JsonResponse({"wrong": [_("Choose a file.")]}, status=400)
    try:
        kind = kind_word(check_upload(upload, purpose=PURPOSE).media_type)
    except DomainError as refusal:
        return JsonResponse({"wrong": [str(refusal)]}, status=400)
    return JsonResponse({"wrong": [], "said": _("Checked: %(kind)s") % {"kind": kind}})


@login_required
@require_http_methods(["GET", "POST"])
def document_files(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages of a document, and a place to add more while nothing was sent with it."""
    rows = CabinetDocument.objects.visible_to(person(request)).select_related("kind", "enterprise")
    document = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return redirect("enterprises:cabinet-document", pk=pk)
    form = PagesForm(request.POST, request.FILES, limits=limits_of(PURPOSE))
    by_script = "application/json" in request.headers.get("Accept", "")
    if form.is_valid():
        try:
            kept = attach_all(
                document, form.cleaned_data["file"], purpose=PURPOSE, actor=person(request), now=timezone.now()
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            return _kept(request, document, kept, by_script)
    wrong = [text for texts in form.errors.values() for text in texts]
    if by_script:
        return JsonResponse({"wrong": wrong}, status=400)
    for text in wrong:
        messages.error(request, str(text))
    return redirect("enterprises:cabinet-document", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """First which page will go, then it goes; its bytes stay for the history."""
    row = get_object_or_404(Attachment.objects.visible_to(person(request)), pk=pk)
    owner = row.subject
    if not isinstance(owner, CabinetDocument):
        raise PermissionDenied
    url = reverse("enterprises:cabinet-document", args=[owner.pk])
    if request.method == "POST":
        remove(row, actor=person(request), now=timezone.now())
        messages.success(request, _("“%(name)s” has been taken back.") % {"name": row.name})
        return redirect(url)
    context = {"document": owner, "enterprise": owner.enterprise, "file": row, "back_url": url}
    return render(request, "enterprises/cabinet/remove_file.html", context)


def files_of(document: CabinetDocument, user: User) -> dict[str, Any]:
    """What the part `enterprises/cabinet/_files.html` shows."""
    allowed = may_attach(document, user)
    rows = list(Attachment.objects.of(document).select_related("uploaded_by"))
    return {
        "files": [_file(row, user, allowed and len(rows) > 1) for row in rows],
        "form": PagesForm(limits=limits_of(PURPOSE)) if allowed else None,
        "url": reverse("enterprises:cabinet-files", args=[document.pk]),
    }


def _kept(request: HttpRequest, document: CabinetDocument, kept: list[Attachment], by_script: bool) -> HttpResponse:
    if by_script:
        row = render_to_string("parts/file_row.html", {"file": _file(kept[0], person(request), True)})
        return JsonResponse({"row": row, "wrong": []})
    messages.success(request, _("Attached: %(names)s.") % {"names": _(", ").join(row.name for row in kept)})
    return redirect("enterprises:cabinet-document", pk=document.pk)


def _file(row: Attachment, user: User, allowed: bool) -> dict[str, Any]:
    """A page as the part `file_row` shows it; the only page left is replaced with the document, not taken back."""
    own = allowed and row.uploaded_by_id == user.pk
    return {
        "name": row.name, "url": reverse("files:download", args=[row.pk]), "size": row.size,
        "note": kind_word(row.media_type), "state": "",
        "remove_url": reverse("enterprises:cabinet-file-remove", args=[row.pk]) if own else "",
    }  # fmt: skip
