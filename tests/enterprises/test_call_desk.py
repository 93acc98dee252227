"""The desk of calls besides its pages: what waits to be published, and the list as a workbook."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from enterprises.queries import todo_calls as todo
from enterprises.services import calls
from kernel.activity.todo import how_many, todos
from tests.enterprises.factories import NOW, TODAY, open_call, scheme
from tests.enterprises.factories_applications import submitted_application
from tests.enterprises.factories_calls import bare_call, other_bureau, ready_call
from tests.exchange.factories import streamed, values
from tests.factories import office_person
from tests.pages.factories import signed_in

pytestmark = pytest.mark.django_db
SOON: dict[str, Any] = {"opens_at": NOW + timedelta(days=9), "closes_at": NOW + timedelta(days=400)}


def test_a_call_whose_opening_is_near_waits_for_who_publishes_it_until_it_is_published(
    django_assert_max_num_queries: Any,
) -> None:
    ready, bare = ready_call(**SOON), bare_call(scheme(), title="2031年申报", **SOON)
    bare_call(scheme(), title="还早", opens_at=NOW + timedelta(days=90), closes_at=NOW + timedelta(days=400))
    office = office_person()
    with django_assert_max_num_queries(16):
        rows = todos(todo.waits(office, TODAY), TODAY)
    assert [row.title for row in rows] == [f"发布：{ready.title}", f"发布：{bare.title}"]
    assert rows[1].url == reverse("enterprises:call-edit", args=[bare.pk])
    assert how_many(todo.waits(office, TODAY)) == 2
    assert how_many(todo.waits(other_bureau(), TODAY)) == 0
    calls.publish_call(ready, actor=None, now=NOW)
    assert [row.act for row in todos(todo.waits(office, TODAY), TODAY)] == ["继续编制"]


def test_the_entry_says_whether_it_can_be_published_today() -> None:
    call = ready_call(**SOON)
    (row,) = todos(todo.waits(office_person(), TODAY), TODAY)
    assert (row.url, row.act) == (reverse("enterprises:call-step", args=[call.pk, "publish"]), "发布")
    assert row.due_on == call.opens_at.date()
    call.tiers.all().delete()
    (row,) = todos(todo.waits(office_person(), TODAY), TODAY)
    assert row.why == "还缺 1 项。"
    late = datetime(2026, 6, 30, tzinfo=UTC).date()
    assert (todos(todo.waits(office_person(), late), late)[0].days or 0) < 0


def test_the_list_leaves_for_excel_as_it_is_filtered_for_who_prepares_it() -> None:
    sent, filler = submitted_application()
    draft = bare_call(scheme(), title="2031年申报")
    address = reverse("exchange:export", args=["calls"])
    table = values(streamed(signed_in(office_person()).get(f"{address}?status=draft&page=1")))
    rows = [row for row in table[1:] if not str(row[0]).startswith("合计")]
    assert [row[1] for row in rows] == [draft.title]
    assert "请选择申报表" in str(rows[0][13])
    everything = values(streamed(signed_in(office_person()).get(address)))
    counted = {row[1]: row[11:13] for row in everything[1:]}
    assert list(counted[sent.call.title]) == [1, 1]
    assert open_call().title not in str(values(streamed(signed_in(other_bureau()).get(address))))
    assert signed_in(filler).get(address).status_code == 403
