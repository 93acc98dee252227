"""The public home, each person's workbench and display."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kernel.accounts.models import User

from .queries import todo_of

YEAR = 365 * 86400


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@login_required
def workbench(request: HttpRequest) -> HttpResponse:
    """What waits for me, the latest first."""
    todo = todo_of(person(request), timezone.localdate())
    late = sum(1 for row in todo if row.days is not None and row.days < 0)
    page = Paginator(todo, 30).get_page(request.GET.get("page"))
    return render(request, "portal/workbench.html", {"page": page, "late": late, "todo_count": len(todo)})


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
