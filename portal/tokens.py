"""One's keys to the API."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel.accounts.models import ApiToken
from kernel.accounts.services import issue_token, revoke_token
from kernel.common.errors import Invalid

from .views import person


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
                person(request),
                name=data["name"],
                scopes=data["scopes"],
                expires_at=now + timedelta(days=data["days"]),
                now=now,
            )
            form = TokenForm()
        except Invalid as refusal:
            form.add_error("name", str(refusal))
    rows = ApiToken.objects.filter(user=person(request))[:50]
    return render(request, "portal/tokens.html", {"form": form, "rows": rows, "secret": secret, "now": now})


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=person(request))
    revoke_token(token.pk, actor=person(request), now=timezone.now())
    messages.success(request, _("The token “%(name)s” has ended.") % {"name": token})
    return redirect("token-list")
