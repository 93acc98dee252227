"""Year's end, leap day, long holidays, years not yet announced: schedules, signatures and reminders (F18)."""

from datetime import date

import pytest

from coordination.models import Plan, ProgressReport, Task
from coordination.queries import reminders
from coordination.services import plans, rollup, schedule, tasks
from coordination.services.schedule import ensure_reports
from kernel.calendars.models import CalendarDay
from tests.factories import draft_plan, liaison, office_person, plan_in_force

pytestmark = pytest.mark.django_db


def confirmed(on: date) -> Plan:
    return plans.confirm_plan(draft_plan(), actor=None, today=on)


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        (date(2026, 1, 12), date(2026, 1, 15)),
        (date(2026, 2, 13), date(2026, 2, 25)),  # the 14th is worked, then nine days of Spring Festival
        (date(2026, 9, 30), date(2026, 10, 10)),  # seven days of National Day; the Saturday after it is worked
        (date(2026, 12, 30), date(2027, 1, 4)),  # into a year not yet announced: Monday to Friday
        (date(2028, 2, 28), date(2028, 3, 2)),  # over the leap day
    ],
)
def test_signing_is_due_three_working_days_later_whatever_lies_between(issued, due):
    assert set(confirmed(issued).tasks.values_list("sign_due_on", flat=True)) == {due}


def test_reports_go_on_over_the_end_of_the_year_and_end_with_the_plan():
    plan = plan_in_force(date(2026, 1, 12))
    Task.objects.filter(plan=plan).update(due_on=date(2028, 12, 31))
    ensure_reports(plan, today=date(2028, 12, 15))
    periods = plan.tasks.get(number="1.1-01").reports.order_by("period").values_list("period", "due_on")
    months = [(year, month) for year in (2026, 2027, 2028) for month in range(1, 13)]
    assert [(period.year, period.month) for period, _due in periods] == months
    assert all((due.year, due.month) == (period.year, period.month) for period, due in periods)
    assert dict(periods)[date(2028, 2, 1)] == date(2028, 2, 25)


def test_a_report_day_in_a_closed_week_still_gives_one_report_a_month():
    plan = plan_in_force(date(2026, 1, 12))
    plan.rule.report_day = 5  # closed in October 2026
    ProgressReport.objects.all().delete()
    ensure_reports(plan, today=date(2026, 10, 1))
    dues = plan.tasks.get(number="1.1-01").reports.values_list("due_on", flat=True)
    assert sorted(due.month for due in dues) == list(range(1, 12))


def overdue_task() -> Task:
    """A task whose deadline was 20 March, signed for and not completed."""
    task = plan_in_force(date(2026, 1, 12)).tasks.get(number="1.1-01")
    task = tasks.sign_task(task, actor=liaison(), today=date(2026, 1, 13))
    return tasks.edit_task(task, actor=office_person(), note="提前", due_on=date(2026, 3, 20), today=date(2026, 1, 14))


def months_owed(task: Task) -> list[int]:
    return [period.month for period in task.reports.order_by("period").values_list("period", flat=True)]


def test_an_overdue_task_goes_on_owing_its_monthly_report_until_it_is_completed():
    task = overdue_task()
    ensure_reports(task.plan, today=date(2026, 3, 20))
    assert months_owed(task) == [1, 2, 3], "not a month ahead of a deadline that may be kept"
    ensure_reports(task.plan, today=date(2026, 5, 2))
    assert months_owed(task) == [1, 2, 3, 4, 5]
    Task.objects.filter(pk=task.pk).update(progress=100)
    task = Task.objects.get(pk=task.pk)
    task = tasks.complete_task(task, actor=office_person(), today=date(2026, 5, 6))
    ensure_reports(task.plan, today=date(2026, 6, 2))
    assert months_owed(task) == [1, 2, 3, 4, 5]
    assert not task.reports.filter(status="open").exists()


def test_control_asked_only_until_the_deadline_the_overdue_task_owes_nothing(monkeypatch):
    task = overdue_task()
    make = schedule._make_month
    monkeypatch.setattr(schedule, "_make_month", lambda rows, due, today: make(rows, due, date.min))
    ensure_reports(task.plan, today=date(2026, 5, 2))
    assert months_owed(task) == [1, 2, 3]


def reminded(today: date, verb: str) -> list[int]:
    return [reminder.params["days"] for reminder in reminders.due(today) if reminder.verb == verb]


def test_reminders_count_working_days_over_new_year_and_over_the_spring_festival():
    liaison()
    plan = plan_in_force(date(2026, 1, 12))
    task = tasks.sign_task(plan.tasks.get(number="1.1-01"), actor=liaison(), today=date(2026, 1, 13))
    Task.objects.filter(pk=task.pk).update(due_on=date(2027, 1, 8))
    assert reminded(date(2026, 12, 17), "task_deadline_near") == [16], "Monday to Friday in 2027"
    CalendarDay.objects.create(date=date(2027, 1, 1), is_working=False, name="元旦")
    assert reminded(date(2026, 12, 17), "task_deadline_near") == [15], "once the year is announced"
    Task.objects.filter(pk=task.pk).update(due_on=date(2026, 2, 27))
    assert reminded(date(2026, 2, 13), "task_deadline_near") == [5], "a day worked, nine closed, four worked"


@pytest.mark.parametrize(
    ("first", "today"), [(date(2026, 12, 30), date(2027, 1, 2)), (date(2028, 2, 27), date(2028, 3, 1))]
)
def test_the_nights_of_new_year_and_of_the_leap_day_are_rolled_up_like_any_other(first, today):
    plan = confirmed(first)
    assert rollup.roll_up(today=today)["days"] == 4
    assert plan.readings.values("on").distinct().count() == 4
