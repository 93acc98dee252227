"""A call as those will see it who are not there yet: the applicant with the form, the expert with the rubric."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ..forms.fields import build_section_form
from ..models import Call, Stage
from ..queries.eligibility import condition_of, rules_of_call
from ..queries.rubrics import tree_of
from .calls_shared import editor, managed_call, manages_calls

EYES = ("applicant", "expert")


@manages_calls
@require_GET
def call_preview(request: HttpRequest, pk: int, eyes: str) -> HttpResponse:
    """The real form, shut; or what an expert is given, with boxes for points that take none."""
    call = managed_call(request, pk)
    if eyes not in EYES:
        raise Http404
    context = editor(call, "", eyes=eyes, **_seen(call))
    return render(request, f"enterprises/calls/preview_{eyes}.html", context)


def _seen(call: Call) -> dict[str, Any]:
    sections = list(call.form.sections.all()) if call.form else []
    review = next((stage for stage in call.stages.all() if stage.kind == Stage.Kind.EXPERT_REVIEW), None)
    return {
        "sections": [build_section_form(section, values={}, open_keys=()) for section in sections],
        "materials": list(call.form.materials.all()) if call.form else [],
        "sentences": [condition_of(rule) for rule in rules_of_call(call)],
        "tree": tree_of(call.rubric) if call.rubric else None,
        "review": review,
        "now": timezone.now(),
    }
