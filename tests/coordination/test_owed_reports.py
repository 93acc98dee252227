"""What a task owes is counted from its own last report."""

from datetime import date

import pytest

from coordination.models import Task
from coordination.queries.facts import facts_on
from coordination.services import plans, reports
from coordination.services import tasks as task_services
from coordination.services.lights import relight_plan
from coordination.services.schedule import ensure_reports, refresh_owed
from tests.factories import POLICY, draft_plan, liaison, plan_in_force

pytestmark = pytest.mark.django_db
JANUARY, JUNE = date(2026, 1, 12), date(2026, 6, 26)


def reported_but_for_january() -> Task:
    """A task whose first report was never handed in and whose later ones, up to May, were."""
    # Another plan's rows come first, so that no report's key is by chance its task's.
    plans.confirm_plan(draft_plan(text=POLICY.replace("试验", "先行")), actor=None, today=JANUARY)
    plan, actor = plan_in_force(JANUARY), liaison()
    task = plan.tasks.get(number="1.2-01")
    task = task_services.sign_task(task, actor=actor, today=JANUARY)
    for month in range(1, 6):
        ensure_reports(plan, today=date(2026, month, 20))
        report = task.reports.select_related("task__plan__rule").get(period=date(2026, month, 1))
        if month > 1:
            report = reports.save_report(report, actor=actor, progress=20, done="推进", judgement="on_track")
            reports.submit_report(report, actor=actor, today=date(2026, month, 20))
    ensure_reports(plan, today=date(2026, 6, 20))
    return Task.objects.get(pk=task.pk)


def test_a_report_left_out_long_ago_is_not_owed_any_more_once_later_ones_are_in():
    task = reported_but_for_january()
    refresh_owed(Task.objects.filter(pk=task.pk))
    task.refresh_from_db()
    assert task.owed_from == task.reports.get(period=date(2026, 6, 1)).due_on


def test_a_past_day_is_judged_by_what_was_owed_on_it():
    task = reported_but_for_january()
    april = facts_on(Task.objects.filter(pk=task.pk), date(2026, 4, 28), today=JUNE).get()
    assert april[6] == task.reports.get(period=date(2026, 5, 1)).due_on


def test_one_report_missing_is_yellow_and_not_red_for_reports_missed_in_a_row():
    task = reported_but_for_january()
    Task.objects.filter(pk=task.pk).update(progress=60)
    relight_plan(task.plan, on=JUNE, today=JUNE)
    task.refresh_from_db()
    assert (task.light, task.light_rule) == ("yellow", "report_missing")
