"""The table of a firm's yearly figures: years by items, typed once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kernel.accounts.signed_in import person
from kernel.common.errors import Invalid
from kernel.common.forms import show_refusal

from ..forms.cabinet import FiguresForm
from ..queries.cabinet import may_write
from ..queries.figures import figure_table
from ..services.figures import set_figures
from .firm import find_enterprise, firm_tabs


@login_required
@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone of the firm reads the table; owners and fillers write in it, each cell by itself."""
    enterprise, today = find_enterprise(request, pk), timezone.localdate()
    table, writes = figure_table(enterprise, today), may_write(enterprise, person(request))
    if request.method == "POST" and not writes:
        raise PermissionDenied
    form = FiguresForm(request.POST if request.method == "POST" else None, table=table)
    if form.is_bound and form.is_valid():
        try:
            moved = set_figures(enterprise, actor=person(request), values=form.changes(), today=today)
        except Invalid as refusal:
            show_refusal(form, refusal)
        else:
            said = ngettext("%(n)d figure saved.", "%(n)d figures saved.", moved) % {"n": moved}
            messages.success(request, said if moved else _("Nothing has changed."))
            return redirect("enterprises:figures", pk=pk)
    context = {
        "enterprise": enterprise, "tabs": firm_tabs(enterprise, "figures"), "form": form, "may_write": writes,
        "years": table.years,
    }  # fmt: skip
    return render(request, "enterprises/cabinet/figures.html", context, status=400 if form.errors else 200)
