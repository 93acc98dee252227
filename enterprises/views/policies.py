"""Support policies for everybody: those in force, one in plain sentences, and which fit in five questions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kernel.accounts.models import Department

from ..filters.policies import PolicyFilter
from ..forms.policies import FitForm
from ..models import Policy
from ..queries.fits import fits_of_answers
from ..queries.people import firms_of
from ..queries.rule_words import Names, condition_of
from ..workflow.support import MANAGE_POLICY
from .policy_acts import acts_of

ROWS_A_PAGE = 20


@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    """The policies in force, searched, by department."""
    today = timezone.localdate()
    rows = Policy.objects.in_force(today).select_related("department")
    asked = {name: request.GET.getlist(name) for name in ("q", "department") if any(request.GET.getlist(name))}
    query = request.GET.copy()
    for name in list(query):
        if name not in asked:
            del query[name]
    found = PolicyFilter(query, queryset=rows, request=request)
    running = Policy.objects.in_force(today).values("department")
    context = {
        "page": Paginator(found.qs, ROWS_A_PAGE).get_page(request.GET.get("page")), "filtered": bool(asked),
        "words": request.GET.get("q", ""), "departments": Department.objects.filter(pk__in=running),
        "chosen": request.GET.get("department", ""), "manages": request.user.has_perm(MANAGE_POLICY),
        "firms": _firms(request),
    }  # fmt: skip
    return render(request, "enterprises/policies/list.html", context)


@require_GET
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """One policy: what it gives, whom, and how to get it."""
    rows: Any = Policy.objects.select_related("department", "call")
    row: Policy = get_object_or_404(rows.visible_to(request.user), pk=pk)
    return render(request, "enterprises/policies/page.html", shown(request, row))


@require_http_methods(["GET", "POST"])
def policy_fit(request: HttpRequest) -> HttpResponse:
    """Five questions on one page; the answers are sent in the body, so that no address and no log keeps them."""
    form = FitForm(request.POST if request.method == "POST" else None)
    answers = form.answers() if form.is_bound and form.is_valid() else None
    told = answers is not None and any(value not in ("", None) for value in answers.values())
    context = {
        "form": form, "answered": form.is_bound and not form.errors,
        "nothing": answers is not None and not told,
        "fits": fits_of_answers(answers, timezone.localdate()) if answers is not None and told else None,
        "firms": _firms(request),
    }  # fmt: skip
    return render(request, "enterprises/policies/fit.html", context, status=400 if form.errors else 200)


def shown(request: HttpRequest, row: Policy) -> dict[str, Any]:
    """What the policy's page shows: its conditions in words, and the acts of who keeps it."""
    names = Names()
    visible: Any = row.call
    if visible is not None and visible.status not in ("published", "closed"):
        visible = None
    return {
        "policy": row, "conditions": [(condition_of(rule, names), rule.basis) for rule in row.rules.all()],
        "in_force": row.is_in_force(timezone.localdate()), "call": visible, "firms": _firms(request),
        "acts": acts_of(row, request.user), "list_url": reverse("enterprises:policy-list"),
    }  # fmt: skip


def _firms(request: HttpRequest) -> list[Any]:
    """The firms of who is signed in: to see at once what fits them."""
    user: Any = request.user
    return list(firms_of(user)) if user.is_authenticated else []
