"""The people of a firm: who is in it, who asks to be, and what owners decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from coordination.views.shared import check_version
from kernel.accounts.models import User
from kernel.accounts.services import register_person
from kernel.accounts.signed_in import person
from kernel.activity.services import require
from kernel.common.errors import DomainError, Invalid, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal

from ..forms import members as shapes
from ..models import Membership
from ..queries.people import role_in
from ..services import members as services
from ..services.seats import OWNER, require_seat
from ..services.tries import note_try
from ..workflow import MembershipStatus
from ..workflow.registry import ACT
from .firm import firm_tabs
from .home import seen_firm
from .register import address_of, hash_of
from .register_draft import user_of

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Act:
    """An owner's act on a seat as a page: its form, its service, and its words."""

    form: type[forms.Form]
    service: Callable[..., Membership]
    title: Words
    text: Words
    act: Words
    said: Words
    on: tuple[str, ...]
    danger: bool = False
    dated: bool = True


REQUESTED, ACTIVE = (MembershipStatus.REQUESTED,), (MembershipStatus.ACTIVE,)
ACTS = {
    "admit": Act(
        shapes.RoleForm, services.admit, gettext_lazy("Admit to the enterprise"),
        gettext_lazy("The person is told and may act at once, as far as the role goes."), gettext_lazy("Admit"),
        gettext_lazy("The person is a member now."), REQUESTED,
    ),
    "refuse": Act(
        shapes.RefusalForm, services.refuse_request, gettext_lazy("Refuse the request"),
        gettext_lazy("The person is told the reason."), gettext_lazy("Refuse"), gettext_lazy("The request is refused."),
        REQUESTED, danger=True,
    ),
    "role": Act(
        shapes.RoleForm, services.change_role, gettext_lazy("Change the role"),
        gettext_lazy("The person is told."), gettext_lazy("Save"), gettext_lazy("The role is changed."), ACTIVE,
        dated=False,
    ),
    "end": Act(
        shapes.EndForm, services.end_membership, gettext_lazy("End the membership"),
        gettext_lazy("The person can no longer act for the enterprise; what they wrote stays."), gettext_lazy("End"),
        gettext_lazy("The membership has ended."), (*REQUESTED, *ACTIVE), danger=True,
    ),
}  # fmt: skip


@login_required
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Members with their roles, and those who ask; owners see what they can do about each."""
    firm = seen_firm(request, pk)
    role = role_in(person(request), firm)
    seats = Membership.objects.visible_to(person(request)).filter(enterprise=firm).select_related("user")
    context = {
        "firm": firm, "tabs": firm_tabs(firm, "people"), "owns": role == OWNER, "role": role, "me": person(request).pk,
        "asking": seats.filter(status=MembershipStatus.REQUESTED).order_by("requested_at"),
        "members": seats.filter(status=MembershipStatus.ACTIVE).order_by("role", "pk"),
    }  # fmt: skip
    return render(request, "enterprises/members/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def seat_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """First what it means, then it is done; a last owner stays."""
    if step not in ACTS:
        raise Http404
    page, user = ACTS[step], person(request)
    seat = _seat(request, pk)
    _require_may(seat, user, step)
    form = page.form(request.POST or None, initial={"version": seat.version, "role": seat.role})
    if request.method == "POST" and form.is_valid():
        try:
            _take(page, seat, form, user)
        except (NotPermitted, StaleVersion):
            raise
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, str(page.said))
            gone = step == "end" and seat.user_id == user.pk
            return redirect("enterprises:home") if gone else redirect("enterprises:people", pk=seat.enterprise_id)
    context = {"seat": seat, "page": page, "form": form}
    status = 400 if form.errors else 200
    return render(request, "enterprises/members/act.html", context, status=status)


@cache_control(private=True, no_cache=True)  # kept for the back button, asked anew otherwise
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask to be admitted; the answer is the same whether or not there is such a firm."""
    user = user_of(request)
    if user is not None:
        require(user, ACT)
    shape = shapes.JoinForm if user else shapes.NewcomerForm
    form: Any = shape(request.POST or None, initial={"uscc": request.GET.get("uscc", "")})
    if request.method == "POST":
        note_try("join", address_of(request), now=timezone.now())
        if form.is_valid() and _asked(form, user):
            return redirect("enterprises:join-done")
    context = {"form": form, "newcomer": user is None}
    return render(request, "enterprises/members/join.html", context, status=400 if form.errors else 200)


@require_safe
def join_done(request: HttpRequest) -> HttpResponse:
    """What happens next, in the same words for everybody."""
    return render(request, "enterprises/members/join_done.html")


def _asked(form: Any, user: User | None) -> bool:
    """Whether the request stands, with the account of somebody who had none; else the form says what is wrong."""
    data, now = form.cleaned_data, timezone.now()
    hashed = "" if user else hash_of(form)
    if user is None and not hashed:
        return False
    try:
        with transaction.atomic():
            actor = user or register_person(
                username=data["username"], full_name=data["full_name"], phone=data["phone"], password_hash=hashed
            )
            services.ask_to_join(
                data["uscc"], message=data["message"], actor=actor, now=now, today=timezone.localdate()
            )  # fmt: skip
    except Invalid as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _seat(request: HttpRequest, pk: int) -> Membership:
    rows = Membership.objects.visible_to(person(request)).select_related("user", "enterprise")
    return get_object_or_404(rows, pk=pk)


def _require_may(seat: Membership, user: User, step: str) -> None:
    """NotPermitted (403) before anything is typed; StepRefused (409) for what is no longer possible."""
    if not (step == "end" and seat.user_id == user.pk):
        require_seat(seat.enterprise, user, OWNER)
    if seat.status not in ACTS[step].on:
        words = {"person": seat.user, "status": seat.get_status_display()}
        raise DomainError(_("This is no longer possible: %(person)s, %(status)s.") % words)


def _take(page: Act, seat: Membership, form: Any, actor: User) -> None:
    check_version(seat, form)
    words = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    when = {"now": timezone.now()} if page.dated else {}
    page.service(seat, actor=actor, **when, **words)
