"""A firm's applications: all of them, and the home of one with what is done, what is next, and by which day."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.views.shared import history_entries
from kernel.accounts.models import User
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_for, history_of
from kernel.calendars.queries import working_days_between
from kernel.common.errors import DomainError, StaleVersion
from kernel.common.forms import show_refusal

from ..forms.applications import WithdrawForm
from ..models import Application, Brand, Enterprise
from ..models.applications import ENDED, WRITABLE
from ..queries.completeness import BRAND, problems_of
from ..queries.progress import Objection, due_of, holder_of, objections_of, timeline_of
from ..queries.submissions import sent_rounds
from ..services import applications as services
from ..services.seats import WRITERS
from ..workflow import ApplicationStatus
from ..workflow.applications import APPLICATION, CHECK
from .application_parts import field_url, find_application, header_of, may_write, next_url, steps_of

STAFF_PAGE = "enterprises:check"
VIEW = "enterprises.view_application"
PARTS: dict[str, tuple[str, ...]] = {
    "open": WRITABLE,
    "sent": (ApplicationStatus.SUBMITTED, ApplicationStatus.ACCEPTED),
    "ended": ENDED,
}


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """The applications of the person's firms in all states, by a tab that stays in the address."""
    mine = Enterprise.objects.of_person(person(request)).values("pk")
    rows = Application.objects.filter(enterprise__in=mine).select_related(
        "call__scheme__department", "enterprise", "brand"
    )
    part = request.GET.get("part", "")
    shown = rows.filter(status__in=PARTS[part]) if part in PARTS else rows
    page = Paginator(shown.select_related("late_code"), 20).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [row_of(row) for row in page.object_list], "tabs": _tabs(rows, part)}
    return render(request, "enterprises/applications/list.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_safe
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: who holds it, by which day, its parts, what was sent, what may be done."""
    row, user, today = find_application(request, pk), person(request), timezone.localdate()
    if (page := _page_of_staff(row, user)) is not None:
        return redirect(page, pk=pk)
    writes = may_write(row, user)
    problems = problems_of(row) if row.status in WRITABLE else []
    objections = objections_of(row)
    steps = steps_of(row, "", problems, objections)
    sent = row.submitted_at is not None
    context = {
        **header_of(row, today), "steps": steps, "problems": problems, "may_write": writes,
        "to_do": sum(step["to_do"] for step in steps) + sum(problem.path == BRAND for problem in problems),
        "timeline": timeline_of(row, today), "objections": _objections(row, objections),
        "rounds": sent_rounds(row) if sent else [],
        "history": history_entries(history_for(user, row)), "letters": row.letters.select_related("material"),
        "go_on": _go_on(row, steps), "may_withdraw": _may_withdraw(row, request), "brands": _brands(row, writes),
        "note": _returned_note(row),
    }  # fmt: skip
    return render(request, "enterprises/applications/page.html", context)


@login_required
@permission_required(VIEW, raise_exception=True)
@require_POST
def choose_brand(request: HttpRequest, pk: int) -> HttpResponse:
    """For which brand the firm applies, while it is a draft."""
    row, named = find_application(request, pk), request.POST.get("brand", "")
    brand = Brand.objects.filter(enterprise=row.enterprise_id, pk=int(named)).first() if _is_key(named) else None
    try:
        services.choose_brand(row, brand, actor=person(request), now=timezone.now())
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect(reverse("enterprises:application", args=[pk]) + "#brand")


@login_required
@permission_required(VIEW, raise_exception=True)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking it back means, then it is taken back with its reason."""
    row, stale = find_application(request, pk), False
    if not _may_withdraw(row, request):
        return redirect("enterprises:application", pk=pk)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})
    if form.is_bound and form.is_valid():
        row.version = form.cleaned_data["version"]
        try:
            services.withdraw_application(
                row, actor=person(request), note=form.cleaned_data["note"], today=timezone.localdate()
            )
        except StaleVersion:
            row, stale = find_application(request, pk), True
            form.data = {**form.data.dict(), "version": row.version}  # type: ignore[attr-defined]
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your application is withdrawn. What was sent stays on record."))
            return redirect("enterprises:application", pk=pk)
    context = {**header_of(row, timezone.localdate()), "form": form, "stale": stale, "sent": row.submitted_at}
    status = 412 if stale else 400 if form.errors else 200
    return render(request, "enterprises/applications/withdraw.html", context, status=status)


def row_of(row: Application) -> dict[str, Any]:
    """An application as lists show it."""
    holder, note = holder_of(row)
    due = due_of(row) if holder else None
    return {
        "row": row, "holder": holder, "note": note, "due_on": due,
        "days": working_days_between(timezone.localdate(), due) if due else None,
    }  # fmt: skip


def _page_of_staff(row: Application, user: User) -> str | None:
    """Where those who check it go on; the firm's own people stay here."""
    mine = Enterprise.objects.of_person(user).filter(pk=row.enterprise_id).exists()
    if mine or not user.has_perm(CHECK):
        return None
    try:
        reverse(STAFF_PAGE, args=[row.pk])
    except NoReverseMatch:
        return None
    return STAFF_PAGE


def _tabs(rows: Any, part: str) -> list[dict[str, Any]]:
    labels = {"": _("All"), "open": _("With us"), "sent": _("With the bureau"), "ended": _("Ended")}
    url = reverse("enterprises:application-list")
    return [
        {
            "label": label, "url": f"{url}?part={key}" if key else url, "current": key == part,
            "count": rows.filter(status__in=PARTS[key]).count() if key else rows.count(),
        }
        for key, label in labels.items()
    ]  # fmt: skip


def _objections(row: Application, found: list[Objection]) -> list[dict[str, Any]]:
    return [
        {
            "label": one.label, "said": one.said, "changed": one.changed, "finding": one.item.get_finding_display(),
            "url": field_url(row, one.section, one.path) if one.path else "",
        }
        for one in found
    ]  # fmt: skip


def _go_on(row: Application, steps: list[dict[str, Any]]) -> str:
    """Where the one main act leads: to the first part with something to do, or to the summary."""
    for step in steps:
        if step["to_do"] and step["open"]:
            return str(step["url"])
    return next_url(row, steps, steps[-1]["key"] if steps else "")


def _may_withdraw(row: Application, request: HttpRequest) -> bool:
    firms = Enterprise.objects.of_person(person(request), *WRITERS)
    return "withdraw" in APPLICATION.names_from(row.status) and firms.filter(pk=row.enterprise_id).exists()


def _brands(row: Application, writes: bool) -> list[Brand]:
    return list(row.enterprise.brands.all()) if writes and row.status == ApplicationStatus.DRAFT else []


def _returned_note(row: Application) -> str:
    if row.status != ApplicationStatus.RETURNED:
        return ""
    last = next((event for event in history_of(row) if event.step == "return"), None)
    return last.note if last else ""


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
