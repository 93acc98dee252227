"""May we apply? Each rule answered before the form opens; then the application is begun."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError
from kernel.common.forms import show_refusal
from kernel.files.kinds import kind_word

from ..forms.applications import StartForm
from ..models import Application, Call, Enterprise, Material
from ..queries.eligibility import check_call
from ..queries.open_calls import days_left
from ..queries.sheets import materials_of, sections_of
from ..rules import Outcome
from ..services import applications as services
from ..services.seats import WRITERS
from ..workflow import EnterpriseStatus
from ..workflow.applications import APPLY


@login_required
@permission_required(APPLY, raise_exception=True)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Which firm, whether it may, what is needed and how long it takes; then begin."""
    call = get_object_or_404(Call.objects.published().select_related("scheme__department"), pk=pk)
    firms = list(
        Enterprise.objects.of_person(person(request), *WRITERS).filter(status=EnterpriseStatus.ACTIVE).distinct()
    )
    firm = _chosen(request, firms)
    context: dict[str, Any] = {"call": call, "firms": firms, "firm": firm, **_needed(call)}
    if firm is None:
        return render(request, "enterprises/applications/start.html", context)
    closed = not call.is_open(timezone.now())
    form = StartForm(request.POST or None, enterprise=firm, scheme=call.scheme, closed=closed)
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, call, firm, form)
        except DomainError as refusal:
            show_refusal(form, refusal)
    eligibility = check_call(call, firm, timezone.localdate())
    context |= {
        "form": form, "closed": closed, "early": timezone.now() < call.opens_at, "eligibility": eligibility,
        "barred": eligibility.outcome == Outcome.FAIL, "unsure": eligibility.outcome == Outcome.UNKNOWN,
        "begun": _begun_already(call, firm), "days": days_left([call], timezone.localdate())[call.pk],
    }  # fmt: skip
    return render(request, "enterprises/applications/start.html", context, status=400 if form.errors else 200)


def _begun(request: HttpRequest, call: Call, firm: Enterprise, form: StartForm) -> HttpResponse:
    application = services.start_application(
        call, firm, actor=person(request), now=timezone.now(), brand=form.cleaned_data.get("brand"),
        late_code=form.cleaned_data.get("late_code", ""),
    )  # fmt: skip
    messages.success(request, _("Begun. What the portal knows of you is filled in already."))
    return redirect("enterprises:application", pk=application.pk)


def _chosen(request: HttpRequest, firms: list[Enterprise]) -> Enterprise | None:
    """The firm that the address names, or the only one."""
    if len(firms) == 1:
        return firms[0]
    named = request.POST.get("enterprise") or request.GET.get("enterprise", "")
    return next((firm for firm in firms if str(firm.pk) == named), None)


def _begun_already(call: Call, firm: Enterprise) -> list[Application]:
    return list(Application.objects.live().filter(call=call, enterprise=firm).select_related("brand", "call"))


def _needed(call: Call) -> dict[str, Any]:
    """What is asked, told before anybody starts."""
    return {
        "sections": sections_of(call),
        "materials": [{"row": row, "limits": limits_of(row)} for row in materials_of(call).values()],
    }


def limits_of(material: Material) -> str:
    """The limits of a material's files in words; empty where it takes all that the cabinet takes."""
    kinds = _(", ").join(kind_word(kind) for kind in material.media_types)
    size = _("each at most %(n)s MB") % {"n": f"{material.most_bytes / 1024**2:g}"} if material.most_bytes else ""
    return _("; ").join(part for part in (kinds, size) if part)
