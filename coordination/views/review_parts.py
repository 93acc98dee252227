"""What the review answers with: the whole page, one card, one card opened, or both versions of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kernel.accounts.models import Department
from kernel.activity.queries import history_of

from ..forms.days import days_around, know_days
from ..forms.departments import initials_of_department
from ..forms.plans import ActionForm, CutForm, TargetForm, VersionForm
from ..models import Action, Plan
from ..queries.review import Card, CardState, Review, review_of


def review_page(plan: Plan, review: Review, show: str) -> dict[str, Any]:
    """What the page and each of its parts need: the figures, the filters, the names to choose a lead from."""
    figures, url = review.figures, reverse("coordination:plan-review", args=[plan.pk])
    filters = [
        ("", _("All"), figures["sentences"]),
        ("none", _("Without lead"), figures[CardState.NONE]),
        ("suggested", _("Lead suggested"), figures[CardState.SUGGESTED]),
        ("dropped", _("Dropped or merged"), figures[CardState.DROPPED] + figures[CardState.MERGED]),
    ]
    tabs = [
        {"label": label, "count": count, "url": f"{url}?show={name}" if name else url, "current": name == show}
        for name, label, count in filters
    ]
    return {"plan": plan, "figures": figures, "tabs": tabs, "show": show, "bureaus": bureau_names()}


def bureau_names() -> list[tuple[str, str]]:
    """(name, what it may be searched by) of each open department, in protocol order."""
    return [(row.short_name, " ".join(sorted(initials_of_department(row)))) for row in Department.objects.open()]


def review_url(request: HttpRequest, plan: Plan, at: int | None) -> str:
    """The review at one card, with the filter that the person had on."""
    show = request.POST.get("show", "") or request.GET.get("show", "")
    query = urlencode({name: value for name, value in (("show", show), ("at", at or "")) if value})
    anchor = f"#action-{at}" if at else ""
    return f"{reverse('coordination:plan-review', args=[plan.pk])}{'?' if query else ''}{query}{anchor}"


def back(request: HttpRequest, plan: Plan, row: Action) -> HttpResponse:
    return redirect(review_url(request, plan, row.pk))


def closed(request: HttpRequest, plan: Plan, row: Action) -> HttpResponse:
    """The card as it is now where the page can swap it, else the page it stands on."""
    return swapped(request, plan, row) if request.headers.get("HX-Request") else back(request, plan, row)


def swapped(request: HttpRequest, plan: Plan, row: Action) -> HttpResponse:
    """The card as it is now, and the counts above the list."""
    review, show = review_of(plan), request.POST.get("show", "") or request.GET.get("show", "")
    context = review_page(plan, review, show) | {"card": review.card(row.pk)}
    return render(request, "coordination/plans/_swap.html", context)


def opened(request: HttpRequest, plan: Plan, row: Action, wrong: VersionForm | None = None) -> HttpResponse:
    """The card opened for work; `wrong` is the form that was refused."""
    review = review_of(plan)
    card = review.card(row.pk)
    assert card is not None  # noqa: S101  the row was found in this plan
    show = request.POST.get("show", "") or request.GET.get("show", "")
    context = review_page(plan, review, show) | {
        "card": card,
        "wrong": wrong,
        "form": wrong if isinstance(wrong, ActionForm) else _action_form(card, request.POST.get("lead")),
        "cut": wrong if isinstance(wrong, CutForm) else CutForm(),
        "targets": _target_forms(card, wrong, request.POST.get("target", "")),
        "back_url": review_url(request, plan, row.pk),
    }
    part = "_open" if request.headers.get("HX-Request") else "action"
    return render(request, f"coordination/plans/{part}.html", context, status=400 if wrong else 200)


def both_versions(request: HttpRequest, plan: Plan, row: Action, form: VersionForm) -> HttpResponse:
    """Somebody else wrote first: their version beside what was just sent, and a way to take either (412)."""
    card = review_of(plan).card(row.pk)
    assert card is not None  # noqa: S101
    last = next(iter(history_of(card.action, most=1)), None)
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "plan": plan,
        "card": card,
        "fields": _differences(card, form, request.POST.get("target", "")),
        "last": last,
        "sent": [(name, value) for name, value in sent if name not in ("version", "csrfmiddlewaretoken")],
        "back_url": review_url(request, plan, row.pk),
    }
    part = "_stale" if request.headers.get("HX-Request") else "stale"
    return render(request, f"coordination/plans/{part}.html", context, status=412)


def _action_form(card: Card, typed_lead: str | None) -> ActionForm:
    lead = card.action.lead.short_name if card.action.lead else ""
    start = {"version": card.action.version, "text": card.action.text, "lead": typed_lead or lead}
    return ActionForm(initial={**start, "partners": card.partners})


def _target_forms(card: Card, wrong: VersionForm | None, at: str) -> list[tuple[int | str, TargetForm]]:
    """(target or "" for a new one, its form); the refused one keeps what was typed."""
    forms: list[tuple[int | str, TargetForm]] = []
    special = days_around(timezone.localdate())
    for target in [*card.targets, None]:
        key = target.pk if target else ""
        if isinstance(wrong, TargetForm) and str(key) == at:
            forms.append((key, TargetForm(wrong.data, auto_id=f"id_target{key}_%s")))
            continue
        names = ("value", "unit", "kind", "by", "text")
        start = {name: getattr(target, name) for name in names} if target else {}
        if target:
            start["value"] = f"{target.value.normalize():f}"
        start["version"] = card.action.version
        forms.append((key, TargetForm(initial=start, auto_id=f"id_target{key}_%s")))
    for _key, form in forms:
        know_days(form, special)
    return forms


def _differences(card: Card, form: VersionForm, at: str) -> list[dict[str, str]]:
    """Each field of the form: as it is now, and as it was just sent."""
    target = next((row for row in card.targets if str(row.pk) == at), None)
    stands: dict[str, Any] = {
        "text": target.text if isinstance(form, TargetForm) and target else card.action.text,
        "lead": card.action.lead or "",
        "partners": card.partners,
        **({name: getattr(target, name) for name in ("value", "unit", "kind", "by")} if target else {}),
    }
    rows = [
        {"label": str(field.label), "old": _said(stands.get(name)), "new": _said(form.cleaned_data.get(name))}
        for name, field in form.fields.items()
        if name != "version" and field.label
    ]
    return rows or [{"label": _("State"), "old": str(card.state.label), "new": _("Your change was not made.")}]


def _said(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return _(", ").join(str(item) for item in value)
    return str(value)
