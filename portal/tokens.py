"""One's keys to the API."""

from datetime import timedelta

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
from kernel.common.errors import Invalid

from .views import person

SCOPES = {
    "read": gettext_lazy("read"),
    "write:progress-reports": gettext_lazy("write and submit progress reports"),
    "write:attachments": gettext_lazy("attach evidence"),
    "write": gettext_lazy("write everything that I may"),
}


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
    for row in page.object_list:
        row.words = [SCOPES.get(scope, scope) for scope in row.scopes]
    example = request.build_absolute_uri(f"{reverse('tasks-list')}?page_size=1")
    context = {"form": form, "page": page, "secret": secret, "now": now, "example": example}
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
