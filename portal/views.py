"""The public home, each person's workbench and display."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from coordination.queries.outline import published_plan
from kernel.accounts.models import User

YEAR = 365 * 86400


def home(request: HttpRequest) -> HttpResponse:
    """What the campaign is about, for everybody: the plan's pillars and measures."""
    return render(request, "portal/home.html", {"plan": published_plan()})


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


def person(request: HttpRequest) -> User:
    """The signed-in person."""
    assert isinstance(request.user, User)  # noqa: S101  login_required has let nobody else in
    return request.user
