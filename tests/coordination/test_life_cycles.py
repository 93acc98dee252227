"""Every step of plan, task and report from every status, generated from the tables and taken through its service."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from coordination.models import Plan, ProgressReport, Task
from coordination.services import plans, reports, tasks
from coordination.workflow import PLAN, REPORT, REPORT_PROGRESS, SIGN, TASK, PlanStatus, ReportStatus, TaskStatus
from kernel.accounts.models import User
from kernel.activity.models import AuditEntry, Notification
from kernel.activity.services import advance
from kernel.common.errors import DomainError, NoteMissing, NotPermitted, StepRefused
from kernel.common.workflow import Step, Workflow
from tests.factories import TODAY, bureaus, draft_plan, liaison, office_person, person, plan_in_force, submitted_report

pytestmark = pytest.mark.django_db
WHY = "有理由"
Act = Callable[..., Any]


@dataclass(frozen=True)
class Life:
    """A life cycle: its table, its statuses, a row to try it on, and the service of each step that has one."""

    flow: Workflow
    statuses: type
    row: Callable[[], Any]
    services: dict[str, Act]


def reconsider(report: ProgressReport, *, actor: User, note: str) -> ProgressReport:
    return reports.reconsider_report(report, actor=actor, now=timezone.now(), today=TODAY)


def report_row() -> ProgressReport:
    """A report with everything in it, of a task whose progress is accepted at 100 %."""
    report = submitted_report(progress=100)
    Task.objects.filter(pk=report.task_id).update(progress=100)
    return report


def task_row() -> Task:
    task = plan_in_force().tasks.get(number="1.1-01")
    Task.objects.filter(pk=task.pk).update(progress=100)
    return task


def without_note(service: Act, **words: Any) -> Act:
    return lambda row, *, actor, note: service(row, actor=actor, **words)


def with_note(service: Act, **words: Any) -> Act:
    return lambda row, *, actor, note: service(row, actor=actor, note=note, **words)


LIVES = {
    "plan": Life(
        PLAN, PlanStatus, draft_plan,
        {
            "confirm": without_note(plans.confirm_plan, today=TODAY), "abandon": with_note(plans.abandon_plan),
            "close": with_note(plans.close_plan),
        },
    ),
    "task": Life(
        TASK, TaskStatus, task_row,
        {
            "sign": without_note(tasks.sign_task, today=TODAY),
            "object": with_note(tasks.object_to_task, kind="not-our-duty", today=TODAY),
            **{
                name: with_note(getattr(tasks, f"{name}_task"), today=TODAY)
                for name in ("reissue", "complete", "reopen", "suspend", "resume", "cancel")
            },
        },
    ),
    "report": Life(
        REPORT, ReportStatus, report_row,
        {
            "submit": without_note(reports.submit_report, today=TODAY),
            "withdraw": without_note(reports.withdraw_report, today=TODAY),
            "accept": with_note(reports.accept_report, today=TODAY),
            "return": with_note(reports.return_report, today=TODAY),
        },
    ),
}  # fmt: skip
STEPS = [(name, step) for name, life in LIVES.items() for step in life.flow if step.name != "reconsider"]
each_life = pytest.mark.parametrize("name", LIVES)


def steps_of(name: str) -> list[Step]:
    return [step for life, step in STEPS if life == name]


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is undone at its end: one row serves for all steps."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def able_to(step: Step) -> User:
    """Who may take the step: the lead bureau's liaison, or the office."""
    return liaison("swj") if step.permission in (SIGN, REPORT_PROGRESS) else office_person()


def put_into(status: str, row: Any) -> Any:
    type(row)._base_manager.filter(pk=row.pk).update(status=status)
    return type(row)._base_manager.get(pk=row.pk)


def act_of(life: Life, step: Step) -> Act:
    def by_table(row: Any, *, actor: User, note: str) -> Any:
        return advance(row, step.name, actor=actor, note=note)

    return life.services.get(step.name, by_table)


def all_there_is() -> list[Any]:
    """Everything that a step may write."""
    rows = [model.objects.order_by("pk").values() for model in (Plan, Task, ProgressReport)]
    return [*(list(found) for found in rows), AuditEntry.objects.count(), Notification.objects.count()]


@each_life
def test_a_legal_step_leads_to_its_target_and_leaves_one_entry(name):
    life = LIVES[name]
    start = life.row()
    for step in steps_of(name):
        actor = able_to(step)
        for status in step.sources:
            with taken_back():
                leads_to_its_target(life, step, put_into(status, start), actor)


def leads_to_its_target(life: Life, step: Step, row: Any, actor: User) -> None:
    had = AuditEntry.objects.of(row).count()
    with bound_contextvars(request_id="request-7"):
        after = act_of(life, step)(row, actor=actor, note=WHY)
    kept = type(row)._base_manager.get(pk=row.pk)
    assert (after.status, kept.status, kept.version) == (step.target, step.target, row.version + 1), step.name
    entry = AuditEntry.objects.of(row)[0]
    assert AuditEntry.objects.of(row).count() == had + 1
    assert (entry.step, entry.source, entry.target, entry.actor) == (step.name, row.status, step.target, actor)
    assert entry.request_id == "request-7"
    assert entry.before.keys() == entry.after.keys()
    assert not step.needs_note or entry.note == WHY


@each_life
def test_an_illegal_step_is_refused_with_409_and_writes_nothing(name):
    life = LIVES[name]
    start, tried = life.row(), 0
    for step in steps_of(name):
        actor = able_to(step)
        for status in set(life.statuses.values) - step.sources:
            refusal = refused(StepRefused, life, step, put_into(status, start), actor=actor)
            assert refusal.status == 409
            tried += 1
    assert tried == sum(len(life.statuses.values) - len(step.sources) for step in steps_of(name)) > 0


@each_life
def test_a_step_that_needs_a_reason_is_refused_without_one(name):
    life = LIVES[name]
    start = life.row()
    for step in steps_of(name):
        if step.needs_note:
            row = put_into(min(step.sources), start)
            assert set(refused(NoteMissing, life, step, row, actor=able_to(step), note=" \n ").fields) == {"note"}


@each_life
def test_a_step_is_refused_to_whoever_lacks_its_permission(name):
    life = LIVES[name]
    start, seat = life.row(), bureaus()["swj"]
    others = [person(role, seat) for role in ("bureau_leader", "expert", "auditor", "")]
    for step in steps_of(name):
        for actor in others:
            refused(NotPermitted, life, step, put_into(min(step.sources), start), actor=actor)


def refused(
    refusal: type[DomainError], life: Life, step: Step, row: Any, *, actor: User, note: str = WHY
) -> DomainError:
    """The refusal of this kind that came, after which everything is as it was."""
    before = all_there_is()
    with pytest.raises(kind) as said:
        act_of(life, step)(row, actor=actor, note=note)
    assert str(said.value), step.name
    assert all_there_is() == before, step.name
    return said.value


def test_a_decision_is_reconsidered_within_the_minute_by_whoever_took_it_and_by_nobody_else():
    report, actor = report_row(), office_person()
    decided = reports.accept_report(report, actor=actor, today=TODAY)
    with pytest.raises(NotPermitted):
        reconsider(decided, actor=office_person(), note="")
    again = reconsider(ProgressReport.objects.get(pk=report.pk), actor=actor, note="")
    assert again.status == ReportStatus.SUBMITTED
    late = reports.accept_report(again, actor=actor, today=TODAY)
    with pytest.raises(StepRefused):
        reports.reconsider_report(late, actor=actor, now=timezone.now() + timedelta(hours=1), today=TODAY)


def test_every_step_of_the_tables_is_tried():
    assert {step.name for life in LIVES.values() for step in life.flow} - {step.name for _n, step in STEPS} == {
        "reconsider"
    }
