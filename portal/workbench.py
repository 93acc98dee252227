"""Each person's workbench: what waits for them, the latest first, one click to act; figures that open their rows."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.queries import figures
from coordination.queries.todo import kinds
from kernel.accounts.signed_in import person

from . import desk
from .queries import todo_of

SOON = 5
ROWS_A_PAGE = 30


@login_required
@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """What waits for me; `?kind=` shows one kind of it."""
    user, today, now = person(request), timezone.localdate(), timezone.localtime()
    todo = todo_of(user, today)
    kind = request.GET.get("kind", "")
    chosen = [row for row in todo if row.kind == kind] if kind else todo
    page = Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "groups": _groups(page.object_list), "tabs": _tabs(request, todo, kind),
        "figures": [*figures.figures_for(user, today), *desk.figures_for(user, now)], "todo_count": len(todo),
        "late": sum(_when(row) == "late" for row in todo), "soon": sum(_when(row) == "soon" for row in todo),
    }  # fmt: skip
    return render(request, "portal/workbench.html", context)


def _when(row: Any) -> str:
    """Whether it is late, due within five working days, due later, waits without a day, or is only watched."""
    if row.kind == "watch" or row.days is None:
        return "watch" if row.kind == "watch" else "waiting"
    return "late" if row.days < 0 else "soon" if row.days <= SOON else "later"


def _groups(rows: Any) -> list[dict[str, Any]]:
    """The rows of a page under what they have in common, the most pressing group first."""
    names = {
        "late": _("Late"),
        "watch": _("To keep an eye on"),
        "soon": _("Due within five working days"),
        "waiting": _("Waiting for you"),
        "later": _("Later"),
    }
    groups = [
        {"name": name, "label": label, "rows": [row for row in rows if _when(row) == name]}
        for name, label in names.items()
    ]
    return [group for group in groups if group["rows"]]


def _tabs(request: HttpRequest, todo: list[Any], chosen: str) -> list[dict[str, Any]]:
    """One tab a kind, where there is more than one."""
    counts = {kind: sum(row.kind == kind for row in todo) for kind in kinds()}
    present = [(kind, label) for kind, label in kinds().items() if counts[kind]]
    if len(present) < 2 and not chosen:
        return []
    tabs = [{"label": _("All"), "url": request.path, "count": len(todo), "current": not chosen}]
    return tabs + [
        {"label": label, "url": f"{request.path}?kind={kind}", "count": counts[kind], "current": kind == chosen}
        for kind, label in present
    ]
