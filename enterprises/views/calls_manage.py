"""The bureau's desk of calls: all of them with what is missing, a new one, a copy of last year's, one as a whole."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coordination.forms.days import for_script
from coordination.views.shared import history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.calendars.queries import WorkingCalendar
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal

from ..forms.calls import CopyForm, NewCallForm
from ..models import Application, Call, Scheme
from ..models.applications import UNSENT
from ..queries.readiness import LOOKED_AT, missing_parts
from ..services import calls
from ..services.copying import Move, copy_call
from ..workflow import CALL, CallStatus
from ..workflow.applications import CHECK
from .calls_shared import PART_NAMES, editor, managed_call, manages_calls

ROWS_A_PAGE = 50


@manages_calls
@require_GET
def call_manage(request: HttpRequest) -> HttpResponse:
    """The calls that the person prepares, by status; of those in preparation, how much is missing."""
    mine = Call.objects.run_by(request.user)
    counts = mine.aggregate(
        all=Count("pk"), **{value: Count("pk", filter=Q(status=value)) for value in CallStatus.values}
    )
    status = request.GET.get("status", "")
    rows = mine.filter(status=status) if status in CallStatus.values else mine
    rows = rows.select_related("scheme__department", "form", "rubric").prefetch_related(*LOOKED_AT)
    rows = rows.annotate(sent=Coalesce(Subquery(_sent_in()), 0))
    page = Paginator(rows.order_by("-year", "closes_at", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    chosen = [("", _("All"), counts["all"]), *((value, label, counts[value]) for value, label in CallStatus.choices)]
    tabs = [
        {"label": label, "url": f"?status={value}" if value else "?", "current": value == status, "count": count}
        for value, label, count in chosen
    ]
    context = {"page": page, "listed": _listed(page), "tabs": tabs, "may_check": request.user.has_perm(CHECK)}
    return render(request, "enterprises/calls/manage.html", context)


@manages_calls
@require_http_methods(["GET", "POST"])
def call_new(request: HttpRequest) -> HttpResponse:
    """A call from nothing; for a scheme that had one, copying last year's is offered first."""
    schemes: Any = Scheme.objects.run_by(request.user).open(timezone.localdate())
    form = NewCallForm(request.POST or None, schemes=schemes, initial={"opens_time": "09:00", "closes_time": "17:00"})
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            call = calls.create_call(actor=person(request), **data)
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The call is in preparation; fill in its parts."))
            return redirect("enterprises:call-edit", call.pk)
    last = Call.objects.run_by(request.user).exclude(status=CallStatus.CANCELLED).order_by("scheme", "-year")
    context = {"form": form, "last": _latest(last), "special": for_script(form.special)}
    return render(request, "enterprises/calls/new.html", context, status=400 if form.errors else 200)


@manages_calls
@require_http_methods(["GET", "POST"])
def call_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Next year's call from this one: one button, then where each date went."""
    call = managed_call(request, pk)
    form = CopyForm(request.POST or None, initial={"year": call.year + 1})
    if request.method == "POST" and form.is_valid():
        try:
            copy, moves = copy_call(call, actor=person(request), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("year", str(refusal))
        else:
            context = {"call": copy, "source": call, "moves": moves, "shifted": _shifted(moves)}
            return render(request, "enterprises/calls/copied.html", context)
    context = {"call": call, "form": form, "back_url": reverse("enterprises:call-edit", args=[call.pk])}
    return render(request, "enterprises/calls/copy.html", context, status=400 if form.errors else 200)


@manages_calls
@require_GET
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One call as a whole: each part with its state, what can be done next, its history."""
    call = managed_call(request, pk)
    context = editor(call, "")
    context["parts"] = [
        {"name": name, "label": label, "url": reverse(f"enterprises:call-{name}", args=[call.pk]),
         "missing": context["missing"].get(name, ()), "summary": _SUMMARIES[name](call)}
        for name, label in PART_NAMES.items()
    ]  # fmt: skip
    context["missing_count"] = sum(map(len, context["missing"].values()))
    context["steps"] = CALL.names_from(call.status)
    context["history"] = history_entries(history_of(call))
    context["left"] = _days_left([call])[call.pk]
    return render(request, "enterprises/calls/edit.html", context)


def _sent_in() -> Any:
    """How many applications of a call were sent in; drafts are their firms' own."""
    sent = Application.objects.filter(call=OuterRef("pk")).exclude(status__in=UNSENT).order_by()
    return sent.values("call").annotate(n=Count("pk")).values("n")


def _listed(page: Any) -> list[dict[str, Any]]:
    now, left = timezone.now(), _days_left(page)
    return [
        {"call": call, "days": left[call.pk], "open": call.is_open(now),
         "applications": None if call.status == CallStatus.DRAFT else call.sent,
         "missing": sum(map(len, missing_parts(call, now).values())) if call.status == CallStatus.DRAFT else None}
        for call in page
    ]  # fmt: skip


def _days_left(rows: Any) -> dict[int, int | None]:
    """Working days until the opening of a call in preparation, until the closing of a published one. One query."""
    today = timezone.localdate()
    ends = {
        call.pk: timezone.localtime(call.opens_at if call.status == CallStatus.DRAFT else call.closes_at).date()
        for call in rows
        if call.status in (CallStatus.DRAFT, CallStatus.PUBLISHED)
    }
    calendar = WorkingCalendar.load(today - timedelta(days=400), max([today, *ends.values()]))
    return {call.pk: calendar.between(today, ends[call.pk]) if call.pk in ends else None for call in rows}


def _latest(rows: Any) -> list[Call]:
    """The latest call of each scheme: the one to copy."""
    latest: dict[int, Call] = {}
    for call in rows:
        latest.setdefault(call.scheme_id, call)
    return list(latest.values())


def _shifted(moves: list[Move]) -> int:
    return sum(move.shifted for move in moves)


def _basics(call: Call) -> str:
    opens, closes = timezone.localtime(call.opens_at), timezone.localtime(call.closes_at)
    return (
        f"{_span(opens.date(), closes.date())} · {call.contact}" if call.contact else _span(opens.date(), closes.date())
    )


def _span(first: date, last: date) -> str:
    return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _rules(call: Call) -> str:
    count = len(call.rules.all())
    return ngettext("%(n)d condition", "%(n)d conditions", count) % {"n": count} if count else _("Everybody may apply.")


def _form(call: Call) -> str:
    if call.form is None:
        return ""
    sections = list(call.form.sections.all())
    words = {
        "version": call.form.number,
        "sections": len(sections),
        "fields": sum(len(part.fields.all()) for part in sections),
    }
    return _("Version %(version)d: %(sections)d sections, %(fields)d questions") % words


def _materials(call: Call) -> str:
    rows = list(call.form.materials.all()) if call.form else []
    return _("%(n)d materials, %(needed)d of them needed") % {
        "n": len(rows),
        "needed": sum(row.required for row in rows),
    }


def _stages(call: Call) -> str:
    return " → ".join(str(stage) for stage in call.stages.all())


def _rubric(call: Call) -> str:
    if call.rubric is None:
        return ""
    whole = sum(row.most for row in call.rubric.criteria.all() if row.parent_id is None)
    return _("%(rubric)s: %(most)d points") % {"rubric": call.rubric, "most": whole}


def _awards(call: Call) -> str:
    return _(", ").join(f"{tier} {tier.quota}" for tier in call.tiers.all())


_SUMMARIES = {
    "basics": _basics, "rules": _rules, "form": _form, "materials": _materials, "stages": _stages, "rubric": _rubric,
    "awards": _awards,
}  # fmt: skip
