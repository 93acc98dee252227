"""One's own messages, and what they lead to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kernel.accounts.signed_in import person
from kernel.activity.models import Notification
from kernel.activity.queries import templates_for, words_of
from kernel.activity.services import mark_read

# Where the page of what a message tells of is.
PAGES = {
    "plan": "coordination:plan", "task": "coordination:task", "progressreport": "coordination:report",
    "job": "exchange:job", "cabinetdocument": "enterprises:cabinet-document", "brandstanding": "enterprises:standing",
    "application": "enterprises:application",
}  # fmt: skip


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own messages, the latest first; `show=unread` leaves out what has been read."""
    everything = Notification.objects.visible_to(person(request))
    unread, only = everything.unread().count(), request.GET.get("show") == "unread"
    rows = everything.unread() if only else everything
    page = Paginator(rows.select_related("content_type"), 30).get_page(request.GET.get("page"))
    wording = templates_for(page.object_list)
    entries = [(row, *words_of(row, wording.get(row.verb))) for row in page.object_list]
    tabs = [
        {"label": _("All"), "url": reverse("inbox"), "current": not only},
        {"label": _("Unread"), "url": f"{reverse('inbox')}?show=unread", "current": only, "count": unread},
    ]
    context = {"page": page, "entries": entries, "unread": unread, "tabs": tabs, "only_unread": only}
    return render(request, "portal/inbox.html", context)


@login_required
@require_POST
def read_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was read, and go to what it tells of."""
    message = get_object_or_404(Notification.objects.visible_to(person(request)), pk=pk)
    mark_read(Notification.objects.filter(pk=message.pk), now=timezone.now())
    name = PAGES.get(message.content_type.model)
    return redirect(reverse(name, args=[message.object_id]) if name else "inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All that can be seen by now; what comes later is unread."""
    number = mark_read(Notification.objects.visible_to(person(request)), now=timezone.now())
    words = ngettext("%(n)d message marked as read.", "%(n)d messages marked as read.", number)
    messages.success(request, words % {"n": number})
    return redirect("inbox")
