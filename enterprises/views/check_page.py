"""One application as staff see it: what was sent, what was found, where it stands and what can be done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coordination.views.shared import history_entries
from kernel.accounts.models import User
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.calendars.queries import WorkingCalendar
from kernel.common.masking import mask_email, mask_phone
from kernel.common.templatetags.words import iso

from ..models import Application, Enterprise, SupportLetter
from ..queries.check_notice import notice_of, return_due
from ..queries.check_sheet import Sheet, files_of, sheet_of
from ..queries.check_stages import clock_lines, stages_of
from ..workflow import ApplicationStatus, LetterStatus
from ..workflow.applications import CHECK
from .check_list import for_staff
from .check_rows import days_of, holder_of, tone_of

REACH = timedelta(days=400)
KINDS = {"accept": "", "return": "plain", "reject": "danger"}


@for_staff
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole application on one page, each answer and document with its finding."""
    row, user, today = find_application(request, pk), person(request), timezone.localdate()
    sheet = sheet_of(row)
    days = WorkingCalendar.load(today - REACH, today + REACH)
    clocks = list(row.clocks.all())
    context = {
        **head_of(row, user, days, today), **desk_of(row, user, sheet, today),
        "files": files_of(sheet, user) if sheet else {}, "stages": stages_of(row, clocks, days, today),
        "clocks": clock_lines(clocks, days, today), "letters": _letters(row), "rounds": _rounds(row),
        "contacts": _contacts(row), "history": history_entries(history_of(row)), "following": _following(row, user),
    }  # fmt: skip
    return render(request, "enterprises/checks/page.html", context)


def find_application(request: HttpRequest, pk: int) -> Application:
    """The application with this number among those that the person looks after."""
    rows = Application.objects.for_staff(person(request)).select_related(
        "enterprise__division", "enterprise__industry", "call__scheme__department", "brand", "submitted_by"
    )
    return get_object_or_404(rows, pk=pk)


def may_check(row: Application, user: User) -> bool:
    """Whether this person does the formal check of it, and now."""
    if row.status != ApplicationStatus.SUBMITTED or not user.has_perm(CHECK):
        return False
    return bool(user.scope.everything or row.call.scheme.department_id in user.scope.departments)


def desk_of(row: Application, user: User, sheet: Sheet | None, today: date) -> dict[str, Any]:
    """The sheet with what can be done on it, and the notice as the firm would read it."""
    checks = may_check(row, user) and sheet is not None
    context: dict[str, Any] = {"application": row, "sheet": sheet, "may_check": checks}
    if checks and sheet is not None and sheet.objected and row.returns < row.call.most_returns:
        context["notice"] = notice_of(row, sheet, _("(your words)"), return_due(row, today))
    context["last_chance"] = checks and row.returns >= row.call.most_returns
    return context


def head_of(row: Application, user: User, days: WorkingCalendar, today: date) -> dict[str, Any]:
    """What the head of the page says."""
    firm, facts = row.enterprise, []
    seen = Enterprise.objects.visible_to(user).filter(pk=firm.pk).exists()
    url = reverse("enterprises:enterprise", args=[firm.pk]) if seen else ""
    facts.append(
        {"label": _("Enterprise"), "value": firm.uscc, "note": f"{firm.division} · {firm.industry}", "url": url}
    )
    if row.submitted_at:
        sent = iso(timezone.localtime(row.submitted_at))
        facts.append({"label": _("Sent"), "value": sent, "note": str(row.submitted_by or "")})
    if row.brand:
        facts.append({"label": _("Brand"), "value": row.brand.name})
    return {
        "tone": tone_of(row.status), "holder": holder_of(row), "days": days_of(row, days, today), "facts": facts,
        "acts": acts_of(row, user),
    }  # fmt: skip


def acts_of(row: Application, user: User) -> list[dict[str, str]]:
    """The decisions that are open to this person now."""
    rejects = row.status == ApplicationStatus.RETURNED and user.has_perm(CHECK)
    if not may_check(row, user) and not rejects:
        return []
    able = {step.name: str(step.label) for step in row.workflow.open_from(row.status)}
    if row.returns >= row.call.most_returns:
        able.pop("return", None)
    return [
        {"label": able[name], "url": reverse("enterprises:check-step", args=[row.pk, name]), "kind": kind}
        for name, kind in KINDS.items()
        if name in able
    ]


def _letters(row: Application) -> list[SupportLetter]:
    return list(row.letters.exclude(status=LetterStatus.CALLED_OFF).select_related("material"))


def _rounds(row: Application) -> list[Any]:
    return list(row.submissions.select_related("submitted_by", "pdf").defer("content"))


def _contacts(row: Application) -> list[dict[str, str]]:
    """Whom to reach at the firm; numbers and addresses are shown in part (unmasking is the registry's)."""
    return [
        {
            "name": contact.name,
            "post": contact.post,
            "phone": mask_phone(contact.phone),
            "email": mask_email(contact.email),
        }
        for contact in row.enterprise.contacts.all()
    ]


def _following(row: Application, user: User) -> Application | None:
    """The next one that waits for this person's check, by its due day."""
    if not user.has_perm(CHECK):
        return None
    waiting = Application.objects.to_check(user).exclude(pk=row.pk).select_related("enterprise")
    return waiting.order_by("due_on", "pk").first()
