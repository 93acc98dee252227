"""The policy read by its lights: every sentence in the worst colour of its tasks, and how much is covered."""

import pytest
from django.urls import reverse

from coordination.models import Plan, Task
from coordination.queries.coverage import coverage_of, paragraphs, sentences_of, worst
from coordination.services import drafts, plans
from tests.factories import TODAY, draft_plan, office_person, plan_in_force
from tests.plans.factories import action_at, in_bureau, in_office, long_draft, mixed_plan

pytestmark = pytest.mark.django_db


def page(plan: Plan, client=None, **query):
    return (client or in_office()).get(reverse("coordination:plan-policy", args=[plan.pk]), query)


def test_each_sentence_has_the_colour_of_its_task():
    assert [row.state for row in sentences_of(mixed_plan(TODAY))] == ["red", "yellow", "green", "grey"]


@pytest.mark.parametrize(
    ("lights", "colour"),
    [(["green", "red", "yellow"], "red"), (["grey", "green"], "green"), (["green", "yellow"], "yellow"), ([], "none")],
)
def test_of_several_tasks_the_worst_light_counts(lights, colour):
    assert worst(lights) == colour


def test_dropped_sentences_and_those_whose_tasks_were_cancelled_are_not_covered():
    plan = draft_plan()
    drafts.drop_action(action_at(plan, 1), actor=office_person())
    plan = plans.confirm_plan(plan, actor=None, today=TODAY)
    Task.objects.filter(action=action_at(plan, 2)).update(status="cancelled")
    sentences = sentences_of(plan)
    assert [row.state == "none" for row in sentences] == [True, True, False, False]
    coverage = coverage_of(sentences)
    assert (coverage.total, coverage.covered, coverage.percent, coverage.open) == (4, 2, 50, 2)


def test_a_merged_sentence_follows_the_tasks_of_the_one_it_was_merged_into():
    plan = draft_plan()
    drafts.merge_actions([action_at(plan, 1), action_at(plan, 2)], actor=office_person())
    plan = plans.confirm_plan(plan, actor=None, today=TODAY)
    Task.objects.filter(action=action_at(plan, 1)).update(light="red")
    first, second, *_rest = sentences_of(plan)
    assert (first.state, second.state, second.source) == ("red", "red", first.pk)


def test_the_percentage_is_rounded_down_so_that_100_means_all():
    rows = sentences_of(plan_in_force())
    almost = [*rows * 50, *sentences_of(long_draft(1))]
    assert coverage_of(almost).percent == 99


def test_the_whole_text_is_there_headings_and_brackets_too():
    plan = plan_in_force()
    lines = paragraphs(plan, plan.policy.text, sentences_of(plan))
    said = "\n".join("".join(piece.text for piece in line.pieces) for line in lines)
    assert said == plan.policy.text.strip()
    assert [line.kind for line in lines] == ["title", "pillar", "text", "text", "pillar", "text"]
    assert lines[2].pieces[0].heading


def test_a_sentence_over_two_lines_is_one_sentence_in_two_pieces():
    plan = plan_in_force()
    rows = sentences_of(plan)
    row = rows[0]
    broken = plan.policy.text[: row.start + 5] + "\n" + plan.policy.text[row.start + 6 :]
    pieces = [p for line in paragraphs(plan, broken, rows) for p in line.pieces if p.sentence is row]
    assert [piece.first for piece in pieces] == [True, False]


def test_colour_never_speaks_alone():
    text = page(mixed_plan(TODAY)).content.decode()
    for word in ("滞后", "预警", "正常", "未推进"):
        assert text.count(word) >= 2


def test_choosing_a_sentence_shows_its_tasks_beside_the_text_with_or_without_htmx():
    plan = mixed_plan(TODAY)
    task = plan.tasks.get(number="1.1-01")
    whole = page(plan, action=task.action_id)
    part = in_office().get(whole.request["PATH_INFO"], {"action": task.action_id}, headers={"HX-Request": "true"})
    for answer in (whole, part):
        assert reverse("coordination:task", args=[task.pk]) in answer.content.decode()
    assert "<html" not in part.content.decode()


def test_a_bureau_reads_all_lights_but_opens_only_its_own_tasks():
    plan = mixed_plan(TODAY)
    others = plan.tasks.get(lead__code="scj")
    response = page(plan, in_bureau("swj"), action=others.action_id)
    assert [row.state for line in response.context["paragraphs"] for p in line.pieces if (row := p.sentence)] == [
        "red", "yellow", "green", "grey",
    ]  # fmt: skip
    assert (response.context["tasks"], response.context["hidden"]) == ([], 1)
    assert reverse("coordination:task", args=[others.pk]) not in response.content.decode()


def test_the_filters_leave_what_they_name_standing_out():
    plan = mixed_plan(TODAY)
    commerce = plan.tasks.get(number="1.1-01").lead
    assert page(plan, light="red").context["lit"] == {action_at(plan, 1).pk}
    assert len(page(plan, lead=commerce.pk).context["lit"]) == 3
    assert page(plan, light="grey", lead=commerce.pk).context["lit"] == set()


def test_the_coverage_number_opens_the_sentences_without_a_task():
    plan = draft_plan()
    drafts.drop_action(action_at(plan, 2), actor=office_person())
    plan = plans.confirm_plan(plan, actor=None, today=TODAY)
    response = page(plan, light="none")
    assert [words for _row, words in response.context["uncovered"]] == ["开展双品网购节。"]


@pytest.mark.parametrize("query", [{"light": "purple"}, {"lead": "x"}, {"action": "x"}])
def test_an_unknown_filter_says_so_and_shows_the_whole_text(query):
    response = page(mixed_plan(TODAY), **query)
    assert response.status_code == 400
    assert len(response.context["lit"]) == 4


def test_a_sentence_that_is_not_there_leaves_the_side_empty():
    assert page(mixed_plan(TODAY), action=10**12).context["chosen"] is None


def test_queries_do_not_grow_with_the_text(django_assert_max_num_queries):
    client = in_office()
    small = plan_in_force()
    with django_assert_max_num_queries(40) as counted:
        page(small, client)
    large = plans.confirm_plan(long_draft(60), actor=None, today=TODAY)
    with django_assert_max_num_queries(len(counted)):
        page(large, client)
