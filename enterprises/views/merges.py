"""Merging two entries of one firm: pick, look at everything that moves, carry out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.views.shared import check_version, history_entries
from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of
from kernel.common.errors import DomainError, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal
from kernel.common.templatetags.words import iso

from ..forms.merges import CarryOutForm, PairForm
from ..forms.registration import VersionForm
from ..models import Enterprise, Merge
from ..queries.merges import likely_twins, moved_in_words, pair_fields, relations_of
from ..services import merges as services
from ..workflow import MergeStatus
from ..workflow.registry import MANAGE
from .lists import page_of

MOST_FOUND = 12


@login_required
@permission_required(MANAGE, raise_exception=True)
@require_safe
def merge_list(request: HttpRequest) -> HttpResponse:
    """What is planned first, then what was done."""
    rows = Merge.objects.visible_to(person(request)).select_related("kept", "dropped", "planned_by")
    planned = rows.filter(status=MergeStatus.PLANNED)
    page = page_of(request, rows.exclude(status=MergeStatus.PLANNED))
    return render(request, "enterprises/merges/list.html", {"planned": planned, "page": page})


@login_required
@permission_required(MANAGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def merge_new(request: HttpRequest) -> HttpResponse:
    """Pick the entry that goes and the one that stays; the address holds both."""
    form = PairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pair = form.cleaned_data
        try:
            row = services.plan_merge(pair["kept"], pair["dropped"], actor=person(request), now=timezone.now())
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("enterprises:merge", pk=row.pk)
    chosen = {name: _chosen(request, name) for name in ("dropped", "kept")}
    if chosen["kept"] and chosen["kept"] == chosen["dropped"]:
        chosen["kept"] = None
        messages.warning(request, _("An entry cannot be merged with itself: choose the other one."))
    words, dropped, kept = request.GET.get("q", "").strip(), chosen["dropped"], chosen["kept"]
    live = Enterprise.objects.visible_to(person(request)).live().select_related("division")
    taken = [row.pk for row in chosen.values() if row]
    context = {
        **chosen, "form": form, "words": words,
        "found": live.search(words).exclude(pk__in=taken)[:MOST_FOUND] if words else [],
        "twins": likely_twins(dropped)[:MOST_FOUND] if dropped and not kept else [],
        "fields": pair_fields(kept, dropped) if kept and dropped else [],
    }  # fmt: skip
    return render(request, "enterprises/merges/new.html", context, status=400 if form.errors else 200)


@login_required
@permission_required(MANAGE, raise_exception=True)
@require_safe
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """A planned merge with everything that would move; one that is done with what has moved."""
    row = _visible(request, pk)
    form = CarryOutForm(initial={"version": row.version})
    return _page(request, row, form)


@login_required
@permission_required(MANAGE, raise_exception=True)
@require_POST
def merge_carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Move everything, in one transaction."""
    row, form = _visible(request, pk), CarryOutForm(request.POST)
    Merge.workflow.step("carry_out", row.status)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        check_version(row, form)
        now, today = timezone.now(), timezone.localdate()
        row = services.carry_out(row, note=form.cleaned_data["note"], actor=person(request), now=now, today=today)
    except (NotPermitted, StaleVersion):
        raise
    except DomainError as refusal:
        show_refusal(form, refusal)
        return _page(request, row, form)
    messages.success(request, _("Both entries are one now."))
    return redirect("enterprises:merge", pk=row.pk)


@login_required
@permission_required(MANAGE, raise_exception=True)
@require_POST
def merge_abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """They are two firms after all."""
    row, form = _visible(request, pk), VersionForm(request.POST)
    if form.is_valid():
        check_version(row, form)
    services.abandon_merge(row, actor=person(request))
    messages.success(request, _("The merge is abandoned; nothing has moved."))
    return redirect("enterprises:merge-list")


def _visible(request: HttpRequest, pk: int) -> Merge:
    rows = Merge.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("kept__division", "dropped__division", "planned_by"), pk=pk)


def _chosen(request: HttpRequest, name: str) -> Enterprise | None:
    key = request.GET.get(name, "") or request.POST.get(name, "")
    rows = Enterprise.objects.visible_to(person(request)).live()
    return rows.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None


def _page(request: HttpRequest, row: Merge, form: Any) -> HttpResponse:
    planned = row.status == MergeStatus.PLANNED
    relations = relations_of(row.dropped, row.kept) if planned else []
    context = {
        "merge": row, "form": form, "planned": planned, "relations": relations,
        "moving": sum(len(relation.moving) for relation in relations),
        "meeting": sum(len(relation.meeting) for relation in relations),
        "fields": pair_fields(row.kept, row.dropped) if planned else [], "facts": _facts(row),
        "moved": moved_in_words(row), "history": history_entries(history_of(row)),
    }  # fmt: skip
    return render(request, "enterprises/merges/page.html", context, status=400 if form.errors else 200)


def _facts(row: Merge) -> list[dict[str, Any]]:
    """Both entries, each a link, and who planned it when."""
    page = "enterprises:enterprise"
    return [
        {"label": _("Entry that goes"), "value": row.dropped.uscc, "url": reverse(page, args=[row.dropped_id])},
        {"label": _("Entry that stays"), "value": row.kept.uscc, "url": reverse(page, args=[row.kept_id])},
        {"label": _("Planned by"), "value": row.planned_by or "—", "note": iso(timezone.localtime(row.planned_at))},
    ]
