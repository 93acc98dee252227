"""The calls as everybody sees them: open now, coming, closed; and one with all that a firm asks before it starts."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kernel.files.kinds import kind_word

from ..models import Call, Material, Stage
from ..models.schemes import PUBLIC
from ..queries.eligibility import rules_of_call
from ..queries.open_calls import days_left, shown, unclosed
from ..queries.readiness import LOOKED_AT
from ..queries.rubrics import tree_of
from ..queries.rule_words import conditions_of
from ..workflow import CallStatus
from ..workflow.calls import MANAGE

CLOSED_SHOWN = 20
MEGABYTE = 1024 * 1024


@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    """Open now with the days that are left, the first to close on top; then those to come, then the last closed."""
    now, today = timezone.now(), timezone.localdate()
    rows = unclosed(now)
    closed = Call.objects.published().exclude(pk__in=rows.order_by().values("pk")).select_related("scheme__department")
    cards = shown(rows, today)
    context = {
        "open": [card for card in cards if card.call.opens_at <= now],
        "coming": [card for card in cards if card.call.opens_at > now],
        "closed": closed.order_by("-closes_at", "-pk")[:CLOSED_SHOWN],
        "manages": request.user.has_perm(MANAGE),
    }
    return render(request, "enterprises/calls/list.html", context)


@require_GET
def call_page(request: HttpRequest, pk: int) -> HttpResponse:
    """For whom, what one gets, what is needed, how long it takes, when, how it is judged, whom to ask."""
    rows: Any = Call.objects.select_related("scheme__department", "form", "rubric").prefetch_related(*LOOKED_AT)
    call: Call | None = rows.prefetch_related("form__materials__kind").visible_to(request.user).filter(pk=pk).first()
    if call is None:
        raise Http404
    if call.status not in PUBLIC:  # only who prepares it sees it at all
        return redirect("enterprises:call-edit", pk)
    now, sections = timezone.now(), list(call.form.sections.all()) if call.form else []
    context = {
        "call": call,
        "open": call.is_open(now),
        "coming": call.status == CallStatus.PUBLISHED and now < call.opens_at,
        "days": days_left([call], timezone.localdate())[call.pk],
        "sentences": conditions_of(rules_of_call(call)),
        "sections": [{"section": section, "count": len(section.fields.all())} for section in sections],
        "questions": sum(len(section.fields.all()) for section in sections),
        "materials": [_needed(material) for material in (call.form.materials.all() if call.form else ())],
        "stages": _timeline(call, now),
        "tree": tree_of(call.rubric) if call.rubric else None,
        "start_url": _start(call),
        "runs": _runs(request, call),
    }
    return render(request, "enterprises/calls/page.html", context)


def _needed(material: Material) -> dict[str, Any]:
    return {
        "material": material,
        "types": [kind_word(name) for name in material.media_types],
        "megabytes": material.most_bytes // MEGABYTE if material.most_bytes else None,
    }


def _timeline(call: Call, now: datetime) -> list[dict[str, Any]]:
    """The stages as the part `timeline` shows them: filling by the call's own times, the others by their dates."""
    today, filled = timezone.localtime(now).date(), now >= call.closes_at or call.status == CallStatus.CLOSED
    stages = []
    for stage in call.stages.all():
        if stage.kind == Stage.Kind.SUPPLEMENT:
            continue
        if stage.kind == Stage.Kind.FILLING:
            state = "done" if filled else "now" if now >= call.opens_at else "next"
            on: date | None = timezone.localtime(call.opens_at).date()
        else:
            state, on = _state(stage, today, filled), stage.starts_on
        stages.append({"label": str(stage), "state": state, "on": on, "stage": stage})
    return stages


def _state(stage: Stage, today: date, filled: bool) -> str:
    if not stage.starts_on:
        return "now" if filled and stage.kind == Stage.Kind.FORMAL_CHECK else "next"
    if stage.ends_on and stage.ends_on < today:
        return "done"
    return "now" if stage.starts_on <= today < stage.starts_on + timedelta(days=400) else "next"


def _start(call: Call) -> str:
    """Where “May I apply?” leads."""
    try:
        return reverse("enterprises:application-start", args=[call.pk])
    except NoReverseMatch:
        return ""


def _runs(request: HttpRequest, call: Call) -> bool:
    """Whether the reader prepares this call, and is shown the way to its editor."""
    user = request.user
    return user.has_perm(MANAGE) and (user.scope.everything or call.scheme.department_id in user.scope.departments)  # type: ignore[union-attr]
