"""Self-assessments read: the questionnaire in force, the score by dimension, advice, and the industry's median."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from ..models import Dimension, Enterprise, Question, Questionnaire, SelfAssessment
from ..workflow import AssessmentStatus

ADVICE = 3
TENTH = Decimal("0.1")
Answers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One dimension of a result: points got, the most there are, and what that is in percent."""

    name: str
    got: int
    most: int
    score: Decimal


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next: the question with the points lost on it."""

    question: str
    answer: str
    advice: str
    lost: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The median of the latest scores in the firm's section of industries; None with the reason why it is not shown."""

    section: str = ""
    firms: int = 0
    median: Decimal | None = None
    fewest: int = 0


def questionnaire_on(day: date) -> Questionnaire | None:
    """The questionnaire in force on that day."""
    return Questionnaire.objects.filter(in_force_from__lte=day).order_by("-in_force_from").first()


def dimensions_of(questionnaire: Questionnaire | int) -> list[Dimension]:
    """The dimensions with their questions, in order; two queries."""
    return list(Dimension.objects.filter(questionnaire=questionnaire).prefetch_related("questions"))


def points_of(question: Question, answers: Answers) -> int:
    """The points of the answer given; none for a question without one."""
    chosen = answers.get(str(question.pk))
    options: list[dict[str, Any]] = question.options
    return int(options[chosen]["points"]) if chosen is not None and 0 <= chosen < len(options) else 0


def percent(got: int, most: int) -> Decimal:
    """A share in percent, to a tenth, rounded half up."""
    return (Decimal(got * 100) / most).quantize(TENTH, ROUND_HALF_UP) if most else Decimal(0)


def score_of(questions: Iterable[Question], answers: Answers) -> Decimal:
    """The score in percent of the most points that these questions can give."""
    rows = list(questions)
    return percent(sum(points_of(row, answers) for row in rows), sum(row.most for row in rows))


def parts_of(dimensions: Iterable[Dimension], answers: Answers) -> list[Part]:
    """The result dimension by dimension."""
    parts = []
    for dimension in dimensions:
        rows = list(dimension.questions.all())
        got, most = sum(points_of(row, answers) for row in rows), sum(row.most for row in rows)
        parts.append(Part(dimension.name, got, most, percent(got, most)))
    return parts


def advice_for(questions: Iterable[Question], answers: Answers, most: int = ADVICE) -> list[Advice]:
    """The questions on which most points were lost, the greatest loss first; none where nothing was lost."""
    rows = list(questions)
    lost = [(row.most - points_of(row, answers), n, row) for n, row in enumerate(rows)]
    weakest = sorted((entry for entry in lost if entry[0] > 0), key=lambda entry: (-entry[0], entry[1]))[:most]
    return [Advice(row.text, said(row, answers), row.advice, points) for points, _n, row in weakest]


def unanswered(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """The questions still without an answer."""
    return [row for row in questions if str(row.pk) not in answers]


def latest_of_firms(questionnaire: int) -> QuerySet[SelfAssessment]:
    """The latest completed assessment of each firm."""
    done = SelfAssessment.objects.filter(questionnaire=questionnaire, status=AssessmentStatus.COMPLETED)
    latest = done.filter(enterprise=OuterRef("enterprise")).order_by("-completed_on", "-pk")
    return done.filter(pk=Subquery(latest.values("pk")[:1]))


def compare(assessment: SelfAssessment) -> Comparison:
    """How the firm's section of GB/T 4754 stands, by two bounded queries; no median below the fewest firms."""
    industry = assessment.enterprise.industry
    fewest = assessment.questionnaire.fewest_firms
    if industry is None:
        return Comparison(fewest=fewest)
    rows = latest_of_firms(assessment.questionnaire_id).filter(enterprise__industry__code__startswith=industry.section)
    firms = rows.count()
    if firms < max(fewest, 1):
        return Comparison(industry.section, firms, None, fewest)
    # The one or two scores in the middle, and no other.
    middle = rows.order_by("score", "pk").values_list("score", flat=True)[(firms - 1) // 2 : firms // 2 + 1]
    value = Decimal(median([score for score in middle if score is not None])).quantize(TENTH, ROUND_HALF_UP)
    return Comparison(industry.section, firms, value, fewest)


def assessments_of(enterprise: Enterprise) -> list[SelfAssessment]:
    """The firm's assessments, the latest first."""
    return list(enterprise.self_assessments.select_related("questionnaire", "filled_by"))


def said(question: Question, answers: Answers) -> str:
    """The answer in words; empty while it is open."""
    chosen = answers.get(str(question.pk))
    return str(question.options[chosen]["text"]) if chosen is not None else ""
