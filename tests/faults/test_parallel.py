"""Two at once: nothing is done twice, and nobody overwrites what he has not seen (F7, F14, F15, F16)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.core import mail

from coordination.models import LightChange, Plan, ProgressReport, Reading, Task
from coordination.services import lights, plans, reports, rollup, tasks
from coordination.services.reminders import send_reminders
from kernel.activity.models import AuditEntry, Notification
from kernel.activity.services import outbox, steps
from kernel.common.errors import DomainError
from tests.factories import POLICY, TODAY, draft_plan, liaison, office_person
from tests.kernel.factories import at_once, post_for

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
JUNE = date(2026, 6, 10)
ISSUED, UNSIGNED = date(2026, 1, 12), date(2026, 1, 16)  # on the second all lights turn: not signed for


def plan_of_its_own(words: str, today: date = TODAY) -> Plan:
    """A plan that no other test knows."""
    return plans.confirm_plan(draft_plan(text=POLICY.replace("试验", words)), actor=None, today=today)


def meeting(do: Callable[..., Any]) -> Callable[..., Any]:
    """The same, but first it waits a moment for a second one to come to the same place."""
    barrier = Barrier(2)

    def wait_and_do(*args: Any, **words: Any) -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(0.7)
        return do(*args, **words)

    return wait_and_do


def refusals(answers: list[Any]) -> list[str]:
    return [type(answer).__name__ for answer in answers if isinstance(answer, Exception)]


@pytest.fixture
def closed_plans():
    """Other tests' plans are at rest, so that the night's work is this one's alone."""
    Plan.objects.update(status="closed")


@pytest.mark.usefixtures("closed_plans")
def test_two_beats_at_once_roll_up_and_remind_once(monkeypatch):
    """F7."""
    people = liaison(), liaison("scj")
    plan = plan_of_its_own("同时", ISSUED)
    Notification.objects.filter(recipient__in=people).delete()
    monkeypatch.setattr(lights, "_write", meeting(lights._write))
    assert refusals(at_once(2, lambda: rollup.roll_up(today=UNSIGNED))) == []
    turned = list(LightChange.objects.filter(task__plan=plan, on=UNSIGNED).values_list("task", flat=True))
    assert sorted(turned) == sorted(plan.tasks.values_list("pk", flat=True))
    keys = list(Reading.objects.filter(plan=plan).values_list("key", flat=True))
    assert len(keys) == len(set(keys)) > 0
    assert refusals(at_once(2, lambda: send_reminders(today=UNSIGNED))) == []
    told = list(Notification.objects.filter(recipient__in=people).values_list("recipient", "dedupe_key"))
    assert len(told) == len(set(told)) > 0


@pytest.mark.usefixtures("closed_plans")
def test_control_without_taking_turns_each_light_turns_twice(monkeypatch):
    plan = plan_of_its_own("争先", ISSUED)
    monkeypatch.setattr(lights, "relight_rows", lights.relight_rows.__wrapped__)
    monkeypatch.setattr(lights, "_write", meeting(lights._write))
    answers = at_once(2, lambda: lights.relight_plan(plan, on=UNSIGNED, today=UNSIGNED))
    assert refusals(answers) == [], answers
    turned = list(LightChange.objects.filter(task__plan=plan, on=UNSIGNED).values_list("task", flat=True))
    assert len(turned) == 2 * plan.tasks.count()


def test_two_sweepers_at_once_send_each_letter_once(monkeypatch):
    """F16."""
    rows = post_for(*[liaison() for _n in range(6)], key="swept")
    monkeypatch.setattr(outbox, "_send", meeting(outbox._send))
    went = at_once(2, lambda: outbox.sweep_deliveries(now=rows[-1].next_try_at))
    assert sum(went) == 6
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(row.channel.address for row in rows)


def test_control_sweepers_that_take_hold_of_nothing_send_it_twice(monkeypatch):
    rows = post_for(liaison(), key="fought over")
    taken: dict[int, int] = {}

    def look(**words: Any) -> list[int]:
        due = [row.pk for row in rows if taken.get(row.pk, 0) < 2]
        taken.update({pk: taken.get(pk, 0) + 1 for pk in due})
        return due

    monkeypatch.setattr(outbox, "claim", look)
    monkeypatch.setattr(outbox, "_send", meeting(outbox._send))
    at_once(2, lambda: outbox.sweep_deliveries(now=rows[0].next_try_at))
    assert len(mail.outbox) == 2


def written_report(words: str) -> tuple[ProgressReport, Any]:
    actor = liaison()
    task = tasks.sign_task(plan_of_its_own(words).tasks.get(number="1.1-01"), actor=actor, today=TODAY)
    report = task.reports.get(period=TODAY.replace(day=1))
    return reports.save_report(report, actor=actor, progress=40, done="已办", judgement="on_track"), actor


def copies(report: ProgressReport) -> Callable[[], ProgressReport]:
    """What each of two requests reads before either has written."""
    read = [ProgressReport.objects.select_related("task").get(pk=report.pk) for _n in range(2)]
    return read.pop


def submissions(report: ProgressReport) -> int:
    return AuditEntry.objects.of(report).filter(step="submit").count()


def test_a_report_submitted_twice_at_once_is_submitted_once():
    """F14: a double click, two windows."""
    report, actor = written_report("双击")
    copy = copies(report)
    answers = at_once(2, lambda: reports.submit_report(copy(), actor=actor, today=TODAY))
    assert refusals(answers) == ["StaleVersion"]
    assert submissions(report) == 1


def without_lock_and_version(subject: Any) -> Any:
    return type(subject)._base_manager.get(pk=subject.pk)


def without_atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement for itself, as where nobody takes a lock."""
    monkeypatch.setattr(steps, "_lock", without_lock_and_version)
    monkeypatch.setattr(reports, "advance", steps.advance.__wrapped__)
    monkeypatch.setattr(reports, "_hold_task", lambda report: report.task)


def test_control_without_lock_and_version_it_is_submitted_twice(monkeypatch):
    report, actor = written_report("无锁")
    copy = copies(report)
    without_atomic(monkeypatch)
    monkeypatch.setattr(steps, "_write", meeting(steps._write))
    submit = reports.submit_report.__wrapped__
    at_once(2, lambda: submit(copy(), actor=actor, today=TODAY))
    assert submissions(report) == 2


def test_of_two_people_on_one_row_the_second_is_told_and_nothing_is_overwritten():
    """F15: one changes the title, one the deadline, both from the same version; in whatever order."""
    task, office = plan_of_its_own("一行").tasks.get(number="1.1-01"), [office_person(), office_person()]
    changes = [{"title": "甲的标题"}, {"content": "乙的内容"}]
    read = [Task.objects.select_related("plan", "lead").get(pk=task.pk) for _n in range(2)]
    answers = at_once(
        2, lambda: tasks.edit_task(read.pop(), actor=office.pop(), today=TODAY, note="改", **changes.pop())
    )
    assert refusals(answers) == ["StaleVersion"]
    after = Task.objects.get(pk=task.pk)
    assert (after.title == "甲的标题") != (after.content == "乙的内容")
    assert after.version == task.version + 1


def test_a_decision_and_a_suspension_at_once_end_in_one_order_or_the_other():
    """F15: one accepts the report, one suspends its task; neither waits for the other for ever."""
    report, actor = written_report("同裁")
    report = reports.submit_report(report, actor=actor, today=TODAY)
    task = Task.objects.select_related("plan__rule", "lead").get(pk=report.task_id)
    office = office_person()
    acts: list[Callable[[], Any]] = [
        lambda: reports.accept_report(report, actor=office, today=TODAY),
        lambda: tasks.suspend_task(task, actor=office, note="经费未到", today=TODAY),
    ]
    answers = at_once(2, lambda: acts.pop()())  # noqa: PLW0108  each thread takes its own act
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, DomainError)]
    after = Task.objects.get(pk=task.pk)
    assert (after.status, after.progress, after.light) == ("suspended", 40, "grey")


def test_two_months_accepted_at_once_leave_the_later_ones_progress():
    """F15: whichever decision comes first, the task stands where the later month says."""
    may, actor = written_report("两月")
    may = reports.submit_report(may, actor=actor, today=TODAY)
    june = may.task.reports.get(period=date(2026, 6, 1))
    june = reports.save_report(june, actor=actor, progress=55, done="又办", judgement="on_track")
    june = reports.submit_report(june, actor=actor, today=JUNE)
    office, waiting = office_person(), [may, june]
    assert refusals(at_once(2, lambda: reports.accept_report(waiting.pop(), actor=office, today=JUNE))) == []
    assert Task.objects.get(pk=may.task_id).progress == 55


def test_a_light_set_by_a_step_meanwhile_is_not_overwritten_by_the_night():
    """The sweep has read old facts; somebody reports before it writes."""
    plan = plan_of_its_own("夜间")
    judge = lights.Judge.light

    def judge_while_somebody_acts(self: Any, known: Any, steps_: Any) -> Any:
        Task.objects.filter(plan=plan, number="1.1-01").update(progress=70, light="green", light_rule="on_schedule")
        return judge(self, known, steps_)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lights.Judge, "light", judge_while_somebody_acts)
        lights.relight_plan(plan, on=JUNE, today=JUNE)
    assert Task.objects.get(plan=plan, number="1.1-01").light == "green"
    assert set(plan.tasks.exclude(number="1.1-01").values_list("light", flat=True)) == {"red"}
