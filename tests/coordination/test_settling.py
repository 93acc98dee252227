"""Many steps settled together leave what the same steps leave one by one, at a fraction of the statements."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from coordination.models import LightChange, ProgressReport, Task
from coordination.services import reports, tasks
from coordination.services.settling import SETTLED, settled_together
from tests.factories import TODAY, active_task, liaison, office_person, plan_in_force

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 10)


def a_day_of_the_plan() -> None:
    """What people do with the four tasks of a plan: signed, reported, accepted, suspended, changed."""
    plan, office = plan_in_force(TODAY), office_person()
    rows = list(plan.tasks.order_by("number"))
    actors = {row.pk: liaison(row.lead.code) for row in rows}
    rows = [tasks.sign_task(row, actor=actors[row.pk], today=LATER) for row in rows]
    tasks.suspend_task(rows[3], actor=office, note="经费未到", today=LATER)
    tasks.edit_task(rows[2], actor=office, note="提前", due_on=date(2026, 6, 30), today=LATER)
    for report in ProgressReport.objects.filter(task__in=rows[:2], period=date(2026, 5, 1)):
        actor = actors[report.task_id]
        written = reports.save_report(report, actor=actor, progress=60, done="已办", judgement="on_track")
        submitted = reports.submit_report(written, actor=actor, today=LATER)
        reports.accept_report(submitted, actor=office, today=LATER)


def as_it_stands() -> list[object]:
    rows = Task.objects.order_by("number").values_list("number", "status", "progress", *SETTLED)
    changes = LightChange.objects.order_by("task__number", "pk").values_list("task__number", "before", "after")
    net: dict[str, list[str]] = {}
    for number, before, after in changes:
        net[number] = [net.get(number, [before])[0], after]
    return [*rows, {number: turn for number, turn in net.items() if turn[0] != turn[1]}]


@pytest.fixture
def one_by_one(db):
    """What the day leaves when each step is settled by itself; taken back before the test."""
    with transaction.atomic():
        a_day_of_the_plan()
        result = as_it_stands()
        transaction.set_rollback(True)
    return result


def test_steps_settled_together_leave_what_one_by_one_leaves(one_by_one):
    with settled_together():
        a_day_of_the_plan()
    assert as_it_stands() == one_by_one
    assert {row[4] for row in one_by_one[:4]} != {None}


def test_without_the_settling_at_the_end_the_lights_are_wrong(one_by_one, monkeypatch):
    monkeypatch.setattr("coordination.services.settling._settle", lambda keys, today: None)
    with settled_together():
        a_day_of_the_plan()
    assert as_it_stands() != one_by_one


def test_a_failure_takes_the_steps_back_so_that_none_is_left_unsettled():
    task = active_task()

    def fail_after_a_step() -> None:
        with settled_together():
            tasks.suspend_task(task, actor=office_person(), note="x", today=TODAY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_a_step()
    assert Task.objects.get(pk=task.pk).status == "active"
    suspended = tasks.suspend_task(task, actor=office_person(), note="x", today=TODAY)
    assert suspended.light == "grey", "what comes after is settled at once again"


def test_thirty_steps_cost_one_settling():
    task, office = active_task(), office_person()
    with settled_together(), CaptureQueriesContext(connection) as inside:
        for n in range(30):
            task = tasks.edit_task(task, actor=office, title=f"第{n}稿", today=TODAY)
    assert not [query for query in inside.captured_queries if "owed_from" in query["sql"].partition("SET")[2][:40]]
