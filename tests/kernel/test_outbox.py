"""Post that goes out once, later if need be, whatever the channels and the other sweepers do (F16, F19, F24)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from structlog.contextvars import bound_contextvars
from structlog.testing import capture_logs

from kernel.activity.models import Channel, Delivery, MessageTemplate, Notification
from kernel.activity.queries import words_of
from kernel.activity.services import claim, notify, outbox, sweep_deliveries
from kernel.activity.services.outbox import FIRST_PAUSE, LEASE, TRIES
from tests.factories import liaison, person

from .factories import POSTGRES, at_once, post_for

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(not POSTGRES, reason="SQLite has one writer at a time")


def soon(deliveries):
    """The instant at which all of these are due."""
    return max(delivery.next_try_at for delivery in deliveries)


def test_the_same_event_reaches_a_person_once_however_often_it_is_told():
    someone = person()
    for _n in range(3):
        post_for(someone)
    assert Notification.objects.filter(recipient=someone).count() == 1
    assert Delivery.objects.count() == 1
    post_for(someone, key="another")
    assert Notification.objects.filter(recipient=someone).count() == 2


def test_a_person_who_comes_later_to_the_same_event_is_told_too():
    first, second = person(), person()
    post_for(first)
    notify([first, second], "report_due", about=first, dedupe_key="k")
    assert set(Notification.objects.values_list("recipient", flat=True)) == {first.pk, second.pk}


def test_post_goes_out_in_the_readers_language_and_only_once():
    reader = person(language="en")
    sent_at = soon(post_for(reader))
    assert sweep_deliveries(now=sent_at) == 1
    assert sweep_deliveries(now=sent_at + timedelta(days=1)) == 0
    assert mail.outbox[0].subject == "Report due: 1.1-01"
    assert mail.outbox[0].to == [f"{reader.username}@example.com"]


def test_post_says_in_which_request_it_was_written_whoever_carries_it_out():
    with bound_contextvars(request_id="page-17"):
        post_for(person())
    with bound_contextvars(request_id="sweep-1"), capture_logs() as logs:
        sweep_deliveries(now=timezone.now())
    assert [entry["written_in_request"] for entry in logs if entry["event"] == "delivery_sent"] == ["page-17"]


def test_a_wording_that_asks_for_what_nobody_brought_says_nothing_there():
    notification = post_for(person())[0].notification
    MessageTemplate.objects.filter(verb="report_due").update(title_zh="{task}{missing}")
    assert words_of(notification)[0] == "1.1-01"
    MessageTemplate.objects.filter(verb="report_due").delete()
    assert words_of(notification) == ("report_due", "")


def fail_for(monkeypatch, *bad):
    """The channels of these people are down; returns the list of whom one tried to reach."""
    tried, real = [], outbox._send

    def send(delivery):
        tried.append(delivery.channel.user_id)
        if delivery.channel.user_id in {user.pk for user in bad}:
            raise OSError("down")
        real(delivery)

    monkeypatch.setattr(outbox, "_send", send)
    return tried


def test_a_channel_that_is_down_holds_up_nobody_else(monkeypatch):
    broken, fine = person(), [person() for _n in range(3)]
    fail_for(monkeypatch, broken)
    assert sweep_deliveries(now=soon(post_for(broken, *fine))) == 3
    assert Delivery.objects.get(channel__user=broken).sent_at is None


def test_a_channel_that_is_down_costs_one_try_a_sweep_however_much_waits_for_it(monkeypatch):
    broken, fine = person(), person()
    deliveries = [row for n in range(5) for row in post_for(broken, key=f"k{n}")] + post_for(fine, key="fine")
    tried = fail_for(monkeypatch, broken)
    assert sweep_deliveries(now=soon(deliveries)) == 1
    assert tried.count(broken.pk) == 1


def test_each_failure_waits_longer_and_after_enough_of_them_it_is_given_up(monkeypatch):
    broken = person()
    fail_for(monkeypatch, broken)
    delivery = post_for(broken)[0]
    pauses = []
    for _n in range(TRIES + 3):
        tried_at = delivery.next_try_at
        sweep_deliveries(now=tried_at)
        delivery.refresh_from_db()
        pauses.append((delivery.next_try_at - tried_at).total_seconds())
    first = FIRST_PAUSE.total_seconds()
    assert [round(pause) for pause in pauses[:4]] == [first * 2, first * 4, first * 8, first * 16]
    assert delivery.attempts == TRIES
    assert delivery.given_up_at is not None
    assert delivery.error == "down"


def test_a_channel_that_comes_back_gets_its_post(monkeypatch):
    someone = person()
    delivery = post_for(someone)[0]
    with monkeypatch.context() as down:
        fail_for(down, someone)
        sweep_deliveries(now=delivery.next_try_at)
    delivery.refresh_from_db()
    assert sweep_deliveries(now=delivery.next_try_at) == 1
    delivery.refresh_from_db()
    assert (delivery.error, len(mail.outbox)) == ("", 1)


def test_what_one_sweeper_holds_another_does_not_take_until_the_lease_is_over():
    deliveries = post_for(person(), person())
    now = soon(deliveries)
    assert len(claim(now=now, most=10)) == 2
    assert claim(now=now + LEASE / 2, most=10) == []
    assert len(claim(now=now + LEASE, most=10)) == 2, "its sweeper was killed: the post is not lost"


def test_without_the_lease_post_would_go_out_twice(monkeypatch):
    deliveries = post_for(person())
    now = soon(deliveries)
    monkeypatch.setattr(outbox, "LEASE", timedelta(0))
    assert claim(now=now, most=10) == claim(now=now, most=10) != []


def test_a_slow_sweep_stops_before_its_lease_is_over(monkeypatch):
    people = [person() for _n in range(4)]
    now = soon(post_for(*people))
    clock = iter(range(0, 10_000, 25))
    monkeypatch.setattr("kernel.activity.services.outbox.time.monotonic", lambda: next(clock))
    assert sweep_deliveries(now=now) == 2, "each letter takes 25 seconds, a sweep at most a minute"
    assert Delivery.objects.filter(sent_at=None, attempts=0).count() == 2


def test_fresh_post_goes_before_what_has_failed(monkeypatch):
    old, new = person(), person()
    late = post_for(old)[0]
    Delivery.objects.filter(pk=late.pk).update(attempts=3)
    fresh = post_for(new, key="fresh")[0]
    assert claim(now=soon([late, fresh]), most=1) == [fresh.pk]


def test_a_channel_out_of_use_is_left_alone():
    someone = person()
    Channel.objects.create(user=someone, kind="email", address="old@example.com", is_active=False)
    notify([someone], "report_due", about=someone, dedupe_key="k")
    assert not Delivery.objects.exists()


@on_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_tell_the_same_at_the_same_time_tell_it_once():
    someone = liaison()
    Channel.objects.create(user=someone, kind="email", address="a@example.com")
    answers = at_once(6, lambda: notify([someone], "report_due", about=someone, dedupe_key="same"))
    assert answers == [None] * 6
    assert Notification.objects.filter(dedupe_key="same").count() == 1
    assert Delivery.objects.count() == 1


@on_postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sweepers_at_once_send_each_letter_once():
    deliveries = [row for n in range(30) for row in post_for(liaison(), key=f"k{n}")]
    now = soon(deliveries)
    went = at_once(4, lambda: sweep_deliveries(now=now))
    assert sum(went) == 30
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
