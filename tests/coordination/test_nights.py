"""The night's work when nights are missed, run twice, on a wrong clock, or meet something broken (F7, F8, F17, F24)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from coordination.models import LightChange, Plan, ProgressReport, Reading, SupervisionRule, Task
from coordination.queries import facts
from coordination.services import plans, reports, rollup, tasks
from coordination.services.reminders import send_reminders
from kernel.activity.models import Notification
from tests.factories import POLICY, draft_plan, liaison, office_person, plan_in_force

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
FIRST, LAST = date(2026, 1, 12), date(2026, 2, 12)
UNSIGNED = date(2026, 1, 16)  # the first day after the last one for signing
ANCIENT = {"start_on": date(1, 1, 1), "due_on": date(1, 1, 5)}  # no calendar reaches back to fifteen days before it


def at(day: date) -> Any:
    return time_machine.travel(f"{day}T10:00:00+08:00", tick=False)


def another_plan(today: date = FIRST, words: str = "先行") -> Plan:
    return plans.confirm_plan(draft_plan(text=POLICY.replace("试验", words)), actor=None, today=today)


def month_of_a_plan(night: Callable[[date], object]) -> None:
    """Five weeks of acts on the four tasks of a plan; `night` is called at the end of each day."""
    office, commerce, market = office_person(), liaison("swj"), liaison("scj")

    def task(number: str) -> Task:
        return Task.objects.get(number=number)

    def hand_in_and_accept(day: date) -> None:
        report = task("1.2-01").reports.get(period=FIRST.replace(day=1))
        report = reports.save_report(report, actor=commerce, progress=3, done="已办", judgement="on_track")
        report = reports.submit_report(report, actor=commerce, today=day)
        reports.accept_report(report, actor=office, today=day)

    acts: dict[date, Callable[[date], object]] = {
        date(2026, 1, 13): lambda day: tasks.sign_task(task("1.2-01"), actor=commerce, today=day),
        date(2026, 1, 20): lambda day: tasks.sign_task(task("1.1-01"), actor=commerce, today=day),
        date(2026, 1, 23): lambda day: tasks.sign_task(task("2.1-01"), actor=market, today=day),
        date(2026, 1, 24): lambda day: tasks.edit_task(
            task("2.1-01"), actor=office, note="提前", due_on=date(2026, 3, 1), today=day
        ),
        date(2026, 1, 28): lambda day: tasks.suspend_task(task("2.1-01"), actor=office, note="暂停", today=day),
        date(2026, 2, 3): lambda day: tasks.resume_task(task("2.1-01"), actor=office, note="恢复", today=day),
        date(2026, 2, 5): hand_in_and_accept,
    }
    day = FIRST
    with at(day):
        plan_in_force(FIRST)
    while day <= LAST:
        with at(day):
            acts.get(day, lambda day: None)(day)
            night(day)
        day += ONE


def what_is_told() -> tuple[list[Any], list[Any]]:
    lights = Reading.objects.filter(indicator__code__startswith="tasks-").order_by("on", "indicator__code", "pk")
    rows = lights.values_list("on", "indicator__code", "measure__order", "department__code", "value")
    turned = LightChange.objects.order_by("on", "task__number").values_list("on", "task__number", "before", "after")
    return sorted(rows, key=str), list(turned)


@pytest.fixture
def every_night(db):
    """What the readings and changes of lights say when no night is missed."""
    with transaction.atomic():
        month_of_a_plan(lambda day: rollup.roll_up(today=day))
        told = what_is_told()
        transaction.set_rollback(True)
    return told


def test_nights_made_up_say_what_they_would_have_said_with_what_was_known_then(every_night):
    month_of_a_plan(lambda day: rollup.roll_up(today=day) if day in (FIRST, LAST) else None)
    readings, turned = what_is_told()
    assert turned == every_night[1]
    assert readings == every_night[0]
    assert (date(2026, 1, 16), "1.1-01", "green", "yellow") in turned, "not signed for in time, signed later"


def test_with_what_is_known_today_the_missed_nights_would_say_something_else(every_night, monkeypatch):
    monkeypatch.setattr(facts, "_as_at", lambda rows, on: rows)
    monkeypatch.setattr(facts, "THEN", facts.NOW)
    month_of_a_plan(lambda day: rollup.roll_up(today=day) if day in (FIRST, LAST) else None)
    assert what_is_told() != every_night


def test_a_day_run_twice_changes_nothing():
    plan_in_force(FIRST)
    assert rollup.roll_up(today=UNSIGNED)["days"] == 5
    once, counts = what_is_told(), (ProgressReport.objects.count(), Reading.objects.count())
    assert rollup.roll_up(today=UNSIGNED)["lights"] == 0
    assert (what_is_told(), (ProgressReport.objects.count(), Reading.objects.count())) == (once, counts)


def test_after_nine_days_off_nobody_is_flooded_each_thing_is_told_of_once():
    people = [liaison("swj"), liaison("scj")]
    plan = plan_in_force(FIRST)
    for task in plan.tasks.all():
        tasks.sign_task(task, actor=people[task.lead.code == "scj"], today=FIRST)
    Task.objects.filter(number="1.1-01").update(due_on=date(2026, 1, 30))
    Notification.objects.all().delete()
    send_reminders(today=date(2026, 1, 26))
    before = Notification.objects.count()
    after_nine_days = date(2026, 2, 4)
    send_reminders(today=after_nine_days)
    told = list(Notification.objects.values_list("recipient", "content_type", "object_id"))[: -before or None]
    assert len(told) == len(set(told)) > 0
    total = Notification.objects.count()
    send_reminders(today=after_nine_days)
    assert Notification.objects.count() == total


def test_on_a_clock_set_back_no_reading_is_overwritten_and_nothing_is_said_twice():
    liaison()
    plan_in_force(FIRST)
    rollup.roll_up(today=UNSIGNED)
    send_reminders(today=UNSIGNED)
    Reading.objects.update(value=77)
    told, back = Notification.objects.count(), UNSIGNED - 2 * ONE
    with pytest.raises(ExceptionGroup, match="not everything") as refusal:
        rollup.roll_up(today=back)
    assert refusal.group_contains(rollup.ClockBehind)
    send_reminders(today=back)
    assert set(Reading.objects.values_list("value", flat=True)) == {77}
    assert Notification.objects.count() == told
    assert rollup.roll_up(today=UNSIGNED + ONE)["days"] == 1


def test_without_looking_at_the_clock_an_older_day_overwrites_what_was_written(monkeypatch):
    plan_in_force(FIRST)
    rollup.roll_up(today=UNSIGNED)
    Reading.objects.update(value=77)
    monkeypatch.setattr(rollup, "missing_days", lambda plan, today: [today])
    rollup.roll_up(today=UNSIGNED - 2 * ONE)
    assert Reading.objects.exclude(value=77).exists()


@pytest.fixture
def many(db):
    """A plan of three hundred tasks, one of which no calendar can place, and another plan beside it."""
    plan, beside = plan_in_force(FIRST), another_plan()
    model = plan.tasks.get(number="1.1-01")
    copies = []
    for n in range(296):
        row = Task.objects.get(pk=model.pk)
        row.pk, row.number = None, f"9.9-{n:03d}"
        copies.append(row)
    Task.objects.bulk_create(copies)
    Task.objects.filter(plan=plan, number="9.9-100").update(**ANCIENT)
    return plan, beside


def test_one_task_that_cannot_be_judged_stops_neither_the_others_nor_the_other_plan(many, caplog):
    plan, beside = many
    with pytest.raises(ExceptionGroup, match="not everything") as broken:
        rollup.roll_up(today=UNSIGNED)
    assert broken.group_contains(OverflowError)
    assert Task.objects.filter(plan=plan, light_rule="not_signed").count() == 299
    assert {reading.on for reading in Reading.objects.filter(plan=beside)} >= {UNSIGNED}
    assert {reading.on for reading in Reading.objects.filter(plan=plan)} >= {UNSIGNED}
    assert "light_not_set" in caplog.text


def test_without_the_guard_one_broken_task_leaves_all_lights_as_they_were(many, monkeypatch):
    plan, _beside = many
    relight = rollup.relight_plan
    monkeypatch.setattr(rollup, "relight_plan", lambda plan, on, today, broken: relight(plan, on=on, today=today))
    with pytest.raises(ExceptionGroup):
        rollup.roll_up(today=UNSIGNED)
    assert not Task.objects.filter(plan=plan, light_rule="not_signed").exists()


def test_a_source_of_figures_that_fails_stops_no_other(settings, caplog):
    plan_in_force(FIRST)
    settings.INDICATOR_SOURCES = {"a.broken": f"{__name__}.broken_source", **settings.INDICATOR_SOURCES}
    with pytest.raises(ExceptionGroup, match="not everything"):
        rollup.roll_up(today=FIRST)
    assert Reading.objects.filter(indicator__code="tasks-green", value=4).exists()
    assert "indicator_source_failed" in caplog.text


def broken_source(*args: object) -> list[Any]:
    raise LookupError("no such table")


def test_a_source_a_plan_and_a_reminder_that_fail_stop_no_other_reminder(settings, caplog, monkeypatch):
    liaison()
    plan, spoilt = plan_in_force(FIRST), another_plan()
    SupervisionRule.objects.create(name="坏", basis="-", in_force_from=FIRST, task_reminders=["三十"])
    Plan.objects.filter(pk=spoilt.pk).update(rule=SupervisionRule.objects.get(name="坏"))
    settings.REMINDER_SOURCES = [f"{__name__}.broken_source", *settings.REMINDER_SOURCES]
    victim = plan.tasks.get(number="1.1-02")
    notify = send_reminders.__globals__["notify"]

    def notify_all_but_one(recipients, verb, *, about, **words):
        if about == victim:
            raise ValueError("a row that cannot be told of")
        notify(recipients, verb, about=about, **words)

    monkeypatch.setitem(send_reminders.__globals__, "notify", notify_all_but_one)
    Notification.objects.all().delete()
    with pytest.raises(ExceptionGroup, match="not everybody") as broken:
        send_reminders(today=UNSIGNED)
    assert len(broken.value.exceptions) == 3
    told = set(Notification.objects.filter(verb="task_unsigned").values_list("object_id", flat=True))
    assert told >= set(plan.tasks.filter(lead__code="swj").exclude(pk=victim.pk).values_list("pk", flat=True))
    assert all(word in caplog.text for word in ("reminder_source_failed", "reminder_failed"))
