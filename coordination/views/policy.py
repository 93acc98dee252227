"""The policy read by its lights."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from ..forms.plans import PolicyFilter
from ..lights import Colour
from ..models import Action, Plan, Task
from ..queries.board import COLOURS
from ..queries.coverage import NONE, Sentence, coverage_of, paragraphs, sentences_of
from ..workflow import MANAGE
from .plan_rows import reads_plans, task_rows, visible_plan, with_days_left


@reads_plans
@require_GET
def plan_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with each sentence in the worst light of its tasks; ?light= and ?lead= dim the others."""
    plan = visible_plan(request, pk)
    form = PolicyFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    sentences = sentences_of(plan)
    context = {"plan": plan, "form": form, **_side(request, plan, sentences, chosen.get("action"))}
    if request.headers.get("HX-Request"):
        return render(request, "coordination/plans/_side.html", context)
    lit = {row.pk for row in sentences if _stands_out(row, chosen)}
    context |= {
        "paragraphs": paragraphs(plan, plan.policy.text, sentences),
        "coverage": coverage_of(sentences),
        "legend": _legend(sentences, chosen.get("light", "")),
        "lit": lit,
        "filtered": bool(chosen.get("light") or chosen.get("lead")),
        "first_lit": next((f"#s-{row.pk}" for row in sentences if row.pk in lit), ""),
        "uncovered": _uncovered(plan, sentences) if chosen.get("light") == NONE else [],
        "manages": request.user.has_perm(MANAGE),
    }
    return render(request, "coordination/plans/policy.html", context, status=400 if form.errors else 200)


def _stands_out(row: Sentence, chosen: dict[str, Any]) -> bool:
    light, lead = chosen.get("light"), chosen.get("lead")
    return (not light or row.state == light) and (lead is None or lead.pk in row.leads)


def _uncovered(plan: Plan, sentences: list[Sentence]) -> list[tuple[Sentence, str]]:
    return [(row, plan.policy.text[row.start : row.end].strip()) for row in sentences if row.state == NONE]


def _legend(sentences: list[Sentence], current: str) -> list[dict[str, Any]]:
    words = {
        Colour.RED: pgettext("light", "Late"),
        Colour.YELLOW: pgettext("light", "Behind"),
        Colour.GREEN: pgettext("light", "On schedule"),
        Colour.GREY: pgettext("light", "Not under way"),
        NONE: _("No task"),
    }
    states = [row.state for row in sentences]
    return [
        {"state": str(state), "word": words[state], "count": states.count(state), "current": state == current}
        for state in (*COLOURS, NONE)
    ]


def _side(request: HttpRequest, plan: Plan, sentences: list[Sentence], pk: int | None) -> dict[str, Any]:
    """The chosen sentence with those of its tasks that the person may see."""
    row = next((row for row in sentences if row.pk == pk), None)
    if row is None:
        return {"chosen": None}
    tasks: Any = Task.objects.filter(plan=plan, action=row.source).select_related("lead")
    seen = list(tasks.visible_to(request.user).prefetch_related("duties__department"))
    return {
        "chosen": row,
        "words": plan.policy.text[row.start : row.end].strip(),
        "source": Action.objects.filter(pk=row.source).first() if row.source != row.pk else None,
        "tasks": with_days_left(seen, timezone.localdate()),
        "hidden": max(row.tasks - sum(task.status != "cancelled" for task in seen), 0),
        "rows_url": task_rows(plan, action=row.source),
    }
