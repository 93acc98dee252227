"""The list of applications for staff: filtered by the address, sorted, counted, several accepted at once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from coordination.views.report_rows import chips_of
from kernel.accounts.signed_in import person

from ..filters.checks import HOLDERS, CheckFilter, asked_of_checks, wanted_of_checks
from ..models import Industry
from ..queries.check_counts import counts_of
from ..workflow.applications import CHECK
from .check_rows import columns, rows_of, sums_of
from .lists import ROWS_A_PAGE

VIEW = "enterprises.view_application"
PICKERS = ("call", "scheme", "status", "division", "size")
CHOICES = ("industry", "holder", "late")
DENSITIES = ("compact", "normal", "roomy")
View = Callable[..., HttpResponse]


def for_staff(view: View) -> View:
    """A page of those who look after applications; a firm's people have their own."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = person(request).scope
        if not scope.everything and not scope.departments:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(permission_required(VIEW, raise_exception=True)(checked))


@for_staff
@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """The applications this person looks after, the most pressing first."""
    user, today = person(request), timezone.localdate()
    rows = wanted_of_checks(user, request.GET)
    found = CheckFilter(asked_of_checks(request.GET), queryset=rows, request=request)
    counts = counts_of(found.qs, today)
    pages = Paginator(found.qs.values_list("pk", flat=True), ROWS_A_PAGE)
    pages.count = counts.total
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": rows_of(list(page.object_list), today), "columns": columns(), "sums": sums_of(counts),
        "counts": counts, "errors": found.errors, "chips": chips_of(request, found),
        "sort": request.GET.get("sort", ""),
        "density": _density(request), "pickers": _pickers(request, found.form), "boxes": _boxes(request),
        "hidden": _hidden(request), "q": request.GET.get("q", ""), "clear_url": reverse("enterprises:check-list"),
        "may_check": user.has_perm(CHECK), "bulk_acts": _bulk_acts(),
    }  # fmt: skip
    return render(request, "enterprises/checks/list.html", context)


def _density(request: HttpRequest) -> str:
    """How high the rows are: as asked now, and from then on in this session."""
    wanted = request.GET.get("density", "")
    if wanted in DENSITIES:
        request.session["density"] = wanted
    kept = request.session.get("density", "")
    return "" if kept == "normal" else kept


def _pickers(request: HttpRequest, form: Any) -> list[dict[str, Any]]:
    """The filters of which several values may be chosen, as boxes behind their name."""
    pickers = []
    for name in PICKERS:
        chosen, field = request.GET.getlist(name), form.fields[name]
        choices = [(str(value), label, str(value) in chosen) for value, label in field.choices]
        count = sum(picked for _value, _label, picked in choices)
        pickers.append({"name": name, "label": field.label, "choices": choices, "count": count})
    return pickers


def _boxes(request: HttpRequest) -> list[dict[str, Any]]:
    """The filters of which one value is chosen."""
    sections = [(row.pk, str(row)) for row in Industry.objects.filter(parent=None)]
    choices: dict[str, tuple[str, list[tuple[str, Any]]]] = {
        "industry": (_("Industry"), sections),
        "holder": (_("Lies with"), list(HOLDERS)),
        "late": (_("Late"), [("true", _("late only"))]),
    }
    return [
        {
            "name": name,
            "label": choices[name][0],
            "choices": [(value, label, value == request.GET.get(name)) for value, label in choices[name][1]],
        }
        for name in CHOICES
    ]


def _hidden(request: HttpRequest) -> list[tuple[str, str]]:
    """Filters that came with a link and have no box of their own stay; so does the order."""
    left_out = {"q", *PICKERS, *CHOICES, "page", "density"}
    return [(name, value) for name in request.GET if name not in left_out for value in request.GET.getlist(name)]


def _bulk_acts() -> list[dict[str, str]]:
    return [{"label": pgettext("application", "Accept the chosen"), "value": "accept", "kind": "primary"}]
