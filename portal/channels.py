"""How one wants to be told: the inbox always, mail and work chats by choice."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts.signed_in import person
from kernel.activity.channels import allowed_robots, chat_of, masked
from kernel.activity.models import Channel
from kernel.activity.services import add_channel, remove_channel, use_channel
from kernel.common.errors import Invalid


class ChannelForm(forms.Form):
    """A further way to be told."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Way of being told"), widget=forms.RadioSelect, choices=Channel.Kind.choices
    )
    address = forms.CharField(
        label=gettext_lazy("Where to"),
        max_length=300,
        help_text=gettext_lazy("A mail address, or the address that the chat shows for its group's robot."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@login_required
@require_http_methods(["GET", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """One's ways of being told, their addresses masked; a new one is added at the foot."""
    user = person(request)
    form = ChannelForm(request.POST or None, initial={"kind": Channel.Kind.EMAIL, "address": user.email})
    if request.method == "POST" and form.is_valid():
        try:
            added = add_channel(user, **form.cleaned_data)
        except Invalid as refusal:
            for name, sentences in refusal.fields.items():
                form.add_error(name, sentences)
        else:
            messages.success(request, _("From now on you are told at %(address)s too.") % {"address": _name(added)})
            return redirect("channel-list")
    rows = Channel.objects.filter(user=user).annotate(last_sent=Max("delivery__sent_at"))
    context = {
        "form": form, "rows": [(row, _name(row), masked(row.address)) for row in rows], "robots": allowed_robots(),
    }  # fmt: skip
    return render(request, "portal/channels.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def channel_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Use a way again, let it rest, or forget it."""
    user = person(request)
    if act == "remove":
        remove_channel(user, pk)
        messages.success(request, _("Removed; the inbox keeps every message."))
    elif act in ("use", "rest"):
        channel = use_channel(user, pk, active=act == "use")
        words = _("%(address)s is in use again.") if channel.is_active else _("%(address)s rests; the inbox goes on.")
        messages.success(request, words % {"address": _name(channel)})
    else:
        raise Http404
    return redirect("channel-list")


def _name(channel: Channel) -> str:
    return f"{chat_of(channel.address) or channel.get_kind_display()} {masked(channel.address)}"
