"""The form of a call and its materials: edited while its version is a draft, otherwise by a new version."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError

from ..forms.call_parts import PARTS, part_changes, part_initial
from ..forms.calls import StepForm
from ..models import Call, FormField, FormSection, FormVersion, Material
from ..queries.prefill import sources
from ..services import calls, sheets
from ..workflow import VersionStatus
from .calls_shared import editor, managed_call, manages_calls, prepared_call, written


@manages_calls
@require_GET
def call_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Sections and their questions, in the order in which they are asked."""
    return _page(request, managed_call(request, pk), "form")


@manages_calls
@require_GET
def call_materials(request: HttpRequest, pk: int) -> HttpResponse:
    """What must be brought, from the cabinet or by a letter."""
    return _page(request, managed_call(request, pk), "materials")


@manages_calls
@require_POST
def call_form_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the call ask by a new draft, made from the version it asks by now, or by an empty first one."""
    call, actor = managed_call(request, pk), person(request)
    form = StepForm(request.POST)
    if form.is_valid():
        call.version = form.cleaned_data["version"]
    try:
        calls.take_new_form(call, actor=actor)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The call has a new draft of its form; earlier calls keep theirs."))
    return redirect("enterprises:call-form", pk)


@manages_calls
@require_http_methods(["GET", "POST"])
def call_part(request: HttpRequest, pk: int, piece: str, row: int = 0) -> HttpResponse:
    """One section, question or material: a new one (a question in the section `?section=`), or one that is there."""
    call = prepared_call(request, pk)
    part, sheet = _part(request, call, piece, row), _sheet(call)

    def page(form: BaseForm) -> HttpResponse:
        context = editor(call, _place(piece), form=form, kind=piece, row=part, back=_to(call, piece))
        return render(request, "enterprises/calls/part.html", context, status=400 if form.errors else 200)

    if request.method == "GET":
        return page(
            PARTS[piece](
                initial={**part_initial(part), "version": sheet.version} if row else {"version": sheet.version}
            )
        )
    form = PARTS[piece](request.POST)

    def act(call: Call) -> Any:
        if row:
            return sheets.change_part(sheet, part, actor=person(request), **part_changes(form))
        for name, value in part_changes(form).items():
            setattr(part, name, value)
        return sheets.add_part(sheet, part, actor=person(request))

    return written(
        request, call, form, act, to=_to(call, piece), said=_("Kept."), page=page, row=sheet,
        fresh=(lambda: PARTS[piece](initial=part_initial(_part(request, call, piece, row)))) if row else None,
    )  # fmt: skip


@manages_calls
@require_POST
def call_part_act(request: HttpRequest, pk: int, piece: str, row: int, act: str) -> HttpResponse:
    """Move it up or down, double a question, take it away."""
    call, actor = prepared_call(request, pk), person(request)
    part, sheet = _part(request, call, piece, row), _sheet(call)
    acts: dict[str, Any] = {
        "up": lambda call: sheets.move_part(sheet, part, up=True, actor=actor),
        "down": lambda call: sheets.move_part(sheet, part, up=False, actor=actor),
        "remove": lambda call: sheets.remove_part(sheet, part, actor=actor),
    }
    if piece == "field":
        acts["copy"] = lambda call: sheets.duplicate_field(sheet, part, actor=actor)
    if act not in acts:
        raise Http404
    said = {"remove": _("Taken away."), "copy": _("Doubled; now change the copy.")}.get(act, _("Moved."))
    form = StepForm(request.POST)
    return written(
        request, call, form, acts[act], to=_to(call, piece), said=said, row=sheet,
        page=lambda form: _page(request, call, _place(piece), refused=form),
    )  # fmt: skip


def _page(request: HttpRequest, call: Call, part: str, refused: BaseForm | None = None) -> HttpResponse:
    sheet = call.form
    context = editor(
        call, part, sheet=sheet, refused=refused,
        editable=call.status == "draft" and sheet is not None and sheet.status == VersionStatus.DRAFT,
        sections=_sections(sheet) if sheet and part == "form" else [],
        materials=list(sheet.materials.all()) if sheet else [],
        shared=Call.objects.filter(form=sheet).exclude(pk=call.pk).count() if sheet else 0,
    )  # fmt: skip
    return render(request, f"enterprises/calls/{part}.html", context, status=409 if refused and refused.errors else 200)


def _sections(sheet: FormVersion) -> list[FormSection]:
    """Sections with their questions, each of these knowing in words what it is filled in from."""
    sections = list(sheet.sections.all())
    words = {path: f"{group} · {name}" for group, names in sources().items() for path, name in names.items()}
    for section in sections:
        for field in section.fields.all():
            field.filled_from = words.get(field.prefill, field.prefill)  # type: ignore[attr-defined]
    return sections


def _sheet(call: Call) -> FormVersion:
    if call.form is None:
        raise Http404
    return call.form


def _part(request: HttpRequest, call: Call, kind: str, part: int) -> Any:
    """The row of the call's own form, or a new one that belongs to it."""
    sheet = _sheet(call)
    if kind not in PARTS:
        raise Http404
    if kind == "field" and not part:
        sections, chosen = sheet.sections.all(), request.GET.get("section")
        section = get_object_or_404(sections, pk=_number(chosen)) if chosen else sections.first()
        if section is None:
            raise Http404
        return FormField(section=section)
    if not part:
        return FormSection(form=sheet) if kind == "section" else Material(form=sheet)
    if kind == "field":
        return get_object_or_404(FormField, pk=part, section__form=sheet)
    return get_object_or_404(PARTS[kind].model, pk=part, form=sheet)


def _number(text: str | None) -> int:
    return int(text[:18]) if text and text.isascii() and text.isdecimal() else 0


def _place(kind: str) -> str:
    return "materials" if kind == "material" else "form"


def _to(call: Call, kind: str) -> str:
    return reverse(f"enterprises:call-{_place(kind)}", args=[call.pk])
