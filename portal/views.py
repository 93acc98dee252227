"""The public home, each person's workbench, their inbox, tokens and display."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel.accounts.models import ApiToken, User
from kernel.accounts.services import issue_token, revoke_token
from kernel.activity.models import Notification
from kernel.activity.queries import templates_for, words_of
from kernel.activity.services import mark_read
from kernel.common.errors import Invalid

YEAR = 365 * 86400


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


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


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own messages, the latest first."""
    rows = Notification.objects.visible_to(_person(request)).select_related("content_type")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    wording = templates_for(page.object_list)
    entries = [(row, *words_of(row, wording.get(row.verb))) for row in page.object_list]
    return render(request, "portal/inbox.html", {"page": page, "entries": entries})


@login_required
@require_POST
def read_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was read, and go to what it tells of."""
    message = get_object_or_404(Notification.objects.visible_to(_person(request)), pk=pk)
    mark_read(Notification.objects.filter(pk=message.pk), now=timezone.now())
    name = {"task": "coordination:task", "progressreport": "coordination:report"}.get(message.content_type.model)
    return redirect(reverse(name, args=[message.object_id]) if name else "inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(Notification.objects.visible_to(_person(request)), now=timezone.now())
    return redirect("inbox")


class TokenForm(forms.Form):
    """A new key to the API."""

    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("read", gettext_lazy("read")),
            ("write:progress-reports", gettext_lazy("write and submit progress reports")),
            ("write:attachments", gettext_lazy("attach evidence")),
            ("write", gettext_lazy("write everything that I may")),
        ],
        initial=["read"],
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("It lives"),
        coerce=int,
        choices=[(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("one year"))],
    )


@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """One's keys to the API; a new one's secret is shown once, in the answer to its form."""
    form, secret, now = TokenForm(request.POST or None), "", timezone.now()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _token, secret = issue_token(
                _person(request),
                name=data["name"],
                scopes=data["scopes"],
                expires_at=now + timedelta(days=data["days"]),
                now=now,
            )
            form = TokenForm()
        except Invalid as refusal:
            form.add_error("name", str(refusal))
    rows = ApiToken.objects.filter(user=_person(request))[:50]
    return render(request, "portal/tokens.html", {"form": form, "rows": rows, "secret": secret, "now": now})


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=_person(request))
    revoke_token(token.pk, actor=_person(request), now=timezone.now())
    messages.success(request, _("The token “%(name)s” has ended.") % {"name": token})
    return redirect("token-list")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  login_required has let nobody else in
    return request.user
