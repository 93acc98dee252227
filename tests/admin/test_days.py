"""Dates in the admin know closed days (A14)."""

import pytest
import time_machine

from coordination.models import Task
from kernel.calendars.models import CalendarDay
from tests.factories import active_task

from .factories import address, form_of, signed_in, staff

pytestmark = pytest.mark.django_db
CLOSED, WORKED = "2026-10-01", "2026-09-30"


@pytest.fixture
def client():
    return signed_in(staff("office"))


@pytest.fixture(autouse=True)
def in_autumn():
    with time_machine.travel("2026-09-25 02:00:00+00:00", tick=False):
        yield


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def save(client, task, due_on):
    url = address(Task, "change", task.pk)
    return client.post(url, form_of(client, url) | {"due_on": due_on, "note": "按会议纪要"}, follow=True)


def test_a_deadline_on_a_closed_day_is_taken_and_said(client):
    task = active_task()
    assert CalendarDay.objects.filter(date=CLOSED, is_working=False).exists()
    answer = save(client, task, CLOSED)
    assert f"{CLOSED}（星期四）是休息日" in said(answer)
    task.refresh_from_db()
    assert str(task.due_on) == CLOSED
    assert "休息日" not in said(save(client, task, WORKED)), "a worked day is not spoken of"


def test_the_list_and_the_form_say_weekday_and_working_days_left(client):
    task = active_task()
    Task.objects.update(due_on=WORKED)
    Task.objects.filter(pk=task.pk).update(due_on=CLOSED)
    page = client.get(address(Task)).content.decode()
    for words in ("星期三", "星期四", "休息日", "还剩 3 个工作日"):
        assert words in page, words
    form = client.get(address(Task, "change", task.pk)).context["adminform"].form
    assert form.fields["due_on"].help_text.startswith("星期四 · 休息日 · 还剩")
    assert "剩" not in form.fields["start_on"].help_text
