"""One's own messages, and what they lead to."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kernel.activity.models import Notification
from kernel.activity.queries import templates_for, words_of
from kernel.activity.services import mark_read

from .views import person


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """One's own messages, the latest first."""
    rows = Notification.objects.visible_to(person(request)).select_related("content_type")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    wording = templates_for(page.object_list)
    entries = [(row, *words_of(row, wording.get(row.verb))) for row in page.object_list]
    return render(request, "portal/inbox.html", {"page": page, "entries": entries})


@login_required
@require_POST
def read_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was read, and go to what it tells of."""
    message = get_object_or_404(Notification.objects.visible_to(person(request)), pk=pk)
    mark_read(Notification.objects.filter(pk=message.pk), now=timezone.now())
    name = {"task": "coordination:task", "progressreport": "coordination:report"}.get(message.content_type.model)
    return redirect(reverse(name, args=[message.object_id]) if name else "inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(Notification.objects.visible_to(person(request)), now=timezone.now())
    return redirect("inbox")
