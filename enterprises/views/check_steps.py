"""What a checker writes: findings place by place, and the decision, each on a page that says what will happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coordination.views.shared import check_version
from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, Invalid, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal
from kernel.common.templatetags.words import long_date

from ..forms.checks import AcceptForm, ReturnForm, findings_in
from ..forms.registration import ReasonForm
from ..models import Application, CheckItem, CheckRule, Stage
from ..queries.check_notice import Notice, notice_of, return_due
from ..queries.check_sheet import Sheet, files_of, sheet_of
from ..services import checks
from .acts import Act
from .check_list import for_staff
from .check_page import desk_of, find_application
from .overtaken import overtaken

ACTS = {
    "accept": Act(
        AcceptForm, checks.accept_application,
        gettext_lazy("The formal check is passed: the application goes on to the experts, and the firm is told."),
        gettext_lazy("The application is accepted."),
    ),
    "return": Act(
        ReturnForm, checks.return_application,
        gettext_lazy("The firm gets one notice with everything that is missing; only that opens again. Look it through: it is the only one."),  # noqa: E501 - one sentence for the translators
        gettext_lazy("The application is returned; the clock of the check stands until the supplement comes."),
    ),
    "reject": Act(
        ReasonForm, checks.reject_application,
        gettext_lazy("The application does not go on. The firm is told your reason."),
        gettext_lazy("The application is rejected."), danger=True,
    ),
}  # fmt: skip


@for_staff
@require_POST
def check_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep findings: all that the form says, or the one place that was just touched (`only`)."""
    row, only = find_application(request, pk), request.POST.get("only")
    found, wrong = findings_in(request.POST, only), dict[str, list[str]]()
    try:
        checks.record_findings(row, found, actor=person(request), now=timezone.now())
    except Invalid as refusal:
        wrong = refusal.fields
    if only is not None and getattr(request, "htmx", False):
        return _one_place(request, row, only, found, wrong)
    if wrong:
        for sentence in _sentences(row, wrong):
            messages.error(request, sentence)
    else:
        messages.success(request, _("The findings are kept."))
    return redirect(f"{reverse('enterprises:check', args=[row.pk])}#check")


@for_staff
@require_POST
def check_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """All that nobody has looked at yet is in order."""
    row = find_application(request, pk)
    n = checks.pass_remaining(row, actor=person(request), now=timezone.now())
    said = ngettext("%(n)d more thing is in order.", "%(n)d more things are in order.", n) % {"n": n}
    messages.success(request, said)
    return redirect(f"{reverse('enterprises:check', args=[row.pk])}#check")


@for_staff
@require_http_methods(["GET", "POST"])
def check_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """GET says what will happen and by which day; POST decides. Of two who decide at once the second is told."""
    if step not in ACTS:
        raise Http404
    row, page, today = find_application(request, pk), ACTS[step], timezone.localdate()
    checks.require_checker(row, person(request))
    here = reverse("enterprises:check", args=[row.pk])
    if request.method == "POST" and step not in row.workflow.names_from(row.status):
        return overtaken(request, row, here)
    row.workflow.step(step, row.status)
    if step == "return":
        checks.require_return_left(row)
    form = page.form(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            check_version(row, form)
            done = page.service(row, actor=person(request), note=form.cleaned_data["note"], today=today)
        except NotPermitted:
            raise
        except StaleVersion:
            return overtaken(request, row, here, status=412)
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            _say_done(request, done, step)
            return redirect(here)
    sheet = sheet_of(row)
    context = {
        "application": row, "form": form, "title": row.workflow.label(step), "act": page, "step": step, "sheet": sheet,
        "effects": _effects(row, step, sheet, today), "notice": _notice(row, step, sheet, today),
    }  # fmt: skip
    return render(request, "enterprises/checks/act.html", context, status=400 if form.errors else 200)


def _one_place(
    request: HttpRequest, row: Application, path: str, found: dict[str, tuple[str, str]], wrong: dict[str, list[str]]
) -> HttpResponse:
    """The place as it is kept now, or as it was typed with what is wrong with it; and what the page counts."""
    sheet, user = sheet_of(row), person(request)
    place = sheet.place(path) if sheet else None
    if sheet is None or place is None:
        raise Http404
    if wrong:
        finding, remark = found[path]
        place = replace(place, found=CheckItem(finding=finding, remark=remark))
    context = {
        **desk_of(row, user, sheet, timezone.localdate()), "place": place, "files": files_of(sheet, user),
        "error": " ".join(wrong.get(path, [])), "swap": True,
    }  # fmt: skip
    return render(request, "enterprises/checks/_place_kept.html", context)


def _sentences(row: Application, wrong: dict[str, list[str]]) -> list[str]:
    """Each refusal with the name of its place."""
    sheet = sheet_of(row)
    places = {path: sheet.place(path) if sheet else None for path in wrong}
    return [
        f"{place.label}: {' '.join(wrong[path])}" if place else " ".join(wrong[path]) for path, place in places.items()
    ]


def _notice(row: Application, step: str, sheet: Sheet | None, today: date) -> Notice | None:
    if step != "return" or sheet is None or not sheet.objected:
        return None
    return notice_of(row, sheet, _("(your words)"), return_due(row, today))


def _effects(row: Application, step: str, sheet: Sheet | None, today: date) -> list[dict[str, Any]]:
    """What the step does, in figures and days."""
    clock = row.clocks.filter(stage=Stage.Kind.FORMAL_CHECK).last()
    effects: list[dict[str, Any]] = [{"label": _("Told at once"), "value": row.enterprise.name}]
    if step == "return":
        due = return_due(row, today)
        effects = [
            {"label": _("Open again for the firm"), "value": len(sheet.objected) if sheet else 0},
            {"label": _("To be supplemented by"), "value": long_date(due)},
            {"label": _("Returned so far"), "value": f"{row.returns} / {row.call.most_returns}"},
        ]
    if step == "accept" and sheet is not None:
        effects.append({"label": _("Not looked at yet"), "value": len(sheet.waiting)})
    if clock is not None and clock.due_on is not None:
        effects.append({"label": _("The check is due"), "value": long_date(clock.due_on)})
    return effects


def _say_done(request: HttpRequest, row: Application, step: str) -> None:
    """What was done; an acceptance can be taken back for some seconds."""
    tags, seconds = "", CheckRule.objects.on(timezone.localdate()).undo_seconds
    if step == "accept" and seconds:
        tags = f"undo={reverse('enterprises:check-undo')}?row={row.pk}:{row.version} seconds={seconds}"
    messages.success(request, str(ACTS[step].said), extra_tags=tags)
