"""Nothing acknowledged is lost and nothing is told twice, with a real broker, a real worker and real kills."""

import time
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from kombu.exceptions import OperationalError

from coordination.models import Task
from coordination.services import tasks
from kernel.accounts.models import User
from kernel.activity.models import Channel, Delivery
from kernel.activity.services import notify
from kernel.activity.tasks import sweep_outbox
from tests.factories import TODAY, liaison, office_person, person, plan_in_force

from .acts import object_and_die, sweep_noting_first, sweep_taking_nothing, tell_by_queue
from .conftest import House, wait_until
from .post import letters

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
_numbers = count(1)


@pytest.fixture(scope="module")
def office(house: House) -> User:
    """Who is told of objections, by mail as well."""
    reviewer = office_person()
    Channel.objects.create(user=reviewer, kind="email", address="office@example.com")
    return reviewer


@pytest.fixture(scope="module")
def issued(office: User) -> list[Task]:
    """Tasks not yet signed for, enough for all tests."""
    return list(plan_in_force(TODAY).tasks.filter(lead__code="swj").order_by("number"))


@pytest.fixture
def _nothing_waits(house: House) -> None:
    """The test begins with an empty book, and nothing on its way."""
    Delivery.objects.filter(sent_at=None).delete()
    house.book.unlink(missing_ok=True)
    house.book.with_suffix(".sprung").unlink(missing_ok=True)


def post_to(*names: str) -> list[str]:
    """Something that these people are to be told of by mail; returns the addresses."""
    number = next(_numbers)
    addresses = [f"{name}{number}@example.com" for name in names]
    for address in addresses:
        someone = person()
        Channel.objects.create(user=someone, kind="email", address=address)
        notify([someone], "task_issued", about=someone, dedupe_key=address, task="1.1-01", due="")
    return addresses


def arrived(house: House, *addresses: str) -> None:
    wait_until(lambda: all(letters(house.book)[address] for address in addresses), f"letters to {addresses}")


def settled(house: House) -> dict[str, int]:
    """All letters, once the queue is empty, nobody holds a message, and no more letters come."""
    wait_until(lambda: not house.queue.llen("celery") and not house.queue.hlen("unacked"), "an idle worker")
    return dict(letters(house.book))


def test_beat_asks_for_the_outbox_at_least_once_a_minute():
    tick = PeriodicTask.objects.get(task="kernel.activity.tasks.sweep_outbox", enabled=True)
    assert tick.schedule.run_every.total_seconds() <= 60


@pytest.mark.usefixtures("_nothing_waits")
def test_an_act_whose_process_is_killed_before_it_reached_the_broker_is_told_by_the_next_tick(house, issued):
    """F1: between commit and enqueue."""
    task, actor = issued[0], liaison("swj")
    house.send(object_and_die, task.pk, actor.pk, True)
    wait_until(lambda: Task.objects.get(pk=task.pk).status == "objected", "the objection")
    house.send(sweep_outbox)
    arrived(house, "office@example.com")
    assert settled(house) == {"office@example.com": 1}


@pytest.mark.usefixtures("_nothing_waits")
def test_control_an_act_that_keeps_no_row_is_never_told(house, issued):
    task, actor = issued[1], liaison("swj")
    house.send(object_and_die, task.pk, actor.pk, False)
    wait_until(lambda: Task.objects.get(pk=task.pk).status == "objected", "the objection")
    house.send(sweep_outbox)
    house.send(tell_by_queue, "end@example.com")
    arrived(house, "end@example.com")
    assert settled(house) == {"end@example.com": 1}


@pytest.mark.usefixtures("_nothing_waits")
def test_a_worker_killed_in_the_middle_of_a_sweep_loses_no_letter_and_sends_none_twice(house):
    """F3: the kill comes while the second letter is being sent; its lease runs out, and it goes with a later tick."""
    first, second, third = post_to("first", "deadly", "third")
    house.send(sweep_outbox)
    arrived(house, first, third)
    assert settled(house) == {first: 1, third: 1}
    Delivery.objects.filter(sent_at=None).update(next_try_at=timezone.now())
    house.send(sweep_outbox)
    arrived(house, second)
    assert settled(house) == {first: 1, second: 1, third: 1}


@pytest.mark.usefixtures("_nothing_waits")
def test_control_without_a_lease_the_letter_in_hand_is_lost(house):
    _first, second, third = post_to("first", "deadly", "third")
    house.send(sweep_noting_first)
    arrived(house, third)
    house.send(sweep_outbox)
    assert second not in settled(house)
    assert not Delivery.objects.filter(sent_at=None).exists(), "and nobody knows"


@pytest.mark.usefixtures("_nothing_waits")
def test_a_task_delivered_twice_sends_once(house):
    """F4."""
    addresses = post_to("a", "b", "c")
    house.send(sweep_outbox, times=2)
    arrived(house, *addresses)
    assert settled(house) == dict.fromkeys(addresses, 1)


@pytest.mark.usefixtures("_nothing_waits")
def test_control_without_a_claim_it_sends_twice(house):
    addresses = post_to("a", "b", "c")
    house.send(sweep_taking_nothing, times=2)
    wait_until(lambda: sum(letters(house.book).values()) >= 6, "six letters")
    assert settled(house) == dict.fromkeys(addresses, 2)


@pytest.mark.usefixtures("_nothing_waits")
def test_a_worker_killed_before_it_began_and_a_broker_emptied_lose_no_letter(house):
    """F2, F5, with the control beside: what only the broker knew is gone.

    The killed worker may have taken the message with it, and what it has left is thrown away.
    """
    kept = post_to("kept")
    house.kill("worker")
    house.send(sweep_outbox)
    house.send(tell_by_queue, "emptied@example.com")
    house.queue.flushall()
    house.start_worker()
    house.send(sweep_outbox)
    arrived(house, *kept)
    assert settled(house) == dict.fromkeys(kept, 1)


@pytest.mark.usefixtures("_nothing_waits")
def test_while_the_broker_is_away_a_step_succeeds_at_once_and_is_told_when_it_is_back(house, issued, monkeypatch):
    """F6, with the control beside: a door that has to reach the broker fails."""
    client, actor = Client(), liaison("swj")
    client.force_login(actor)
    task = Task.objects.get(pk=issued[2].pk)
    url, answer = reverse("coordination:task", args=[task.pk]), {"kind": "not-our-duty", "note": "职责不符"}
    assert client.get(url).status_code == 200, "its templates are read by now"
    house.kill("broker")
    with pytest.raises((OperationalError, OSError)):
        house.send(tell_by_queue, "away@example.com")
    assert client.get(reverse("workbench")).status_code == 200
    began = time.monotonic()
    assert client.get(url).status_code == 200
    looked = time.monotonic() - began
    began = time.monotonic()
    tasks.object_to_task(task, actor=actor, today=TODAY, **answer)
    acted = time.monotonic() - began
    assert (looked, acted) < (1, 1)
    house.start_broker()
    arrived_after_ticks(house)
    assert settled(house) == {"office@example.com": 1}


def arrived_after_ticks(house: House) -> Any:
    """Beat ticks, and the worker finds the broker again by itself."""
    house.send(sweep_outbox)
    arrived(house, "office@example.com")
