"""A firm's home: who we are, what waits for us, what runs out, what fits; and the choice between several firms."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coordination.views.shared import check_version
from kernel.accounts.models import User
from kernel.accounts.signed_in import person
from kernel.activity.todo import Todo, todos
from kernel.common.errors import DomainError, NotPermitted, StaleVersion
from kernel.common.forms import show_refusal

from ..forms.enterprises import OwnDataForm
from ..models import Enterprise, Membership, Registration
from ..models.people import OPEN
from ..queries import todo_applications, todo_grants, todo_registry
from ..queries.fits import fits_of
from ..queries.people import firms_of, role_in
from ..services import enterprises as services
from ..services.seats import OWNER, require_seat
from ..workflow import EnterpriseStatus, MembershipStatus
from .firm import firm_tabs

IN_SESSION = "enterprise"
NOTHING = "enterprises/enterprises/_nothing.html"
WAITING = (todo_registry, todo_applications, todo_grants)
# What other nouns show on a firm's home: the first template of each pair that is there.
PARTS = [[f"enterprises/{noun}/_home.html", NOTHING] for noun in ("applications", "policies", "cabinet")]


@login_required
@permission_required("enterprises.act_for_enterprise", raise_exception=True)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the firm last looked at; for who has none, the registrations and requests on the way, and how to begin."""
    user = person(request)
    firms = firms_of(user)
    open_ones = Registration.objects.filter(applicant=user).exclude(status="approved").order_by("-submitted_at")
    if firms and not any(row.status in OPEN for row in open_ones):
        last = request.session.get(IN_SESSION)
        return redirect("enterprises:firm", pk=last if last in {firm.pk for firm in firms} else firms[0].pk)
    asked = Membership.objects.filter(user=user, status__in=(MembershipStatus.REQUESTED, MembershipStatus.REFUSED))
    context = {"firms": firms, "registrations": open_ones, "requests": asked.select_related("enterprise")}
    return render(request, "enterprises/enterprises/home.html", context)


@login_required
@require_safe
def firm(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm's page for its people; the page of an entry that was merged away leads to the one that stays."""
    user = person(request)
    row = seen_firm(request, pk)
    if row.pk != pk:
        return redirect("enterprises:firm", pk=row.pk)
    role = role_in(user, row)
    if not role:
        return redirect("enterprises:enterprise", pk=row.pk)
    request.session[IN_SESSION] = row.pk
    context = {
        "firm": row, "tabs": firm_tabs(row, "firm"), "firms": firms_of(user),
        "role": role, "role_word": Membership.Role(role).label, "owns": role == OWNER,
        "todo": _todo(user, row),
        "contacts": row.contacts.all(), "former": row.former_names.all(),
        "brands": row.brands.select_related("rung")[:6],
        "parts": PARTS, "fits": fits_of(row, timezone.localdate()),
        "people": Membership.objects.active().filter(enterprise=row).count(),
    }  # fmt: skip
    return render(request, "enterprises/enterprises/firm.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The firm's own data, changed by an owner; name and code only change through the office."""
    row = seen_firm(request, pk)
    require_seat(row, person(request), OWNER)
    shown = Enterprise.objects.get(pk=row.pk)
    form = OwnDataForm(request.POST or None, instance=shown, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            check_version(row, form)
            services.edit_own(row, actor=person(request), **{n: form.cleaned_data[n] for n in services.OWN_FIELDS})
        except NotPermitted:
            raise
        except StaleVersion as stale:
            form.show(stale)
            form.data = {**form.data.dict(), "version": row.version}  # type: ignore[attr-defined]
        except DomainError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("enterprises:firm", pk=row.pk)
    context = {"firm": row, "form": form}
    return render(request, "enterprises/enterprises/edit.html", context, status=400 if form.errors else 200)


def _todo(user: User, firm: Enterprise) -> list[Todo]:
    """What waits for this person at this firm, the first day first; what runs out is told by the cabinet below."""
    today = timezone.localdate()
    items = todos((waiting for source in WAITING for waiting in source.waits(user, today)), today)
    return [item for item in items if item.kind == "firm" and firm.name in (item.title, item.source)]


def seen_firm(request: HttpRequest, pk: int) -> Enterprise:
    """The firm as far as the person sees it (404); of an entry that was merged away, the one that stays."""
    rows = Enterprise.objects.visible_to(person(request)).select_related("division", "industry")
    gone: Any = Enterprise.objects.filter(pk=pk, status=EnterpriseStatus.MERGED).values_list("merged_into", flat=True)
    return get_object_or_404(rows, pk=gone.first() or pk)
