"""The self-assessment's pages: begun, one dimension a page, read once more, its result."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.accounts.signed_in import person
from kernel.common.errors import DomainError

from ..forms.assessments import DimensionForm
from ..models import Dimension, SelfAssessment
from ..queries import assessments as queries
from ..queries.cabinet import may_write
from ..services import assessments as services
from ..workflow import AssessmentStatus
from .firm import find_enterprise, firm_tabs

DRAFT = AssessmentStatus.DRAFT


@login_required
@require_http_methods(["GET", "POST"])
def assessment_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is and how long it takes, the one that is open, and the earlier results; POST begins or goes on."""
    enterprise, today = find_enterprise(request, pk), timezone.localdate()
    writes = may_write(enterprise, person(request))
    if request.method == "POST":
        _require(writes)
        row = services.start_assessment(enterprise, actor=person(request), now=timezone.now())
        return redirect("enterprises:assessment", pk=row.pk)
    rows, questionnaire = queries.assessments_of(enterprise), queries.questionnaire_on(today)
    dimensions = queries.dimensions_of(questionnaire) if questionnaire else []
    done = [row for row in rows if row.status != DRAFT]
    context = {
        "enterprise": enterprise, "tabs": firm_tabs(enterprise, "assessment-list"), "may_write": writes,
        "questionnaire": questionnaire, "dimensions": dimensions, "done": done,
        "questions": sum(len(dimension.questions.all()) for dimension in dimensions),
        "open": next((row for row in rows if row.status == DRAFT), None),
    }  # fmt: skip
    return render(request, "enterprises/assessments/list.html", context)


@login_required
@require_GET
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """To the first page with an open question, or to the result."""
    row = _find(request, pk)
    if row.status != DRAFT:
        return redirect("enterprises:assessment-result", pk=pk)
    for number, dimension in enumerate(queries.dimensions_of(row.questionnaire_id), start=1):
        if queries.unanswered(dimension.questions.all(), row.answers):
            return redirect("enterprises:assessment-page", pk=pk, number=number)
    return redirect("enterprises:assessment-complete", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def assessment_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One dimension; what is chosen is kept as one goes."""
    row = _find(request, pk)
    _require(may_write(row.enterprise, person(request)))
    if row.status != DRAFT:
        return redirect("enterprises:assessment-result", pk=pk)
    dimensions = queries.dimensions_of(row.questionnaire_id)
    form = _form(request, row, _of(dimensions, number))
    if form.is_bound and form.is_valid():
        services.answer_questions(row, actor=person(request), choices=form.choices())
        if request.POST.get("act") == "back":
            return redirect("enterprises:assessment-page", pk=pk, number=max(number - 1, 1))
        if number < len(dimensions):
            return redirect("enterprises:assessment-page", pk=pk, number=number + 1)
        return redirect("enterprises:assessment-complete", pk=pk)
    context = {
        "assessment": row, "enterprise": row.enterprise, "form": form, "number": number,
        "dimension": dimensions[number - 1], "steps": _steps(row, dimensions, number), "last": len(dimensions),
        "draft_url": reverse("enterprises:assessment-draft", args=[pk, number]),
    }  # fmt: skip
    return render(request, "enterprises/assessments/page.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def assessment_draft(request: HttpRequest, pk: int, number: int) -> JsonResponse:
    """Keep what is chosen on a page by now."""
    row = _find(request, pk)
    form = _form(request, row, _of(queries.dimensions_of(row.questionnaire_id), number))
    form.full_clean()
    try:
        kept = services.answer_questions(row, actor=person(request), choices=form.choices())
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code, "detail": str(refusal)}, status=refusal.status)
    return JsonResponse({"version": kept.version, "saved_at": timezone.now(), "errors": form.errors})


@login_required
@require_http_methods(["GET", "POST"])
def assessment_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything read once more, each answer with a way to change it; then the result."""
    row = _find(request, pk)
    _require(may_write(row.enterprise, person(request)))
    if row.status != DRAFT:
        return redirect("enterprises:assessment-result", pk=pk)
    dimensions = queries.dimensions_of(row.questionnaire_id)
    refused = ""
    if request.method == "POST":
        try:
            services.complete_assessment(row, actor=person(request), today=timezone.localdate())
        except DomainError as refusal:
            refused = str(refusal)
        else:
            return redirect("enterprises:assessment-result", pk=pk)
    context = {
        "assessment": row, "enterprise": row.enterprise, "chapters": _chapters(row, dimensions), "refused": refused,
        "missing": sum(len(queries.unanswered(part.questions.all(), row.answers)) for part in dimensions),
    }  # fmt: skip
    return render(request, "enterprises/assessments/complete.html", context, status=400 if refused else 200)


@login_required
@require_GET
def assessment_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The score, dimension by dimension; three pieces of advice; the industry's median; the earlier results."""
    row = _find(request, pk)
    if row.status == DRAFT:
        return redirect("enterprises:assessment", pk=pk)
    dimensions = queries.dimensions_of(row.questionnaire_id)
    questions = [question for dimension in dimensions for question in dimension.questions.all()]
    done = [other for other in queries.assessments_of(row.enterprise) if other.status != DRAFT]
    context = {
        "assessment": row, "enterprise": row.enterprise, "parts": queries.parts_of(dimensions, row.answers),
        "advice": queries.advice_for(questions, row.answers), "comparison": queries.compare(row), "done": done,
        "may_write": may_write(row.enterprise, person(request)),
    }  # fmt: skip
    return render(request, "enterprises/assessments/result.html", context)


def _find(request: HttpRequest, pk: int) -> SelfAssessment:
    rows = SelfAssessment.objects.visible_to(person(request))
    return get_object_or_404(rows.select_related("enterprise__industry", "questionnaire", "filled_by"), pk=pk)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _of(dimensions: list[Dimension], number: int) -> Dimension:
    if not 1 <= number <= len(dimensions):
        raise Http404
    return dimensions[number - 1]


def _form(request: HttpRequest, row: SelfAssessment, dimension: Dimension) -> DimensionForm:
    data = request.POST if request.method == "POST" else None
    questions = list(dimension.questions.all())
    return DimensionForm(data, questions=questions, answers=row.answers, initial={"version": row.version})


def _steps(row: SelfAssessment, dimensions: list[Dimension], number: int) -> list[dict[str, Any]]:
    """Where one is: each dimension with whether it is answered."""
    return [
        {
            "name": part.name, "url": reverse("enterprises:assessment-page", args=[row.pk, n]), "current": n == number,
            "done": not queries.unanswered(part.questions.all(), row.answers),
        }
        for n, part in enumerate(dimensions, start=1)
    ]  # fmt: skip


def _chapters(row: SelfAssessment, dimensions: list[Dimension]) -> list[dict[str, Any]]:
    """Every answer in words, with the page on which it can be changed."""
    return [
        {
            "name": part.name, "url": reverse("enterprises:assessment-page", args=[row.pk, n]),
            "answers": [(question, queries.said(question, row.answers)) for question in part.questions.all()],
        }
        for n, part in enumerate(dimensions, start=1)
    ]  # fmt: skip
