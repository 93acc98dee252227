"""Reports: the list with bulk review, and the page that is a form for the bureau and a desk for the office."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.activity.queries import history_of
from kernel.common.errors import DomainError, Invalid, NoteMissing

from ..filters import ProgressReportFilter
from ..forms.tasks import AcceptForm, NoteForm, ReportForm, StepForm
from ..models import ProgressReport
from ..queries.people import may_act_for
from ..services import reports as services
from ..workflow import REPORT_PROGRESS, REVIEW, ReportStatus
from .shared import check_version, history_entries, person, show_refusal

VIEW = "coordination.view_progressreport"
SHOWN_FILTERS = ("lead", "state", "period")
BULK: dict[str, Callable[..., ProgressReport]] = {"accept": services.accept_report, "return": services.return_report}


@login_required
@permission_required(VIEW, raise_exception=True)
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports by filters that stay in the address; the office chooses several to decide at once."""
    today = timezone.localdate()
    rows = ProgressReport.objects.visible_to(person(request)).select_related("task__lead")
    found = ProgressReportFilter(request.GET, queryset=rows, request=request)
    page = Paginator(found.qs, 30).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": [(row, row.state_on(today)) for row in page.object_list],
        "filters": {name: found.form[name] for name in SHOWN_FILTERS},
        "may_review": request.user.has_perm(REVIEW), "errors": found.errors,
        "hidden": [(k, v) for k in request.GET if k not in {*SHOWN_FILTERS, "page"} for v in request.GET.getlist(k)],
    }  # fmt: skip
    return render(request, "coordination/reports/list.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The form while the bureau writes; both judgements side by side for everybody else."""
    report = _find(request, pk)
    user, today = person(request), timezone.localdate()
    writable = report.status in services.WRITABLE and user.has_perm(REPORT_PROGRESS)
    form = None
    if writable and may_act_for(user, report.task.lead_id):
        form = ReportForm(request.POST or None, instance=report, initial={"version": report.version})
        if request.method == "POST" and form.is_valid() and _submitted(request, report.pk, form):
            return redirect("coordination:report", pk=pk)
    last = report.task.reports.filter(period__lt=report.period).exclude(done="").order_by("-period").first()
    context = {
        "report": report, "task": report.task, "state": report.state_on(today), "form": form, "last": last,
        "copied": last is not None and bool(report.done) and last.done == report.done,
        "values": report.values.select_related("target"), "acts": _acts(report, user),
        "accept_form": AcceptForm(initial={"version": report.version}), "history": history_entries(history_of(report)),
        "return_form": NoteForm(initial={"version": report.version}, prefix=None),
        "may_withdraw": report.status == ReportStatus.SUBMITTED and may_act_for(user, report.task.lead_id),
        "may_review": user.has_perm(REVIEW) and report.status == ReportStatus.SUBMITTED,
    }  # fmt: skip
    return render(request, "coordination/reports/page.html", context)


@login_required
@require_POST
def report_draft(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep what has been typed so far; 412 when somebody else wrote meanwhile."""
    report = _find(request, pk)
    form = ReportForm(request.POST, instance=report)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    try:
        kept = ProgressReport.objects.get(pk=pk)
        check_version(kept, form)
        kept = services.save_report(kept, actor=person(request), values=form.figures(), **form.changes())
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    return JsonResponse({"version": kept.version, "saved_at": timezone.now()})


@login_required
@require_POST
def report_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, return or take back one report."""
    forms = {"accept": AcceptForm, "return": NoteForm, "withdraw": StepForm}
    if step not in forms:
        raise Http404
    report, form = _find(request, pk), forms[step](request.POST)
    if not form.is_valid():
        raise NoteMissing(fields={"note": [_("Give a reason.")]})
    check_version(report, form)
    words = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    service: Any = {**BULK, "withdraw": services.withdraw_report}[step]
    service(report, actor=person(request), today=timezone.localdate(), **words)
    messages.success(request, _("Done: %(step)s.") % {"step": ProgressReport.workflow.label(step)})
    waiting = ProgressReport.objects.filter(status=ReportStatus.SUBMITTED).order_by("submitted_on", "pk").first()
    if step != "withdraw" and waiting is not None:
        return redirect("coordination:report", pk=waiting.pk)
    return redirect("coordination:report", pk=pk)


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def report_bulk(request: HttpRequest) -> HttpResponse:
    """First what will happen to how many, then what did, and which rows could not and why."""
    act = request.POST.get("act", "")
    if act not in BULK:
        raise Http404
    chosen = dict(item.split(":") for item in request.POST.getlist("row") if item.count(":") == 1)
    pks = [pk for pk in (*chosen, *request.POST.getlist("pk")) if pk.isdecimal()]
    rows = list(ProgressReport.objects.visible_to(person(request)).filter(pk__in=pks).select_related("task__lead"))
    if not rows:
        raise Invalid(_("Choose at least one report."))
    context: dict[str, Any] = {"rows": rows, "act": act, "label": ProgressReport.workflow.label(act)}
    if "confirmed" in request.POST:
        note = request.POST.get("note", "")
        decide = partial(BULK[act], actor=person(request), today=timezone.localdate(), note=note)
        for row in rows:
            # The row as it was when the office looked at it: one that has changed since fails by itself.
            row.version = int(chosen.get(str(row.pk), "0") or 0)
        context["result"] = services.review_reports(rows, decide)
    return render(request, "coordination/reports/bulk.html", context)


def _submitted(request: HttpRequest, pk: int, form: ReportForm) -> bool:
    """Save what is in the form and hand it in; refusals go into the form."""
    report, user = ProgressReport.objects.select_related("task").get(pk=pk), person(request)
    check_version(report, form)
    try:
        report = services.save_report(report, actor=user, values=form.figures(), **form.changes())
        report = services.submit_report(report, actor=user, today=timezone.localdate())
    except DomainError as refusal:
        # What was typed is saved already: the form goes on from the version that this made.
        form.data = {**form.data.dict(), "version": str(ProgressReport.objects.get(pk=pk).version)}  # type: ignore[attr-defined]
        show_refusal(form, refusal)
        return False
    messages.success(request, _("The report is handed in; the office reviews it."))
    return True


def _acts(report: ProgressReport, user: Any) -> list[dict[str, str]]:
    task = {"label": _("To the task"), "url": reverse("coordination:task", args=[report.task_id]), "kind": "plain"}
    return [task]


def _find(request: HttpRequest, pk: int) -> ProgressReport:
    rows = ProgressReport.objects.visible_to(person(request)).select_related("task__lead", "task__plan__rule")
    return get_object_or_404(rows, pk=pk)
