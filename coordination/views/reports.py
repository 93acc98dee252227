"""Reports: the list, and the page on which office and bureau read the same month."""

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.calendars.queries import working_days_between
from kernel.files.models import Attachment

from ..forms.reports import AcceptForm, ReturnForm
from ..models import ProgressReport
from ..queries.people import may_act_for
from ..queries.reports import average_progress, beside, place_of
from ..services import reports as services
from ..workflow import REPORT_PROGRESS, REVIEW, ReportStatus
from . import report_write
from .report_parts import find_report, header_of, told_rows
from .report_rows import BULK_ACTS, COLUMNS, asked_filter, chips_of, kept, rows_of, shown_filters, sums_of
from .shared import history_entries

VIEW = "coordination.view_progressreport"


@login_required
@permission_required(VIEW, raise_exception=True)
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports by filters that stay in the address; the office chooses several to decide at once."""
    today = timezone.localdate()
    rows = ProgressReport.objects.visible_to(person(request))
    found = asked_filter(request, rows, today)
    page = Paginator(found.qs.select_related("task__lead"), 30).get_page(request.GET.get("page"))
    may_review = request.user.has_perm(REVIEW)
    context = {
        "page": page, "rows": rows_of(page.object_list, today), "columns": [column.head() for column in COLUMNS],
        "form": shown_filters(found, rows), "chips": chips_of(request, found), "keep": kept(request),
        "errors": found.errors,
        "sort": request.GET.get("sort", ""), "density": request.GET.get("density", ""), "may_review": may_review,
        "sums": sums_of(page.paginator.count, average_progress(found.qs)), "bulk_acts": BULK_ACTS,
    }  # fmt: skip
    return render(request, "coordination/reports/list.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The form while the bureau writes; this month beside the last for everybody else."""
    report, user = find_report(request, pk), person(request)
    writer = user.has_perm(REPORT_PROGRESS) and may_act_for(user, report.task.lead_id)
    if writer and request.method == "POST":
        return report_write.written(request, report)
    if writer and report.status in services.WRITABLE:
        return report_write.form_page(request, report)
    return reading_page(request, report)


def reading_page(request: HttpRequest, report: ProgressReport, **refused: Any) -> HttpResponse:
    """This month beside the last, and the desk on which the office decides; `refused` are forms with their errors."""
    user, today = person(request), timezone.localdate()
    known = beside(report, today)
    submitted = report.status == ReportStatus.SUBMITTED
    context: dict[str, Any] = {
        **header_of(report, today), "told": told_rows(report, known), "last": known.last, "asked": known.asked,
        "copied": known.last is not None and bool(report.done) and known.last.done == report.done,
        "files": Attachment.objects.of(report), "history": history_entries(history_of(report)),
        "may_withdraw": submitted and user.has_perm(REPORT_PROGRESS) and may_act_for(user, report.task.lead_id),
    }  # fmt: skip
    if submitted and user.has_perm(REVIEW):
        by = services.resubmit_by(report, today)
        context |= {
            "may_review": True, "place": place_of(report, user), "resubmit_by": by,
            "resubmit_days": working_days_between(today, by),
            "accept_form": AcceptForm(initial={"version": report.version, "judgement": report.judgement}),
            "return_form": ReturnForm(initial={"version": report.version, "due_on": by}, auto_id="return_%s"),
        }  # fmt: skip
    return render(request, "coordination/reports/page.html", {**context, **refused}, status=400 if refused else 200)
