"""The main job from text to accepted report, through the services."""

import pytest

from coordination.models import LightChange, Reading
from coordination.services import plans, reports, rollup, tasks
from coordination.services.reminders import send_reminders
from coordination.workflow import TaskStatus
from kernel.accounts.models import GroupScope, User
from kernel.activity.models import AuditEntry, Notification
from kernel.common.errors import Invalid, NoteMissing, NotPermitted, StaleVersion, StepRefused
from tests.factories import (
    POLICY,
    TODAY,
    draft_plan,
    issued_task,
    liaison,
    office_person,
    open_report,
    plan_in_force,
    submitted_report,
)

pytestmark = pytest.mark.django_db


def test_a_text_becomes_a_plan_whose_tasks_are_laid_before_their_lead_bureau():
    commerce = liaison("swj")
    plan = plan_in_force()
    task = plan.tasks.get(number="1.1-01")
    assert plan.tasks.count() == 4
    assert task.lead.code == "swj"
    assert [duty.department.code for duty in task.duties.all()] == ["xcb"]
    assert plan.policy.text[task.action.start : task.action.end] == task.content
    assert task.targets.get().value == 30
    assert Notification.objects.filter(recipient=commerce, verb="task_issued").count() == 3


def test_the_same_text_twice_is_refused_and_names_the_plan_it_became():
    plan = draft_plan()
    with pytest.raises(plans.AlreadyImported) as refusal:
        draft_plan()
    assert refusal.value.extra["plan"] == plan.pk


def test_progress_counts_and_the_light_changes_only_once_the_office_has_accepted():
    report = submitted_report(progress=60)
    task = report.task
    assert (task.progress, task.light) == (0, "red")
    report = reports.accept_report(report, actor=office_person(), today=TODAY)
    assert (report.task.progress, report.task.light) == (60, "green")
    assert LightChange.objects.filter(task=task, before="red", after="green").exists()


def test_a_returned_report_says_why_is_announced_once_and_can_be_handed_in_again():
    report, office = submitted_report(), office_person()
    with pytest.raises(NoteMissing):
        reports.return_report(report, actor=office, note=" ", today=TODAY)
    report = reports.return_report(report, actor=office, note="请附合同", today=TODAY)
    assert Notification.objects.filter(verb="report_returned").count() > 0
    assert AuditEntry.objects.of(report)[0].note == "请附合同"
    assert reports.submit_report(report, actor=liaison(), today=TODAY).status == "submitted"


def test_a_report_without_words_lists_everything_that_is_missing_at_once():
    with pytest.raises(Invalid) as refusal:
        reports.submit_report(open_report(), actor=liaison(), today=TODAY)
    assert set(refusal.value.fields) == {"progress", "judgement", "done"}


def test_another_bureaus_liaison_may_not_sign_and_a_stale_copy_is_refused():
    task = issued_task()
    with pytest.raises(NotPermitted):
        tasks.sign_task(task, actor=liaison("scj"), today=TODAY)
    tasks.sign_task(task, actor=liaison(), today=TODAY)
    with pytest.raises(StaleVersion):
        tasks.sign_task(task, actor=liaison(), today=TODAY)


def test_an_illegal_step_names_what_is_possible():
    report = open_report()
    with pytest.raises(StepRefused) as refusal:
        reports.accept_report(report, actor=office_person(), today=TODAY)
    assert refusal.value.extra["possible"] == ["submit", "waive"]


def test_the_roll_up_makes_up_missed_days_and_twice_changes_nothing():
    plan_in_force()
    later = TODAY.replace(day=20)
    assert rollup.roll_up(today=TODAY)["days"] == 1
    assert rollup.roll_up(today=later)["days"] == 8
    before = sorted(Reading.objects.values_list("key", "value"))
    rollup.roll_up(today=later)
    assert sorted(Reading.objects.values_list("key", "value")) == before


def test_reminders_reach_each_person_once_however_often_the_sweep_runs():
    liaison()
    plan_in_force()
    day = TODAY.replace(day=29)
    send_reminders(today=day)
    told = Notification.objects.count()
    send_reminders(today=day)
    assert Notification.objects.count() == told
    assert Notification.objects.filter(verb="task_unsigned").exists()


def test_policy_of_the_tests_parses_as_its_docstring_says():
    assert POLICY.count("（一）") == 2


def test_somebody_of_the_office_who_also_sits_in_a_bureau_acts_for_that_bureau_only():
    task, both = issued_task(), liaison("swj")
    both.groups.add(GroupScope.objects.get(code="office").group)
    assert tasks.sign_task(task, actor=User.objects.get(pk=both.pk), today=TODAY).status == TaskStatus.ACTIVE
    other = task.plan.tasks.exclude(lead=task.lead_id)[0]
    with pytest.raises(NotPermitted):
        tasks.sign_task(other, actor=User.objects.get(pk=both.pk), today=TODAY)
