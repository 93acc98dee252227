"""The self-assessment: a score from the answers, advice from what was lost, a median that betrays nobody."""

from decimal import Decimal
from typing import Any

import pytest

from enterprises.models import Membership, Question, SelfAssessment
from enterprises.queries import assessments as queries
from enterprises.services import assessments as services
from kernel.accounts.models import User
from kernel.common.errors import Invalid, NotPermitted, StepRefused
from tests.enterprises.factories import NOW, TODAY, industry, member, registered_enterprise
from tests.enterprises.factories_cabinet import answered, completed_assessment, scored_firm
from tests.factories import office_person

pytestmark = pytest.mark.django_db


def begun() -> tuple[SelfAssessment, User]:
    firm = registered_enterprise()
    owner = member(firm)
    return services.start_assessment(firm, actor=owner, now=NOW), owner


def questions_of(row: SelfAssessment) -> list[Question]:
    return list(Question.objects.filter(dimension__questionnaire=row.questionnaire))


@pytest.mark.parametrize(("place", "score"), [(0, "0.0"), (1, "30.0"), (2, "60.0"), (3, "100.0")])
def test_the_score_is_the_share_of_the_points_there_are(place: Any, score: Any) -> None:
    assert completed_assessment(place=place).score == Decimal(score)


def test_advice_names_the_three_greatest_losses_in_order_and_nothing_where_nothing_was_lost() -> None:
    row, owner = begun()
    row = answered(row, owner, 3)
    questions = questions_of(row)
    assert queries.advice_for(questions, row.answers) == []
    lost = {questions[7].pk: 0, questions[2].pk: 1, questions[9].pk: 2, questions[1].pk: 2}
    row = services.answer_questions(row, actor=owner, choices=lost)
    told = [(item.question, item.lost) for item in queries.advice_for(questions, row.answers)]
    assert told == [(questions[7].text, 10), (questions[2].text, 7), (questions[1].text, 4)]


def test_two_people_answer_at_once_and_neither_loses_an_answer() -> None:
    row, owner = begun()
    colleague = member(row.enterprise, Membership.Role.FILLER)
    first, second = questions_of(row)[:2]
    services.answer_questions(row, actor=owner, choices={first.pk: 1})
    both = services.answer_questions(row, actor=colleague, choices={second.pk: 2})
    assert both.answers == {str(first.pk): 1, str(second.pk): 2}
    left = services.answer_questions(row, actor=owner, choices={first.pk: None})
    assert left.answers == {str(second.pk): 2}


def test_an_open_one_is_gone_on_with_and_not_completed_before_every_question_is_answered() -> None:
    row, owner = begun()
    assert services.start_assessment(row.enterprise, actor=owner, now=NOW) == row
    with pytest.raises(Invalid) as refusal:
        services.complete_assessment(row, actor=owner, today=TODAY)
    assert len(refusal.value.fields) == len(questions_of(row))
    with pytest.raises(Invalid):
        services.answer_questions(row, actor=owner, choices={questions_of(row)[0].pk: 9, 999_999: 1})


def test_a_completed_one_is_never_changed_and_another_may_be_begun() -> None:
    row = completed_assessment()
    owner = member(row.enterprise)
    with pytest.raises(StepRefused):
        answered(row, owner, 3)
    with pytest.raises(StepRefused):
        services.complete_assessment(row, actor=owner, today=TODAY)
    row.refresh_from_db()
    assert row.score == Decimal("60.0")
    assert services.start_assessment(row.enterprise, actor=owner, now=NOW) != row


def test_only_owners_and_fillers_answer() -> None:
    row, _owner = begun()
    for who in (member(row.enterprise, Membership.Role.READER), member(registered_enterprise()), office_person()):
        with pytest.raises(NotPermitted):
            answered(row, who, 1)


def test_the_median_of_the_section_is_shown_from_five_firms_on_and_never_below() -> None:
    rows = [scored_firm(score) for score in (40, 50, 60, 70)]
    four = queries.compare(rows[0])
    assert (four.median, four.firms, four.fewest) == (None, 4, 5)
    rows.append(scored_firm(90, industry=industry("C18", "纺织服装、服饰业")))
    five = queries.compare(rows[0])
    assert (five.median, five.firms, five.section) == (Decimal("60.0"), 5, "C")
    scored_firm(10, industry=industry("A04", "渔业"))
    assert queries.compare(rows[0]).firms == 5, "another section's does not count"
    scored_firm(71)
    assert queries.compare(rows[0]).median == Decimal("65.0")


def test_a_firm_counts_once_with_its_latest_result() -> None:
    rows = [scored_firm(score) for score in (40, 50, 60, 70)]
    again = scored_firm(80)
    again.pk, again.score = None, Decimal(20)
    again.save()
    assert queries.compare(rows[0]).firms == 5
    assert queries.compare(rows[0]).median == Decimal("50.0")


def test_without_an_industry_there_is_nothing_to_compare_with() -> None:
    assert queries.compare(scored_firm(50, industry=None)).section == ""
