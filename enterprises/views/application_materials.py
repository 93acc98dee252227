"""The materials of an application: picked from the cabinet, or filed there from here."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal
from kernel.files.queries import limits_of

from ..forms.cabinet import DocumentForm
from ..models import Application, CabinetDocument, DocumentKind, Material
from ..queries.cabinet import PURPOSE, choices_for, filed_of, open_kinds
from ..queries.completeness import problems_of
from ..queries.progress import MATERIALS, objections_of
from ..queries.sheets import materials_of, open_materials, picked
from ..services import cabinet, materials
from ..workflow import LetterStatus
from .application_parts import find_application, header_of, may_write, steps_of
from .application_start import limits_of as material_limits
from .applications import VIEW


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def material_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Each material with what was picked for it and what could be."""
    application, today = find_application(request, pk), timezone.localdate()
    problems = problems_of(application)
    context = {
        **header_of(application, today), "steps": steps_of(application, MATERIALS, problems),
        "materials": _rows(request, application, {row.path: row.sentence for row in problems}),
        "may_write": may_write(application, person(request)),
    }  # fmt: skip
    return render(request, "enterprises/applications/materials.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_POST
def pick(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Put a document to a material, or take it back with `drop`."""
    application, material = _material(request, pk, key)
    named = request.POST.get("document", "")
    documents = CabinetDocument.objects.filter(enterprise=application.enterprise_id)
    document = get_object_or_404(documents, pk=int(named) if named.isascii() and named.isdecimal() else 0)
    act = materials.drop_document if request.POST.get("act") == "drop" else materials.pick_document
    try:
        act(application, material, document, actor=person(request))
    except DomainError as refusal:
        messages.warning(request, f"{material.title}: {refusal}")
    return redirect(_place(application, material))


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def file_new(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """File a document in the cabinet right here; it is picked for this material at once."""
    application, material = _material(request, pk, key)
    kinds = [material.kind] if material.kind else open_kinds(timezone.localdate())
    kind = next((row for row in kinds if material.kind or row.code == request.GET.get("kind")), None)
    context: dict[str, Any] = {**header_of(application, timezone.localdate()), "material": material, "kinds": kinds}
    if kind is None:
        return render(request, "enterprises/applications/file_kind.html", context)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentForm(*given, kind=kind, limits=limits_of(PURPOSE))
    if form.is_bound and form.is_valid():
        try:
            return _filed(request, application, material, kind, form)
        except DomainError as refusal:
            show_refusal(form, refusal)
    context |= {
        "form": form, "kind": kind, "limits": material_limits(material),
        "check_url": reverse("enterprises:cabinet-check", args=[application.enterprise_id]),
    }  # fmt: skip
    return render(request, "enterprises/applications/file.html", context, status=400 if form.errors else 200)


def _filed(
    request: HttpRequest, application: Application, material: Material, kind: DocumentKind, form: DocumentForm
) -> HttpResponse:
    """Filed, and picked; a document that the material does not take stays in the cabinet, and the page says so."""
    actor = person(request)
    document = cabinet.file_document(
        application.enterprise, actor=actor, kind=kind, files=form.cleaned_data["file"], now=timezone.now(),
        **form.words(),
    )  # fmt: skip
    words = {"title": document.title}
    try:
        materials.pick_document(application, material, document, actor=actor)
    except DomainError as refusal:
        messages.warning(request, _("“%(title)s” is in your cabinet, but not picked here:") % words + f" {refusal}")
    else:
        messages.success(request, _("“%(title)s” is in your cabinet and picked here.") % words)
    return redirect(_place(application, material))


def _material(request: HttpRequest, pk: int, key: str) -> tuple[Application, Material]:
    application = find_application(request, pk)
    material = materials_of(application.call).get(key)
    if material is None or material.source != Material.Source.CABINET:
        raise Http404
    return application, material


def _place(application: Application, material: Material) -> str:
    return reverse("enterprises:application-materials", args=[application.pk]) + f"#material-{material.key}"


def _rows(request: HttpRequest, application: Application, said: dict[str, str]) -> list[dict[str, Any]]:
    """What the page shows of each material; the cabinet is read once for all of them."""
    today, there = timezone.localdate(), picked(application)
    closing = timezone.localdate(application.call.closes_at)
    cabinet_rows = choices_for(application.enterprise, None, today)
    filed = {row.document.pk: row for row in filed_of([*cabinet_rows, *_documents(there)], today)}
    letters = list(application.letters.exclude(status=LetterStatus.CALLED_OFF))
    opened = open_materials(application) if may_write(application, person(request)) else set()
    asked = {one.path: one for one in objections_of(application)}
    rows = []
    for key, material in materials_of(application.call).items():
        mine = {row.document_id for row in there.get(key, [])}
        fitting = [
            filed[row.pk] for row in cabinet_rows
            if row.pk not in mine and material.kind_id in (None, row.kind_id)
            and (row.valid_on(closing) or not material.valid_on_closing)
        ]  # fmt: skip
        rows.append({
            "material": material, "key": key, "picked": [filed[pk] for pk in sorted(mine)], "choices": fitting,
            "limits": material_limits(material), "problem": said.get(f"material.{key}", ""),
            "asked": asked.get(f"material.{key}"), "open": opened is None or key in opened,
            "letters": [row for row in letters if row.material_id == material.pk],
            "is_letter": material.source == Material.Source.LETTER, "full": len(mine) >= material.most,
        })  # fmt: skip
    return rows


def _documents(there: dict[str, Any]) -> list[CabinetDocument]:
    found = {row.document_id: row.document for rows in there.values() for row in rows}
    return list(found.values())
