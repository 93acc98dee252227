"""The cabinet's pages: what is filed and how long it is valid; filing, replacing, removing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coordination.views.shared import history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_for
from kernel.common.errors import DomainError, Invalid
from kernel.common.forms import show_refusal
from kernel.files.models import Attachment
from kernel.files.queries import limits_of

from ..forms.cabinet import DocumentForm, as_before
from ..models import CabinetDocument, Enterprise
from ..queries import cabinet as queries
from ..services import cabinet as services
from .document_files import files_of
from .firm import find_enterprise, firm_tabs


@login_required
@require_GET
def cabinet(request: HttpRequest, pk: int) -> HttpResponse:
    """What the firm has filed, by kind, each with its light; the count of what runs out opens the same rows."""
    enterprise, today = find_enterprise(request, pk), timezone.localdate()
    shelves = queries.shelves_of(enterprise, today)
    lights = [row.validity.light for shelf in shelves for row in shelf.rows]
    only = request.GET.get("light", "")
    context = {
        "enterprise": enterprise, "tabs": firm_tabs(enterprise, "cabinet"), "shelves": _lit(shelves, only),
        "may_write": queries.may_write(enterprise, person(request)), "stats": _stats(request, lights, only),
        "filtered": only in lights, "empty_kinds": _not_filed(shelves, today),
    }  # fmt: skip
    return render(request, "enterprises/cabinet/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def document_add(request: HttpRequest, pk: int) -> HttpResponse:
    """First what it is, then the document itself."""
    enterprise, today = find_enterprise(request, pk), timezone.localdate()
    _require_writer(request, enterprise)
    kinds = queries.open_kinds(today)
    kind = next((kind for kind in kinds if kind.code == request.GET.get("kind")), None)
    context: dict[str, Any] = {"enterprise": enterprise, "kinds": kinds, "kind": kind}
    if kind is None:
        return render(request, "enterprises/cabinet/kinds.html", context)
    form = _form(request, kind)
    if form.is_bound and form.is_valid():
        try:
            document = services.file_document(
                enterprise, actor=person(request), kind=kind, files=form.cleaned_data["file"], now=timezone.now(),
                **form.words(),
            )  # fmt: skip
        except Invalid as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("“%(title)s” is filed. You can pick it in any application.") % _title(document))
            return redirect("enterprises:cabinet", pk=pk)
    return _write_page(request, {**context, "form": form})


@login_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: its pages, what it replaced, where it is used."""
    row, user = find_document(request, pk), person(request)
    writes = queries.may_write(row.enterprise, user)
    context = {
        "document": row, "enterprise": row.enterprise, "validity": queries.validity_of(row, timezone.localdate()),
        "files": files_of(row, user), "may_write": writes and row.status == "current",
        "earlier": queries.earlier_versions(row), "sent": queries.was_sent(row),
        "used_by": queries.open_applications(row), "history": history_entries(history_for(user, row)),
    }  # fmt: skip
    return render(request, "enterprises/cabinet/document.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def document_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer one in its place; the form begins with what stays the same."""
    row = find_document(request, pk)
    _require_writer(request, row.enterprise)
    form = _form(request, row.kind, initial=as_before(row))
    if form.is_bound and form.is_valid():
        try:
            new = services.replace_document(
                row, actor=person(request), files=form.cleaned_data["file"], now=timezone.now(), **form.words()
            )
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("“%(title)s” has been replaced; the old one stays in its history.") % _title(new)
            )
            return redirect("enterprises:cabinet-document", pk=new.pk)
    return _write_page(request, {"enterprise": row.enterprise, "kind": row.kind, "form": form, "replaces": row})


@login_required
@require_http_methods(["GET", "POST"])
def document_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """First what will go, then it goes; refused while something unfinished rests on it."""
    row = find_document(request, pk)
    _require_writer(request, row.enterprise)
    refused = ""
    if request.method == "POST":
        try:
            services.remove_document(row, actor=person(request))
        except DomainError as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("“%(title)s” has been taken out of the cabinet.") % _title(row))
            return redirect("enterprises:cabinet", pk=row.enterprise_id)
    pages = Attachment.objects.of(row).count()
    context = {"document": row, "enterprise": row.enterprise, "refused": refused, "pages": pages}
    return render(request, "enterprises/cabinet/remove.html", context, status=409 if refused else 200)


def find_document(request: HttpRequest, pk: int) -> CabinetDocument:
    """The document with this number among those that the person sees."""
    rows = CabinetDocument.objects.visible_to(person(request)).select_related("kind", "enterprise", "filed_by")
    return get_object_or_404(rows, pk=pk)


def _form(request: HttpRequest, kind: Any, **options: Any) -> DocumentForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    return DocumentForm(*given, kind=kind, limits=limits_of(queries.PURPOSE), **options)


def _write_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The form; beside a wrong field the pages have to be chosen again, and the page says so."""
    status = 400 if context["form"].errors else 200
    check_url = reverse("enterprises:cabinet-check", args=[context["enterprise"].pk])
    return render(request, "enterprises/cabinet/write.html", {**context, "check_url": check_url}, status=status)


def _require_writer(request: HttpRequest, enterprise: Enterprise) -> None:
    if not queries.may_write(enterprise, person(request)):
        raise PermissionDenied


def _title(row: CabinetDocument) -> dict[str, str]:
    return {"title": row.title}


def _lit(shelves: list[queries.Shelf], light: str) -> list[queries.Shelf]:
    """The shelves as far as the address asks for one light."""
    if not light:
        return shelves
    kept = [queries.Shelf(shelf.kind, [row for row in shelf.rows if row.validity.light == light]) for shelf in shelves]
    return [shelf for shelf in kept if shelf.rows]


def _stats(request: HttpRequest, lights: list[str], only: str) -> list[dict[str, Any]]:
    labels = [("", _("filed"), ""), ("yellow", _("run out soon"), "warn"), ("red", _("have run out"), "due")]
    return [
        {
            "label": label, "number": lights.count(light) if light else len(lights), "current": light == only,
            "url": f"{request.path}?light={light}" if light else request.path,
            "tone": tone if light in lights else "",
        }
        for light, label, tone in labels
    ]  # fmt: skip


def _not_filed(shelves: list[queries.Shelf], today: Any) -> list[Any]:
    """Kinds of which nothing is filed yet: what an application may ask for."""
    filed = {shelf.kind.pk for shelf in shelves}
    return [kind for kind in queries.open_kinds(today) if kind.pk not in filed]
