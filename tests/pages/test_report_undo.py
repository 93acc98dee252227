"""A decision of the office can be taken back for a while, as if it had never been; then it stands."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from coordination.models import ProgressReport, SupervisionRule, Task
from coordination.services import reports, tasks
from kernel.activity import clock
from kernel.activity.models import AuditEntry, Channel, Delivery, Notification
from kernel.activity.services import sweep_deliveries
from kernel.common.errors import NotPermitted, StaleVersion, StepRefused
from tests.factories import NOW, TODAY, liaison, office_person, submitted_report
from tests.kernel.factories import POSTGRES, at_once

pytestmark = pytest.mark.django_db
WINDOW = timedelta(seconds=30)
DUE_ON = date(2026, 5, 25)
ACTS: dict[str, tuple[Any, dict[str, str]]] = {
    "accept": (reports.accept_report, {}),
    "return": (reports.return_report, {"note": "请附合同"}),
}
EMPTY_TABLES = {"transaction": True, "serialized_rollback": True}


def decided(step, actor, at=NOW, report=None):
    """A report on which `actor` has just decided."""
    service, words = ACTS[step]
    with clock.at(at):
        return service(report or submitted_report(60), actor=actor, today=TODAY, **words)


def take_back(report, actor, at=NOW + WINDOW / 2):
    return reports.reconsider_report(report, actor=actor, now=at, today=TODAY)


def as_it_is(report):
    fields = ("status", "due_on", "office_judgement", "decided_on", "decision_note", "submitted_on", "submitted_by")
    task = Task.objects.get(pk=report.task_id)
    row = ProgressReport.objects.values_list(*fields).get(pk=report.pk)
    return (*row, task.progress, task.light, task.light_rule, task.owed_from)


@pytest.mark.parametrize("step", ACTS)
def test_taken_back_it_is_as_before_and_the_bureau_never_hears_of_it(step):
    someone, office, report = liaison(), office_person(), submitted_report(60)
    Channel.objects.create(user=someone, kind="email", address="zhou@example.com")
    before = as_it_is(report)
    report = decided(step, office, report=report)
    assert as_it_is(report) != before
    assert Notification.objects.filter(recipient=someone, verb__startswith="report_").exists()
    take_back(report, office)
    assert as_it_is(report) == before
    sweep_deliveries(now=NOW + timedelta(days=1))
    assert not mail.outbox
    assert not Notification.objects.filter(recipient=someone, verb__startswith="report_").exists()
    assert AuditEntry.objects.of(report)[0].step == "reconsider"


def test_a_returned_report_gets_its_own_day_back():
    office = office_person()
    SupervisionRule.objects.update(resubmit_days=20)
    report = decided("return", office)
    assert report.due_on > DUE_ON
    assert take_back(report, office).due_on == DUE_ON


def test_until_the_window_is_over_neither_inbox_nor_mail_tells_of_the_decision():
    someone, report = liaison(), submitted_report()
    Channel.objects.create(user=someone, kind="email", address="zhou@example.com")
    decided("accept", office_person(), report=report)
    with clock.at(NOW + WINDOW - timedelta(seconds=1)):
        assert not Notification.objects.visible_to(someone).filter(verb="report_accepted").exists()
    assert sweep_deliveries(now=NOW + WINDOW - timedelta(seconds=1)) == 0
    with clock.at(NOW + WINDOW + timedelta(seconds=1)):
        assert Notification.objects.visible_to(someone).filter(verb="report_accepted").count() == 1
    assert sweep_deliveries(now=NOW + WINDOW + timedelta(seconds=1)) == 1


def test_progress_goes_back_to_the_latest_month_that_stays_accepted():
    office, report = office_person(), decided("accept", office_person())
    june = report.task.reports.get(period=date(2026, 6, 1))
    june = reports.save_report(june, actor=liaison(), progress=80, done="第二批", judgement="on_track")
    june = reports.submit_report(june, actor=liaison(), today=date(2026, 6, 10))
    june = decided("accept", office, report=june)
    assert Task.objects.get(pk=june.task_id).progress == 80
    assert take_back(june, office).task.progress == 60


def test_twice_is_refused_and_changes_nothing():
    office = office_person()
    report = decided("accept", office)
    once = take_back(report, office)
    with pytest.raises(StaleVersion):
        take_back(report, office)
    with pytest.raises(StepRefused):
        take_back(once, office)
    assert ProgressReport.objects.get(pk=report.pk).version == once.version


def test_too_late_the_decision_stands_and_the_rule_says_how_late_that_is():
    office = office_person()
    report = decided("accept", office)
    with pytest.raises(StepRefused):
        take_back(report, office, at=NOW + WINDOW + timedelta(seconds=1))
    assert ProgressReport.objects.get(pk=report.pk).status == "accepted"
    SupervisionRule.objects.update(undo_seconds=0)
    other = decided("accept", office, report=ProgressReport.objects.get(pk=_another_submitted(report)))
    with pytest.raises(StepRefused):
        take_back(other, office, at=NOW + timedelta(seconds=1))


def _another_submitted(report):
    june = report.task.reports.get(period=date(2026, 6, 1))
    june = reports.save_report(june, actor=liaison(), progress=70, done="继续", judgement="on_track")
    return reports.submit_report(june, actor=liaison(), today=date(2026, 6, 10)).pk


def test_only_who_decided_takes_it_back():
    report = decided("accept", office_person())
    with pytest.raises(NotPermitted):
        take_back(report, office_person())
    with pytest.raises(NotPermitted):
        take_back(report, liaison())
    assert ProgressReport.objects.get(pk=report.pk).status == "accepted"


def test_once_the_bureau_has_acted_the_decision_stands():
    office, someone = office_person(), liaison()
    report = decided("return", office)
    reports.save_report(report, actor=someone, done="已附合同")
    with pytest.raises(StaleVersion):
        take_back(report, office)
    assert ProgressReport.objects.get(pk=report.pk).done == "已附合同"


def test_once_the_task_has_gone_on_the_decision_stands():
    office = office_person()
    report = decided("accept", office, report=submitted_report(100))
    with clock.at(NOW + timedelta(seconds=5)):
        tasks.complete_task(Task.objects.get(pk=report.task_id), actor=office, today=TODAY)
    with pytest.raises(StepRefused):
        take_back(report, office)
    assert Task.objects.get(pk=report.task_id).progress == 100


def test_a_message_that_is_on_its_way_holds_the_decision(monkeypatch):
    someone, office = liaison(), office_person()
    Channel.objects.create(user=someone, kind="email", address="zhou@example.com")
    report = decided("accept", office)
    Delivery.objects.update(attempts=1)
    with pytest.raises(StepRefused):
        take_back(report, office)
    assert ProgressReport.objects.get(pk=report.pk).status == "accepted"
    monkeypatch.setattr(reports, "withdraw", lambda key, now: True)
    assert take_back(report, office).status == "submitted", "without the check it would be taken back unheard"


@pytest.mark.skipif(not POSTGRES, reason="SQLite has one writer at a time")
@pytest.mark.django_db(**EMPTY_TABLES)
def test_at_once_in_two_threads_it_is_taken_back_once():
    office = office_person()
    report = decided("accept", office)
    answers = at_once(4, lambda: take_back(ProgressReport.objects.get(pk=report.pk), office).status)
    assert answers.count("submitted") == 1
    assert AuditEntry.objects.of(report).filter(step="reconsider").count() == 1
    assert all(isinstance(answer, str | StaleVersion | StepRefused) for answer in answers)
