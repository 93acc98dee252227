"""The office decides: one report after the other, many at once, and back again while nobody has heard of it."""

from collections.abc import Callable, Iterable
from copy import copy
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError, Invalid
from kernel.common.forms import show_refusal

from ..forms.reports import AcceptForm, BulkForm, ReturnForm
from ..forms.tasks import StepForm
from ..models import ProgressReport
from ..queries.reports import already_taken, place_of, undo_time
from ..services import reports as services
from ..services import reviewing
from ..workflow import REVIEW
from .report_bulk import Preview, left_as_it_is, preview_of
from .report_parts import find_report
from .reports import reading_page

STEPS: dict[str, tuple[type[StepForm], Callable[..., ProgressReport]]] = {
    "accept": (AcceptForm, services.accept_report),
    "return": (ReturnForm, services.return_report),
    "withdraw": (StepForm, services.withdraw_report),
}
BULK = ("accept", "return")


@login_required
@require_POST
def report_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Accept, return or take back one report; after a decision the next one that waits is opened."""
    if step not in STEPS:
        raise Http404
    (shape, service), report, user = STEPS[step], find_report(request, pk), person(request)
    form = shape(request.POST, auto_id="return_%s" if step == "return" else "id_%s")
    if not form.is_valid():
        return _refused(request, report, step, form)
    version = form.cleaned_data["version"]
    words = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    seen = copy(report)
    seen.version = version
    place = place_of(report, user) if step in BULK and report.submitted_on else None
    try:
        report = service(seen, actor=user, today=timezone.localdate(), **words)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _refused(request, report, step, form)
    except DomainError:
        if already_taken(find_report(request, pk), step, version, user):
            return redirect("coordination:report", pk=pk)
        raise
    _say_done(request, report, step)
    following = (place.next or place.previous) if place else None
    return redirect("coordination:report", pk=following or pk)


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def report_bulk(request: HttpRequest) -> HttpResponse:
    """First what will happen to how many, then what did, and which rows could not and why."""
    act = request.POST.get("act", "")
    if act not in BULK:
        raise Http404
    rows, today = _chosen(request), timezone.localdate()
    form = BulkForm(request.POST if "confirmed" in request.POST else None, needs_note=act == "return")
    if form.is_bound and form.is_valid():
        decide = partial(STEPS[act][1], actor=person(request), today=today, note=form.cleaned_data["note"])
        return _result(request, act, reviewing.review_reports(rows, decide))
    preview: Preview = preview_of(rows, act, today)
    came_from = QueryDict(request.POST.get("list", "")).urlencode() or "state=submitted"
    context = {
        "act": act, "label": ProgressReport.workflow.label(act), "form": form, "preview": preview, "list": came_from,
    }  # fmt: skip
    return render(request, "coordination/reports/bulk.html", context, status=400 if form.errors else 200)


@login_required
@permission_required(REVIEW, raise_exception=True)
@require_POST
def report_undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own decisions on the named rows, each in the version that the decision made."""
    rows = _chosen(request)
    take_back = partial(
        services.reconsider_report, actor=person(request), now=timezone.now(), today=timezone.localdate()
    )
    result = reviewing.review_reports(rows, take_back)
    if len(rows) == 1 and result.failed:
        messages.error(request, str(result.failed[0][1]))
    elif result.failed:
        return _result(request, "reconsider", result)
    else:
        messages.success(request, _("Taken back: the report waits for review again. The bureau was not told."))
    if len(rows) == 1:
        return redirect("coordination:report", pk=rows[0].pk)
    return redirect(f"{reverse('coordination:report-list')}?state=submitted")


def _refused(request: HttpRequest, report: ProgressReport, step: str, form: StepForm) -> HttpResponse:
    """The report's page with what is wrong beside its field; a form without a version comes from nowhere."""
    if step not in BULK or "version" in form.errors:
        raise Invalid(fields={name: [str(text) for text in sentences] for name, sentences in form.errors.items()})
    return reading_page(request, report, **{f"{step}_form": form})


def _chosen(request: HttpRequest) -> list[ProgressReport]:
    """The chosen reports in the version that was looked at: `row` is “pk:version”, `pk` is as it is now."""
    named = [item.partition(":") for item in (*request.POST.getlist("row"), *request.GET.getlist("row"))]
    versions = {int(pk): int(version) for pk, _sep, version in named if _number(pk) and _number(version)}
    pks = {*versions, *(int(pk) for pk in request.POST.getlist("pk") if _number(pk))}
    seen = ProgressReport.objects.visible_to(person(request)).filter(pk__in=pks)
    rows = list(seen.select_related("task__lead", "task__plan__rule").order_by("submitted_on", "pk"))
    if not rows:
        raise Invalid(_("Choose at least one report."))
    for row in rows:
        # The row as it was when the office looked at it: one that has changed since fails by itself.
        row.version = versions.get(row.pk, row.version)
    return rows


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _result(request: HttpRequest, act: str, result: reviewing.BulkResult) -> HttpResponse:
    seconds = min((undo_time(plan).seconds for plan in {row.task.plan_id for row in result.done}), default=0)
    context = {
        "label": ProgressReport.workflow.label(act), "result": result, "back": act == "reconsider",
        "not_done": [left_as_it_is(row, refusal) for row, refusal in result.failed],
        "seconds": 0 if act == "reconsider" else seconds,
    }  # fmt: skip
    return render(request, "coordination/reports/bulk_result.html", context)


def _say_done(request: HttpRequest, report: ProgressReport, step: str) -> None:
    words = {"report": str(report), "step": ProgressReport.workflow.label(step)}
    tags, seconds = "", undo_time(report.task.plan_id).seconds
    if step in BULK and seconds:
        tags = f"undo={undo_address([report])} seconds={seconds}"
    messages.success(request, _("%(report)s: done, %(step)s.") % words, extra_tags=tags)


def undo_address(reports: Iterable[Any]) -> str:
    """Where the decisions on these reports, just made, are taken back."""
    return f"{reverse('coordination:report-undo')}?{urlencode([('row', f'{row.pk}:{row.version}') for row in reports])}"
