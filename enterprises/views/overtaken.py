"""Two people at one decision: the second is told who was first, and keeps what they had typed."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coordination.views.shared import history_entries
from kernel.activity.queries import history_of


def overtaken(request: HttpRequest, row: models.Model, url: str, status: int = 409) -> HttpResponse:
    """A page with what has happened meanwhile, the words typed in vain, and the way back to the record at `url`."""
    entries = history_entries(history_of(row, most=1))
    context = {"row": row, "url": url, "entries": entries, "typed": request.POST.get("note", "").strip()}
    return render(request, "enterprises/overtaken.html", context, status=status)
