"""The public home, each person's workbench and display."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from coordination.queries.outline import published_plan
from enterprises.models import Brand, Policy
from enterprises.queries.ladder import Level, levels
from enterprises.queries.open_calls import shown, unclosed

YEAR = 365 * 86400
FEW = 4


def home(request: HttpRequest) -> HttpResponse:
    """What the city offers firms now, how its brands stand, and the plan behind it, for everybody."""
    now, today = timezone.now(), timezone.localdate()
    running = Policy.objects.in_force(today).select_related("department")
    cards = shown(unclosed(now), today)
    context = {
        "plan": published_plan(),
        "open": [card for card in cards if card.call.opens_at <= now][:FEW],
        "coming": [card for card in cards if card.call.opens_at > now][:FEW],
        "policies": running[:FEW], "policy_count": running.count(),
        "stairs": [_stair(level) for level in reversed(levels(Brand.objects.on_ladder()))],
    }  # fmt: skip
    return render(request, "portal/home.html", context)


@require_POST
def set_mode(request: HttpRequest) -> HttpResponse:
    """Keep type size and colours in a cookie, and stay on the page."""
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(target if safe else "/")
    for name, known in (("mode", ("elder", "standard")), ("theme", ("auto", "light", "dark"))):
        if request.POST.get(name) in known:
            value = request.POST[name]
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return response


def _stair(level: Level) -> dict[str, Any]:
    """A step of the stairs, as the part of the ladder shows it; its number opens its brands."""
    return {"rung": level.rung, "count": level.count, "step": level.step, "query": f"?rung={level.rung.code}#brands"}
