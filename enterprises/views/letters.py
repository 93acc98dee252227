"""The page that a one-time link opens to somebody outside: read, write, look through, done. Without signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from kernel.common.errors import Invalid, NotThere
from kernel.common.forms import show_refusal

from ..forms.applications import LetterForm
from ..models import SupportLetter
from ..services import letters as services

# The address is the key: no page that is left from here may learn it. Not “no-referrer”: with it a browser sends a
# form from nowhere (`Origin: null`), and the portal takes no form from nowhere.
ONLY_THE_HOST = "strict-origin"


@cache_control(private=True, no_cache=True)  # kept for the back button, asked anew otherwise
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """What it is for and a place to write; then once more to read; then it is given and the link is used up."""
    try:
        row = services.letter_of(token, now=timezone.now())
    except NotThere as refusal:
        return _shown(request, "gone", {"said": str(refusal)}, status=404)
    form = LetterForm(request.POST or None)
    if not form.is_bound or not form.is_valid() or request.POST.get("act") == "change":
        return _write(request, row, form)
    if request.POST.get("act") != "send":
        return _shown(request, "check", {"letter": row, "form": form, **form.cleaned_data})
    try:
        services.give_letter(token, now=timezone.now(), **form.cleaned_data)
    except Invalid as refusal:
        show_refusal(form, refusal)
        return _write(request, row, form)
    return redirect("enterprises:letter-thanks")


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The letter has come; nothing more is to be done. This address is no key."""
    return render(request, "enterprises/letters/thanks.html")


def _write(request: HttpRequest, row: SupportLetter, form: LetterForm) -> HttpResponse:
    status = 400 if form.errors and request.POST.get("act") != "change" else 200
    return _shown(request, "write", {"letter": row, "form": form}, status=status)


def _shown(request: HttpRequest, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, f"enterprises/letters/{page}.html", context, status=status)
    response["Referrer-Policy"] = ONLY_THE_HOST
    response["X-Robots-Tag"] = "noindex"
    return response
