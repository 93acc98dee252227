"""What leaves: exactly what the list shows, by labels, as text where it must be, never as a formula."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.models import DutyKeyword, Task
from kernel.exchange.models import ExchangeRule, Job
from kernel.exchange.queries import file_of
from kernel.exchange.workbooks import Column, Kind
from kernel.exchange.workbooks.writing import write_export
from tests.factories import TODAY, bureaus, liaison, office_person
from tests.pages.factories import on_the_day, signed_in
from tests.plans.factories import mixed_plan

from .factories import finished, formulas, sheet_xml, streamed, values


@pytest.fixture
def clock() -> Iterable[None]:
    with on_the_day():
        yield


def exported(browser: Any, query: str = "", code: str = "tasks") -> list[list[Any]]:
    page = browser.get(f"{reverse('exchange:export', args=[code])}?{query}")
    assert page.status_code == 200
    return values(streamed(page))


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "query", ["", "light=red&light=yellow&sort=-number", "q=1.1", "q=zzz", "page=2&density=compact"]
)
@pytest.mark.parametrize("who", [office_person, lambda: liaison("scj")], ids=["office", "liaison"])
def test_the_export_holds_exactly_what_the_list_shows(query: str, who: Any) -> None:
    mixed_plan(TODAY)
    browser = signed_in(who())
    shown = browser.get(f"{reverse('coordination:task-list')}?{query}").context["rows"]
    table = exported(browser, query)
    body = [row for row in table[1:] if not str(row[0]).startswith("合计")]
    assert [row[0] for row in body] == [row["cells"][0]["sub"] for row in shown]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_labels_leave_and_dates_are_dates() -> None:
    mixed_plan(TODAY)
    head, *rows = exported(signed_in(office_person()), "light=red")
    row = dict(zip(head, rows[0], strict=True))
    task = Task.objects.get(number=row["编号"])
    assert (row["灯色"], row["状态"], row["截止日期"]) == ("红", task.get_status_display(), task.due_on)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_filter_that_cannot_be_right_exports_nothing() -> None:
    mixed_plan(TODAY)
    page = signed_in(office_person()).get(reverse("exchange:export", args=["tasks"]), {"light": "blue"})
    assert page.status_code == 400


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_longer_export_costs_no_more_queries() -> None:
    mixed_plan(TODAY)
    browser = signed_in(office_person())
    exported(browser)
    counts = []
    for query in ("q=1.1-01", ""):
        with CaptureQueriesContext(connection) as queries:
            rows = exported(browser, query)
        counts.append((len(rows), len(queries)))
    assert counts[0][0] < counts[1][0]
    assert counts[0][1] == counts[1][1]


@pytest.mark.django_db
def test_a_large_export_is_asked_about_made_by_a_job_and_found_at_my_work() -> None:
    ExchangeRule.objects.update(rows_at_once=2)
    for word in ("消费", "会展", "商标"):
        DutyKeyword.objects.create(department=bureaus()["swj"], word=word)
    actor = office_person()
    browser, address = signed_in(actor), reverse("exchange:export", args=["duty-keywords"])
    assert "共 3 行" in browser.get(address).content.decode()
    assert not Job.objects.exists(), "to ask writes nothing"
    page = browser.post(f"{address}?q=消费")
    job = Job.objects.get()
    assert page["Location"] == reverse("exchange:job", args=[job.pk])
    assert "hx-get" in browser.get(page["Location"]).content.decode()
    finished(job)
    assert "hx-get" not in browser.get(page["Location"]).content.decode(), "it asks no more"
    file = browser.get(reverse("exchange:job-file", args=[job.pk]))
    assert [row[1] for row in values(streamed(file))] == ["关键词", "消费"]
    assert reverse("exchange:job-file", args=[job.pk]) in browser.get(reverse("exchange:job-list")).content.decode()


@pytest.mark.django_db
def test_whoever_may_not_see_the_rows_may_not_export_them() -> None:
    browser = signed_in(liaison())
    assert browser.get(reverse("exchange:export", args=["duty-keywords"])).status_code == 403
    assert browser.get(reverse("exchange:export", args=["nothing"])).status_code == 404


COLUMNS = (
    Column("code", "代码", Kind.CODE),
    Column("amount", "金额", Kind.MONEY),
    Column("progress", "进度", Kind.NUMBER, total="average"),
    Column("on", "日期", Kind.DATE),
)


def written(rows: list[list[Any]]) -> bytes:
    target = BytesIO()
    write_export(target, "表", COLUMNS, rows, about=[("表", "=1+1")], progress=lambda done: None)
    return target.getvalue()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0", "http://a.example.com"]
)
def test_what_looks_like_a_formula_leaves_as_text(text: str) -> None:
    data = written([[text, None, None, None]])
    assert values(data)[1][0] == text
    assert all(formula.startswith("SUBTOTAL") for formula in formulas(data))
    assert "<hyperlink" not in sheet_xml(data)


def test_long_numbers_stay_text_and_the_rest_adds_up() -> None:
    data = written([["913301060000000017", 1200.5, 30, date(2026, 5, 10)], ["0017", 99.5, 50, None]])
    table = values(data)
    assert [row[0] for row in table[1:3]] == ["913301060000000017", "0017"]
    assert (table[3][1], table[3][2]) == (1300, 40)
    assert table[1][3] == date(2026, 5, 10)


def test_it_is_ready_to_print_and_to_filter() -> None:
    xml = sheet_xml(written([["1", 1, 1, None]]))
    for said in ('state="frozen"', "<autoFilter", 'orientation="landscape"', 'paperSize="9"', "fitToPage", "&amp;P"):
        assert said in xml, said


@pytest.mark.django_db
def test_the_file_of_a_job_is_a_private_attachment() -> None:
    assert file_of(Job(pk=1)) is None
