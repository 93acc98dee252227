"""One's keys to the API."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kernel.accounts.models import ApiToken
from kernel.accounts.services import issue_token, revoke_token
from kernel.accounts.signed_in import person
from kernel.common.errors import Invalid
from kernel.common.templatetags.words import iso

SCOPES = {
    "read": gettext_lazy("read"),
    "write:progress-reports": gettext_lazy("write and submit progress reports"),
    "write:attachments": gettext_lazy("attach evidence"),
    "write": gettext_lazy("write everything that I may"),
}
COLUMNS = [
    {"key": "name", "label": gettext_lazy("name")},
    {"key": "scopes", "label": gettext_lazy("It may")},
    {"key": "expires_at", "label": gettext_lazy("expires at")},
    {"key": "last_used_at", "label": gettext_lazy("last used at")},
    {"key": "state", "label": gettext_lazy("state")},
]


class TokenForm(forms.Form):
    """A new key to the API."""

    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(SCOPES.items()),
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
                person(request),
                name=data["name"],
                scopes=data["scopes"],
                expires_at=now + timedelta(days=data["days"]),
                now=now,
            )
            form = TokenForm()
        except Invalid as refusal:
            for name, sentences in refusal.fields.items():
                form.add_error(name if name in form.fields else None, sentences)
    page = Paginator(ApiToken.objects.filter(user=person(request)), 30).get_page(request.GET.get("page"))
    rows = [_row(token, now) for token in page.object_list]
    example = request.build_absolute_uri(f"{reverse('tasks-list')}?page_size=1")
    context = {"form": form, "page": page, "rows": rows, "columns": COLUMNS, "secret": secret, "example": example}
    return render(request, "portal/tokens.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """What ending the key means, then its end."""
    token = get_object_or_404(ApiToken, pk=pk, user=person(request))
    if request.method == "GET":
        return render(request, "portal/token_revoke.html", {"token": token})
    revoke_token(token.pk, actor=person(request), now=timezone.now())
    messages.success(request, _("The token “%(name)s” has ended.") % {"name": token})
    return redirect("token-list")


def _row(token: ApiToken, now: datetime) -> dict[str, Any]:
    """The token as parts/table.html shows it."""
    used = {"kind": "day", "text": iso(timezone.localtime(token.last_used_at))} if token.last_used_at else _("never")
    may = _(", ").join(str(SCOPES.get(scope, scope)) for scope in token.scopes)
    return {"cells": [
        {"text": token.name, "sub": f"bct_{token.prefix}_…"}, may,
        {"kind": "day", "text": iso(timezone.localtime(token.expires_at))}, used, _state(token, now),
    ]}  # fmt: skip


def _state(token: ApiToken, now: datetime) -> dict[str, Any]:
    """How it ended, or the way to end it."""
    if token.revoked_at or token.expires_at < now:
        return {"kind": "badge", "text": _("ended") if token.revoked_at else _("expired"), "tone": "quiet"}
    return {"kind": "link", "text": _("End it…"), "url": reverse("token-revoke", args=[token.pk])}
