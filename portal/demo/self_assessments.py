"""How the demo's firms have assessed their brand management: enough in most sections for a median, not in all."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from enterprises.models import Enterprise, Question, Questionnaire, SelfAssessment
from enterprises.queries.assessments import questionnaire_on, score_of
from enterprises.workflow import AssessmentStatus
from kernel.accounts.models import User

ZONE = ZoneInfo(settings.TIME_ZONE)
MOST_OF_A_SECTION = {"C": 32, "A": 8, "F": 8}
FEW = 3  # of any other section: too few for a median
AGAIN = 5  # every fifth has done it before


def make_assessments(firms: Sequence[Enterprise], rng: Random, today: date, by: Mapping[int, User]) -> None:
    """Completed assessments of some firms of each section, the latest within half a year."""
    questionnaire = questionnaire_on(today)
    if questionnaire is None:
        return
    questions = list(Question.objects.filter(dimension__questionnaire=questionnaire))
    rows = []
    for n, firm in enumerate(_chosen(firms)):
        for day, strength in _days(n, questionnaire, rng, today):
            answers = _answers(questions, strength, rng)
            score = score_of(questions, answers)
            rows.append(_done(firm, by[firm.pk], day, answers, questionnaire=questionnaire, score=score))
    SelfAssessment.objects.bulk_create(rows)


def _chosen(firms: Sequence[Enterprise]) -> Iterator[Enterprise]:
    taken: dict[str, int] = defaultdict(int)
    for firm in firms:
        section = firm.industry.section if firm.industry else ""
        if section and taken[section] < MOST_OF_A_SECTION.get(section, FEW):
            taken[section] += 1
            yield firm


def _days(number: int, questionnaire: Questionnaire, rng: Random, today: date) -> Iterator[tuple[date, float]]:
    """The day and how strong the firm was; none before the questionnaire was in force."""
    strength = rng.uniform(0.25, 0.85)
    days = [(today - timedelta(days=rng.randint(4, 120)), strength)]
    if number % AGAIN == 0:
        days.append((today - timedelta(days=190), max(strength - 0.15, 0.1)))
    for day, how_strong in days:
        if day >= questionnaire.in_force_from:
            yield day, how_strong


def _answers(questions: Sequence[Question], strength: float, rng: Random) -> dict[str, int]:
    """An answer to each question, around the firm's strength."""
    answers = {}
    for question in questions:
        last = len(question.options) - 1
        answers[str(question.pk)] = min(last, max(0, round(rng.gauss(strength * last, 0.8))))
    return answers


def _done(firm: Enterprise, by: User, day: date, answers: dict[str, int], **scored: Any) -> SelfAssessment:
    return SelfAssessment(
        enterprise=firm, answers=answers, status=AssessmentStatus.COMPLETED, completed_on=day, filled_by=by,
        begun_at=datetime.combine(day, time(19, 20), ZONE), **scored,
    )  # fmt: skip
