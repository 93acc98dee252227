"""The bureau writes: kept as it is typed, all that is missing told at once, read once more, handed in."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.common.errors import DomainError, Invalid, StaleVersion
from kernel.common.forms import show_refusal

from ..forms.reports import ReportForm
from ..models import ProgressReport
from ..queries.reports import already_taken, beside
from ..services import reports as services
from ..services.tasks import require_lead
from .evidence import evidence_of
from .report_parts import before, find_report, header_of, notes_of, told_rows
from .report_versions import both_versions, differing, merged
from .shared import history_entries

OWED_FIELDS = ("progress", "judgement", "done")
FORM = "coordination/reports/write.html"


def form_page(request: HttpRequest, report: ProgressReport, form: ReportForm | None = None) -> HttpResponse:
    """The form, each box beside last month's words and what was accepted before."""
    today = timezone.localdate()
    known = beside(report, today)
    form = form or ReportForm(instance=copy(report), initial={"version": report.version})
    targets = {f"target_{target.pk}": target for target in form.targets}
    lines = [
        {
            "bound": bound, "owed": bound.name in OWED_FIELDS, "before": before(bound.name, known, targets),
            "unit": "%" if bound.name == "progress" else getattr(targets.get(bound.name), "unit", ""),
            "notes": notes_of(bound.name, report, known, targets),
        }
        for bound in _in_order(form, targets)
    ]  # fmt: skip
    context = {**header_of(report, today), "form": form, "lines": lines, "last": known.last}
    context["history"] = history_entries(history_of(report))
    context["evidence"] = evidence_of(report, person(request))
    return render(request, FORM, context, status=400 if form.errors else 200)


def written(request: HttpRequest, report: ProgressReport) -> HttpResponse:
    """What was sent from the form: kept, or laid beside the version that somebody else saved meanwhile."""
    act, data = request.POST.get("act", "save"), request.POST.copy()
    if act == "withdraw":
        report = _withdrawn(request, report)
    elif act == "merge":
        data = merged(data, report)
    form = _bound(data, report)
    stale = data.get("version") != str(report.version)
    if report.status not in services.WRITABLE or (stale and differing(form, report)):
        return both_versions(request, report, form)
    try:
        return _kept(request, report, form, act)
    except StaleVersion:
        # Somebody saved between our look and our write.
        return both_versions(request, find_report(request, report.pk), form)


def _kept(request: HttpRequest, report: ProgressReport, form: ReportForm, act: str) -> HttpResponse:
    user, right = person(request), form.is_valid()
    try:
        # Also beside a wrong box the others are kept: nothing typed is lost.
        report = services.save_report(report, actor=user, values=form.figures(), **form.changes())
        form.data["version"] = str(report.version)  # type: ignore[index]
        if right and act == "submit":
            services.require_complete(report, today=timezone.localdate())
            return redirect("coordination:report-submit", pk=report.pk)
    except StaleVersion:
        raise
    except DomainError as refusal:
        show_refusal(form, refusal)
        right = False
    if not right:
        return form_page(request, report, form)
    messages.success(request, _("Saved. It is not handed in yet."))
    return redirect("coordination:report", pk=report.pk)


@login_required
@require_POST
def report_draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep what has been typed so far, wrong boxes aside; 412 when somebody else wrote meanwhile."""
    report = find_report(request, pk)
    form = _bound(request.POST.copy(), report)
    form.full_clean()
    if "version" in form.errors:
        return JsonResponse({"errors": form.errors}, status=400)
    try:
        if form.cleaned_data["version"] != report.version and differing(form, report):
            raise StaleVersion(_("Somebody else has changed this record meanwhile; compare and try again."))
        kept = services.save_report(report, actor=person(request), values=form.figures(), **form.changes())
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    return JsonResponse({"version": kept.version, "saved_at": timezone.now(), "errors": form.errors})


@login_required
@require_http_methods(["GET", "POST"])
def report_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """All that will be handed in, read once more; then handed in, once however often the button is pressed."""
    report, user, today = find_report(request, pk), person(request), timezone.localdate()
    require_lead(report.task, user)
    if request.method == "POST":
        return _handed_in(request, report)
    if report.status not in services.WRITABLE:
        return redirect("coordination:report", pk=pk)
    try:
        services.require_complete(report, today=today)
    except Invalid as refusal:
        form = _bound(_as_typed(report), report)
        show_refusal(form, refusal)
        return form_page(request, report, form)
    known = beside(report, today)
    context = {
        **header_of(report, today), "here": _("Submit the report"), "acts": None,
        "told": told_rows(report, known), "last": known.last,
        "copied": known.last is not None and known.last.done == report.done,
        "back_url": reverse("coordination:report", args=[pk]),
    }  # fmt: skip
    return render(request, "coordination/reports/submit.html", context)


def _handed_in(request: HttpRequest, report: ProgressReport) -> HttpResponse:
    user, version = person(request), int(request.POST.get("version", "0")[:9] or 0)
    shown = copy(report)
    shown.version = version
    try:
        services.submit_report(shown, actor=user, today=timezone.localdate())
    except DomainError:
        now = find_report(request, report.pk)
        if already_taken(now, "submit", version, user):
            return redirect("coordination:report", pk=report.pk)
        if now.status not in services.WRITABLE:
            messages.warning(request, _("This report has been handed in already."))
            return redirect("coordination:report", pk=report.pk)
        messages.warning(request, _("The report was changed meanwhile: please read it once more."))
        return redirect("coordination:report-submit", pk=report.pk)
    messages.success(request, _("The report is handed in; the office reviews it. Until then you can take it back."))
    return redirect("coordination:report", pk=report.pk)


def _withdrawn(request: HttpRequest, report: ProgressReport) -> ProgressReport:
    """Taken back on the way, so that what was typed after a colleague had handed it in can still go into it."""
    services.withdraw_report(report, actor=person(request), today=timezone.localdate())
    return find_report(request, report.pk)


def _bound(data: QueryDict, report: ProgressReport) -> ReportForm:
    # A copy: a bound form writes what was typed into its instance.
    return ReportForm(data, instance=copy(report))


def _as_typed(report: ProgressReport) -> QueryDict:
    """The report as its form would send it."""
    form, data = ReportForm(instance=copy(report)), QueryDict(mutable=True)
    for bound in form.visible_fields():
        value = bound.value()
        data[bound.name] = "" if value is None else str(value)
    data["version"] = str(report.version)
    return data


def _in_order(form: ReportForm, targets: dict[str, Any]) -> list[Any]:
    """Progress and figures first, then the judgement, then the words."""
    names = ["progress", *targets, "judgement", "done", "problems", "next_step"]
    return [form[name] for name in names]
