"""One section of an application a page: kept as it is typed, two fillers at once, only what was asked for open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError

from ..forms.fields import Offer, SectionForm, build_section_form
from ..forms.typed import Typed, picks_in, seen_word, typed_in
from ..models import Answer, Application, FormField, FormSection
from ..queries.cabinet import choices_for
from ..queries.completeness import problems_of
from ..queries.content import in_words
from ..queries.progress import Objection, objections_of
from ..queries.sheets import open_paths, sections_of
from ..services.answers import Conflict, save_answers
from .application_parts import find_application, header_of, may_write, next_url, steps_of
from .applications import VIEW


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside fields: what is wrong and what the notice says by path, two versions by key."""

    said: Mapping[str, str]
    asked: Mapping[str, Objection]
    conflicts: Mapping[str, Conflict]


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def section_page(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The section's fields; what is sent is kept, and what somebody else changed meanwhile is laid beside it (412)."""
    application = find_application(request, pk)
    section = _section(application, key)
    if request.method != "POST":
        return _page(request, application, section)
    form, typed = _read(request, application, section)
    try:
        conflicts = _save(request, application, section, typed)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return _page(request, application, section, form=form, status=refusal.status)
    if conflicts or (typed.wrong and not picks_in(request.POST)):
        return _page(request, application, section, form=form, conflicts=conflicts, status=412 if conflicts else 400)
    if request.POST.get("act") == "next" and not picks_in(request.POST):
        return redirect(next_url(application, steps_of(application, key, []), key))
    messages.success(request, _("Saved. It is not sent yet."))
    return redirect(request.path)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_POST
def autosave(request: HttpRequest, pk: int, key: str) -> JsonResponse:
    """Keep what has been typed so far: the new versions, what is wrong, and what somebody else changed meanwhile."""
    application = find_application(request, pk)
    section = _section(application, key)
    _form, typed = _read(request, application, section)
    try:
        conflicts = _save(request, application, section, typed)
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    rows, answers = {row.key: row for row in section.fields.all()}, _answers(application, section)
    seen = {
        f"seen-{name}": seen_word(rows[name], answers[name].value, answers[name].version)
        for name in typed.values
        if name not in conflicts and name in answers
    }
    shown = {name: _conflict_html(rows[name], conflict) for name, conflict in conflicts.items()}
    return JsonResponse({"hidden": seen, "errors": typed.wrong, "kept": True, "conflicts": shown})


def _save(request: HttpRequest, application: Application, section: FormSection, typed: Typed) -> dict[str, Conflict]:
    """Save what this person changed; what could not be saved for somebody else's sake, by key."""
    if not typed.values:
        return {}
    saved = save_answers(
        application,
        {f"{section.key}.{key}": value for key, value in typed.values.items()},
        versions={f"{section.key}.{key}": version for key, version in typed.versions.items()},
        actor=person(request),
        now=timezone.now(),
    )
    return {path.partition(".")[2]: conflict for path, conflict in saved.conflicts.items()}


def _read(request: HttpRequest, application: Application, section: FormSection) -> tuple[SectionForm, Typed]:
    form = _form(request, application, section, _answers(application, section), data=request.POST)
    return form, typed_in(form, request.POST)


def _form(
    request: HttpRequest, application: Application, section: FormSection, answers: dict[str, Answer], data: Any = None
) -> SectionForm:
    opened = open_paths(application) if may_write(application, person(request)) else set()
    keys = None if opened is None else {path.partition(".")[2] for path in opened if path.startswith(f"{section.key}.")}
    values = {key: answer.value for key, answer in answers.items()}
    return build_section_form(
        section, values=values, open_keys=keys, data=data, offers=lambda row: _offer(application, row), owed=False
    )


def _page(
    request: HttpRequest, application: Application, section: FormSection, *, form: SectionForm | None = None,
    conflicts: Mapping[str, Conflict] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    answers = _answers(application, section)
    form = form or _form(request, application, section, answers)
    problems = problems_of(application)
    steps = steps_of(application, section.key, problems)
    said = {row.path: row.sentence for row in problems} if request.GET.get("check") and not form.is_bound else {}
    beside = _Beside(said, {one.path: one for one in objections_of(application)}, conflicts or {})
    context = {
        **header_of(application, timezone.localdate()), "section": section, "steps": steps, "form": form,
        "lines": [_line(bound, section, answers, beside) for bound in form],
        "writes": bool(form.open_names), "may_write": may_write(application, person(request)),
        "number": next((step["number"] for step in steps if step["current"]), 1), "last": len(steps),
    }  # fmt: skip
    return render(request, "enterprises/applications/section.html", context, status=status)


def _line(bound: Any, section: FormSection, answers: Mapping[str, Answer], beside: _Beside) -> dict[str, Any]:
    """One field of the page and what stands beside it."""
    row, answer, path = bound.field.row, answers.get(bound.name), f"{section.key}.{bound.name}"
    conflict = beside.conflicts.get(bound.name)
    # Beside a conflict the old version stays: to save again without choosing meets it again.
    seen = bound.form.data.get(f"seen-{bound.name}", "") if conflict else ""
    return {
        "bound": bound, "name": bound.name, "problem": beside.said.get(path, ""), "asked": beside.asked.get(path),
        "known": answer is not None and answer.saved_by_id is None and answer.value is not None,
        "seen": seen or seen_word(row, answer.value if answer else None, answer.version if answer else 0),
        "conflict": _conflict_html(row, conflict) if conflict else "", "open": not bound.field.disabled,
    }  # fmt: skip


def _conflict_html(row: FormField, conflict: Conflict) -> str:
    theirs = in_words(row, conflict.theirs)
    if row.kind == FormField.Kind.TABLE:
        theirs = "\n".join(" · ".join(str(cell) for cell in line.values()) for line in conflict.theirs or [])
    context = {"key": row.key, "theirs": theirs, "conflict": conflict}
    return render_to_string("enterprises/applications/_conflict.html", context)


def _section(application: Application, key: str) -> FormSection:
    section = next((row for row in sections_of(application.call) if row.key == key), None)
    if section is None:
        raise Http404
    return section


def _answers(application: Application, section: FormSection) -> dict[str, Answer]:
    rows = application.answers.filter(field__section=section).select_related("field", "saved_by")
    return {row.field.key: row for row in rows}


def _offer(application: Application, row: FormField) -> Offer:
    """What the firm may pick for a field; its own trademarks are typed by their numbers."""
    if row.kind != FormField.Kind.FILE:
        return ()
    closing = timezone.localdate(application.call.closes_at)
    documents = choices_for(application.enterprise, row.document_kind, closing)
    return [(str(document.pk), document.title) for document in documents]
