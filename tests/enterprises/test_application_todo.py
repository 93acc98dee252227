"""What a firm's people have to do, and what they are reminded of."""

from datetime import date, timedelta

import pytest

from enterprises.models import Membership
from enterprises.queries import reminders_applications as reminders
from enterprises.queries import todo_applications as todo
from kernel.activity.todo import how_many, todos
from tests.enterprises.factories import CLOSES, TODAY, member
from tests.enterprises.factories_applications import draft_application, returned_application

pytestmark = pytest.mark.django_db


def test_a_draft_waits_until_the_call_closes_and_a_return_until_its_day() -> None:
    application, filler = draft_application()
    assert [(row.due_on, row.why) for row in todos(todo.waits(filler, TODAY), TODAY)] == [
        (date(2026, 6, 30), "尚未提交的草稿")
    ]
    assert how_many(todo.waits(filler, TODAY)) == 1
    assert how_many(todo.waits(member(application.enterprise, Membership.Role.READER), TODAY)) == 0
    assert todos(todo.waits(filler, date(2026, 7, 1)), date(2026, 7, 1)) == []
    returned, its_filler = returned_application()
    rows = todos(todo.waits(its_filler, TODAY), TODAY)
    assert [(row.due_on, row.days) for row in rows] == [(returned.due_on, 10)]


def told(day: date) -> list[tuple[str, int, str]]:
    return [(row.verb, row.params["days"], row.dedupe_key) for row in reminders.due(day)]


def test_a_draft_is_reminded_at_each_distance_once() -> None:
    _application, filler = draft_application()
    assert told(date(2026, 6, 22)) == []
    five, four = told(date(2026, 6, 23)), told(date(2026, 6, 24))
    assert [(verb, days) for verb, days, _key in five] == [("call_closing", 5)]
    assert five[0][2] == four[0][2], "not told again before the next distance"
    assert told(date(2026, 6, 29))[0][2] != five[0][2]
    assert told(CLOSES.date() + timedelta(days=1)) == []
    assert next(iter(reminders.due(date(2026, 6, 29)))).recipients == [filler]


def test_a_supplement_is_reminded_as_the_call_says() -> None:
    application, _filler = returned_application()
    assert application.due_on == date(2026, 5, 26)
    assert told(date(2026, 5, 20)) == []
    assert [row[:2] for row in told(date(2026, 5, 21))] == [("application_due_near", 3)]
    application.call.supplement_reminders = [1]
    application.call.save()
    assert told(date(2026, 5, 21)) == []
