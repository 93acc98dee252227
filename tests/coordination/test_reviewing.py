"""Many reports decided at once cost each its own steps and one settling, and leave what one by one leaves."""

from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from coordination.models import LightChange, Plan, ProgressReport, Task
from coordination.services import plans, reports, tasks
from coordination.services.reviewing import review_reports
from coordination.services.settling import SETTLED
from kernel.accounts.models import User
from kernel.activity.models import AuditEntry, Notification
from tests.factories import TODAY, liaison, office_person
from tests.plans.factories import long_draft

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 1)
EACH, AT_ONCE = 16, 13  # statements: what one report costs, and what all of them cost together


@pytest.fixture
def waiting() -> list[ProgressReport]:
    """The May reports of fifteen tasks, handed in on the first of June, when every light is red."""
    plan: Plan = plans.confirm_plan(long_draft(15), actor=None, today=TODAY)
    actor = liaison()
    for task in plan.tasks.order_by("number"):
        tasks.sign_task(task, actor=actor, today=TODAY)
    found = []
    for report in ProgressReport.objects.filter(task__plan=plan, period=date(2026, 5, 1)).order_by("pk"):
        written = reports.save_report(report, actor=actor, progress=40, done="已办", judgement="on_track")
        found.append(reports.submit_report(written, actor=actor, today=LATER))
    return found


def accept_all(rows: list[ProgressReport], actor: User) -> list[str]:
    """Accept them, and say which statements that took."""
    with CaptureQueriesContext(connection) as seen:
        review_reports(rows, partial(reports.accept_report, actor=actor, today=LATER))
    return [query["sql"] for query in seen.captured_queries]


def as_it_stands() -> list[list[object]]:
    return [
        list(Task.objects.order_by("pk").values_list("number", "progress", *SETTLED)),
        list(ProgressReport.objects.order_by("pk").values_list("pk", "status", "version", "office_judgement")),
        list(LightChange.objects.order_by("task", "pk").values_list("task", "before", "after", "on")),
        list(AuditEntry.objects.order_by("pk").values_list("object_id", "step", "source", "target")),
        list(Notification.objects.order_by("dedupe_key").values_list("dedupe_key", "recipient")),
    ]


def test_two_and_twelve_cost_each_its_own_steps_and_one_settling(waiting: list[ProgressReport]) -> None:
    office = office_person()
    accept_all(waiting[:1], office)
    two, twelve = accept_all(waiting[1:3], office), accept_all(waiting[3:15], office)
    assert [sum("owed_from" in sql.partition("SET")[2][:40] for sql in run) for run in (two, twelve)] == [1, 1]
    assert (len(two), len(twelve)) == (AT_ONCE + 2 * EACH, AT_ONCE + 12 * EACH)


def test_decided_together_or_one_by_one_the_same_stands(waiting: list[ProgressReport]) -> None:
    office, rows = office_person(), waiting[:4]
    rows[2].version = 1
    with transaction.atomic():
        for report in (rows[0], rows[1], rows[3]):
            reports.accept_report(report, actor=office, today=LATER)
        alone = as_it_stands()
        transaction.set_rollback(True)
    result = review_reports(rows, partial(reports.accept_report, actor=office, today=LATER))
    assert [report.pk for report in result.done] == [rows[0].pk, rows[1].pk, rows[3].pk]
    assert [(report.pk, refusal.code) for report, refusal in result.failed] == [(rows[2].pk, "stale_version")]
    assert as_it_stands() == alone
