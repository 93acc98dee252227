"""The lights at the borders of every rule, for each time profile, with their reason in words and their next change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coordination.lights import Facts, LightRule, Profile, Rules, expected, light_of
from coordination.models import SupervisionRule, Task
from coordination.services.lights import Judge, relight_plan
from kernel.calendars.queries import WorkingCalendar, month_dues
from tests.factories import plan_in_force

ONE = timedelta(days=1)
# A hundred days, so that a day is a point.
START, END = date(2026, 1, 1), date(2026, 4, 10)
DUES = (date(2026, 1, 23), date(2026, 2, 25), date(2026, 3, 25), date(2026, 4, 24))
STEPS = ((date(2026, 1, 20), 30), (date(2026, 3, 1), 30), (END, 40))
RULES = Rules()


def a_task(**changes: object) -> Facts:
    """In progress, on the hundred days, all reports in."""
    return replace(Facts("active", START, END, 0, Profile.EVEN), **changes)


def day(number: int) -> date:
    """The day by whose morning so many of the hundred days have gone."""
    return START + ONE * number


def shown(facts: Facts, on: date, rules: Rules = RULES) -> tuple[str, str]:
    light = light_of(facts, rules, DUES, on)
    return str(light.colour), str(light.rule)


@pytest.mark.parametrize(
    ("facts", "on", "colour", "rule"),
    [
        # behind its time by exactly so many points, and by one more
        (a_task(), day(10), "green", "on_schedule"),
        (a_task(), day(11), "yellow", "behind"),
        (a_task(), day(25), "yellow", "behind"),
        (a_task(), day(26), "red", "far_behind"),
        (a_task(progress=40), day(50), "green", "on_schedule"),
        (a_task(progress=39), day(50), "yellow", "behind"),
        (a_task(progress=25), day(50), "yellow", "behind"),
        (a_task(progress=24), day(50), "red", "far_behind"),
        # back-loaded: half the time asks for a quarter of the work
        (a_task(progress=15, profile=Profile.BACK_LOADED), day(50), "green", "on_schedule"),
        (a_task(progress=14, profile=Profile.BACK_LOADED), day(50), "yellow", "behind"),
        (a_task(profile=Profile.BACK_LOADED), day(50), "yellow", "behind"),
        (a_task(profile=Profile.BACK_LOADED), day(51), "red", "far_behind"),
        # by milestones: a share is asked for from the day after its own
        (a_task(profile=Profile.MILESTONES, milestones=STEPS), STEPS[0][0], "green", "on_schedule"),
        (a_task(profile=Profile.MILESTONES, milestones=STEPS), STEPS[0][0] + ONE, "red", "far_behind"),
        (a_task(profile=Profile.MILESTONES, milestones=STEPS, progress=20), STEPS[1][0], "green", "on_schedule"),
        (a_task(profile=Profile.MILESTONES, milestones=STEPS, progress=35), STEPS[1][0] + ONE, "yellow", "behind"),
        (a_task(profile=Profile.MILESTONES), day(26), "red", "far_behind"),  # none laid down yet: even
        # the deadline within the days, and below the progress asked for then
        (a_task(progress=89, near_from=day(80)), day(79), "green", "on_schedule"),
        (a_task(progress=89, near_from=day(80)), day(80), "yellow", "deadline_near"),
        (a_task(progress=90, near_from=day(80)), day(80), "green", "on_schedule"),
        # a report missing, two in a row
        (a_task(progress=50, owed_from=DUES[0]), DUES[0], "green", "on_schedule"),
        (a_task(progress=50, owed_from=DUES[0]), DUES[0] + ONE, "yellow", "report_missing"),
        (a_task(progress=50, owed_from=DUES[0]), DUES[1], "yellow", "report_missing"),
        (a_task(progress=80, owed_from=DUES[0]), DUES[1] + ONE, "red", "reports_missed"),
        (a_task(progress=80, owed_from=date(2026, 2, 3)), DUES[1], "yellow", "report_missing"),  # returned, due anew
        (a_task(progress=80, owed_from=date(2026, 2, 3)), DUES[1] + ONE, "red", "reports_missed"),
        # the deadline itself, and the day after
        (a_task(progress=95), END, "green", "on_schedule"),
        (a_task(progress=99), END + ONE, "red", "overdue"),
        (a_task(progress=100), END + ONE, "red", "overdue"),  # accepted at 100 %, not confirmed
        # not signed for: a fault of its own, from the day after
        (a_task(status="issued", sign_due_on=day(5)), day(5), "green", "on_schedule"),
        (a_task(status="issued", sign_due_on=day(5)), day(6), "yellow", "not_signed"),
        (a_task(status="issued", sign_due_on=day(-5)), day(-4), "yellow", "not_signed"),
        (a_task(status="issued", sign_due_on=day(-5)), day(-5), "grey", "not_started"),
        # what rests or has not begun
        (a_task(), day(-1), "grey", "not_started"),
        (a_task(), day(0), "green", "on_schedule"),
        (a_task(status="completed", progress=100), END + ONE * 9, "green", "completed"),
        (a_task(status="suspended", owed_from=DUES[0]), day(90), "grey", "suspended"),
        (a_task(status="cancelled"), day(90), "grey", "cancelled"),
        # the worst rule is the one that is told
        (a_task(owed_from=DUES[0]), DUES[1] + ONE, "red", "reports_missed"),
        (a_task(progress=10, owed_from=DUES[1]), DUES[1] + ONE, "red", "far_behind"),
        (a_task(progress=40, owed_from=DUES[1]), DUES[1] + ONE, "yellow", "behind"),
        (a_task(owed_from=DUES[0]), END + ONE, "red", "overdue"),
    ],
)
def test_each_rule_begins_on_its_day_and_not_before(facts, on, colour, rule):
    assert shown(facts, on) == (colour, rule)


def test_thresholds_are_those_of_the_plans_rule():
    strict = Rules(yellow_gap=5, red_gap=8, near_days=15, near_progress=60, red_missed=1)
    assert shown(a_task(), day(6), strict) == ("yellow", "behind")
    assert shown(a_task(), day(9), strict) == ("red", "far_behind")
    assert shown(a_task(progress=50, owed_from=DUES[0]), DUES[0] + ONE, strict) == ("red", "reports_missed")
    assert shown(a_task(progress=80, near_from=day(80)), day(80), strict) == ("green", "on_schedule")


@pytest.mark.parametrize(
    ("facts", "on", "words"),
    [
        (a_task(progress=10), day(30), "30"),
        (a_task(), day(30), "25"),
        (a_task(progress=99), END + ONE, str(END)),
        (a_task(progress=80, owed_from=DUES[0]), DUES[1] + ONE, "2"),
        (a_task(progress=50, owed_from=DUES[0]), DUES[0] + ONE, str(DUES[0])),
        (a_task(progress=89, near_from=day(80)), day(80), "15"),
        (a_task(), day(-1), str(START)),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_reason_is_a_sentence_with_its_figures_in_both_languages(facts, on, words, language):
    light = light_of(facts, RULES, DUES, on)
    with translation.override(language):
        said = str(LightRule(light.rule).label).format(**light.params)
        assert words in said
        assert said.endswith((".", "。"))
        assert "{" not in said


def test_a_days_share_is_asked_for_when_the_day_is_over():
    assert expected(a_task(), START) == 0
    assert expected(a_task(), END + ONE) == expected(a_task(), END + ONE * 50) == 100
    leap = a_task(start_on=date(2028, 2, 29), due_on=date(2028, 2, 29))
    assert (expected(leap, date(2028, 2, 29)), expected(leap, date(2028, 3, 1))) == (0, 100)


some_days = st.dates(date(2025, 11, 1), date(2028, 12, 31))


@st.composite
def facts_and_day(draw: st.DrawFn) -> tuple[Facts, Rules, date]:
    start = draw(some_days)
    due = start + ONE * draw(st.integers(0, 500))
    near_days, owed = draw(st.integers(1, 20)), draw(st.none() | some_days)
    shares = draw(st.lists(st.integers(1, 60), max_size=4))
    length = (due - start).days
    steps = tuple(sorted((start + ONE * draw(st.integers(0, length)), share) for share in shares))
    facts = Facts(
        draw(st.sampled_from(["issued", "objected", "active", "active", "suspended", "completed", "cancelled"])),
        start, due, draw(st.integers(0, 100)), draw(st.sampled_from(Profile.values)), owed,
        draw(st.none() | st.just(start + ONE * draw(st.integers(-20, 20)))), due - ONE * (near_days + 6), steps,
    )  # fmt: skip
    yellow = draw(st.integers(0, 30))
    rules = Rules(
        yellow, yellow + draw(st.integers(0, 40)), near_days, draw(st.integers(0, 100)), draw(st.integers(1, 4))
    )
    return facts, rules, start + ONE * draw(st.integers(-40, 560))


SCHEDULE = tuple(month_dues(date(2025, 11, 1), date(2029, 12, 31), 25, WorkingCalendar({})))
EDGE = (Facts("active", date(2028, 2, 29), date(2028, 2, 29), 0), RULES, date(2028, 2, 28))


@settings(max_examples=150, deadline=None)
@given(facts_and_day())
@example(EDGE)
def test_the_light_stays_until_the_day_it_names_and_changes_on_it(case):
    facts, rules, on = case
    light = light_of(facts, rules, SCHEDULE, on)
    until = light.changes_on or on + ONE * 730
    today = on
    while today < until:
        assert light_of(facts, rules, SCHEDULE, today).colour == light.colour, today
        today += ONE * (1 if light.changes_on else 7)
    if light.changes_on:
        assert light_of(facts, rules, SCHEDULE, light.changes_on).colour != light.colour


@pytest.mark.django_db
class TestOnThePlansCalendar:
    def test_near_is_counted_in_working_days_past_the_spring_festival(self):
        """The holiday of 2026 closes 15 to 23 February; the Saturdays before and after it are worked."""
        judge = Judge(plan_in_force(date(2026, 1, 12)), date(2026, 2, 1))
        assert judge.near_from(date(2026, 3, 6)) == date(2026, 2, 9)

    def test_without_an_announced_year_near_is_counted_from_monday_to_friday(self):
        judge = Judge(plan_in_force(date(2026, 1, 12)), date(2028, 2, 1))
        assert judge.near_from(date(2028, 3, 1)) == date(2028, 2, 9)

    def test_a_report_due_on_a_closed_day_is_owed_on_the_last_working_day_before(self):
        judge = Judge(plan_in_force(date(2026, 1, 12)), date(2026, 1, 12))
        january, may, december = judge.dues[0], judge.dues[4], judge.dues[11]
        assert (january, may, december) == (date(2026, 1, 23), date(2026, 5, 25), date(2026, 12, 25))
        assert len(judge.dues) == 36
        assert [due.month for due in judge.dues] == [*range(1, 13)] * 3

    def test_the_numbers_of_the_plans_rule_set_its_lights(self):
        plan = plan_in_force(date(2026, 1, 12))
        relight_plan(plan, on=date(2026, 1, 14), today=date(2026, 1, 14))
        assert set(plan.tasks.values_list("light", flat=True)) == {"green"}
        SupervisionRule.objects.filter(pk=plan.rule_id).update(yellow_gap=1, red_gap=2)
        plan.refresh_from_db()
        relight_plan(plan, on=date(2026, 1, 14), today=date(2026, 1, 14))
        task = Task.objects.filter(plan=plan)[0]
        assert (task.light, task.light_rule, task.light_params["limit"]) == ("red", "far_behind", 2)


def test_a_report_day_early_in_a_closed_month_moves_forward_and_stays_in_its_month():
    closed = WorkingCalendar({date(2026, 10, n): False for n in range(1, 9)})
    assert month_dues(date(2026, 10, 1), date(2026, 10, 31), 5, closed) == [date(2026, 10, 9)]
    assert month_dues(date(2028, 2, 1), date(2028, 2, 29), 28, WorkingCalendar({})) == [date(2028, 2, 28)]
