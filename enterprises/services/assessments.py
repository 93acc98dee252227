"""The self-assessment: begun, answered as one goes, completed once and never changed after."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, keep, record, require
from kernel.common.errors import Invalid, NotThere, StepRefused

from ..models import Enterprise, Question, SelfAssessment
from ..queries.assessments import questionnaire_on, score_of, unanswered
from ..workflow import ACT, AssessmentStatus
from .seats import WRITERS, require_seat

Choices = Mapping[int, int | None]


@transaction.atomic
def start_assessment(enterprise: Enterprise, *, actor: User, now: datetime) -> SelfAssessment:
    """Begin with the questionnaire in force, or go on with the one that is open; NotThere (404) without any."""
    _require_writer(enterprise, actor)
    Enterprise.objects.select_for_update().filter(pk=enterprise.pk).first()
    questionnaire = questionnaire_on(timezone.localdate(now))
    if questionnaire is None:
        raise NotThere(_("No questionnaire is in force."))
    open_one = enterprise.self_assessments.filter(questionnaire=questionnaire, status=AssessmentStatus.DRAFT).first()
    if open_one is not None:
        return open_one
    assessment = SelfAssessment.objects.create(
        enterprise=enterprise, questionnaire=questionnaire, begun_at=now, filled_by=actor
    )
    record(assessment, "start", actor=actor, target=assessment.status)
    return assessment


@transaction.atomic
def answer_questions(assessment: SelfAssessment, *, actor: User, choices: Choices) -> SelfAssessment:
    """Keep the answers as they are chosen: question -> place of the option, None takes one back.

    What somebody else has answered meanwhile stays. StepRefused (409) when it is completed, Invalid (400) for a
    question or an option that is not there.
    """
    _require_writer(assessment.enterprise, actor)
    row = SelfAssessment.objects.select_for_update().order_by().get(pk=assessment.pk)
    if row.status != AssessmentStatus.DRAFT:
        raise StepRefused(_("A completed assessment is not changed; begin a new one."))
    _require_options(row, choices)
    answers = {key: place for key, place in row.answers.items() if choices.get(int(key), place) is not None}
    answers |= {str(question): place for question, place in choices.items() if place is not None}
    return keep(row, answers=answers) if answers != row.answers else row


@transaction.atomic
def complete_assessment(assessment: SelfAssessment, *, actor: User, today: date) -> SelfAssessment:
    """Set the score; Invalid (400) names every question without an answer."""
    _require_writer(assessment.enterprise, actor)
    row = SelfAssessment.objects.select_for_update().order_by().get(pk=assessment.pk)
    questions = list(Question.objects.filter(dimension__questionnaire=row.questionnaire_id))
    if row.status == AssessmentStatus.DRAFT and (missing := unanswered(questions, row.answers)):
        raise Invalid(fields={f"question_{question.pk}": [_("Choose an answer.")] for question in missing})
    return advance(
        assessment, "complete", actor=actor, score=score_of(questions, row.answers), completed_on=today
    )  # fmt: skip


def _require_writer(enterprise: Enterprise, actor: User) -> None:
    require(actor, ACT)
    require_seat(enterprise, actor, *WRITERS)


def _require_options(assessment: SelfAssessment, choices: Choices) -> None:
    known = {
        question.pk: len(question.options)
        for question in Question.objects.filter(dimension__questionnaire=assessment.questionnaire_id, pk__in=choices)
    }
    wrong = {}
    for question, place in choices.items():
        if question not in known:
            wrong[f"question_{question}"] = [_("There is no such question.")]
        elif place is not None and not 0 <= place < known[question]:
            wrong[f"question_{question}"] = [_("There is no such answer.")]
    if wrong:
        raise Invalid(fields=wrong)
