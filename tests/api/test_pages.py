"""Pages stand still while rows come and go (C4): forwards, backwards, and at the thousandth as at the first."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordination.models import Task
from kernel.accounts.models import Department
from tests.factories import department, issued_task, office_person

from .calls import V1, caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    return caller(office_person())


def walk(client: Client, address: str | None, way: str = "next", most: int = 10_000) -> list[list[dict[str, Any]]]:
    """The pages from this address on, by their links."""
    pages: list[list[dict[str, Any]]] = []
    while address and len(pages) < most:
        page = client.get(address).json()
        pages.append(page["results"])
        address = page[way]
    return pages


def bureaus_in_a_row(how_many: int) -> None:
    Department.objects.bulk_create(
        Department(code=f"d{n}", name=f"部门{n:04}", short_name="部门", district_code="990100", protocol_order=50)
        for n in range(how_many)
    )


@pytest.mark.parametrize("order", ["name", "-name", "protocol_order", "-protocol_order"])
def test_who_reads_on_misses_nothing_and_meets_nothing_twice_while_rows_come_and_go(office, order):
    bureaus_in_a_row(9)
    there = {row.pk for row in Department.objects.all()}
    page = client_page(office, f"{V1}departments/?page_size=2&ordering={order}")
    met = [row["id"] for row in page["results"]]
    department("aaa", "0 最前", protocol_order=1)
    department("zzz", "龥 最后", protocol_order=32000)
    Department.objects.filter(pk=met[-1]).update(disabled_on="2026-01-01")
    Department.objects.filter(pk__in=met, code__startswith="d").delete()
    met += [row["id"] for rows in walk(office, page["next"]) for row in rows]
    assert len(met) == len(set(met)), "met twice"
    assert there <= set(met), "missed"


def client_page(client: Client, address: str) -> dict[str, Any]:
    page: dict[str, Any] = client.get(address).json()
    return page


def test_the_way_back_is_the_way_there(office):
    bureaus_in_a_row(7)
    there = walk(office, f"{V1}departments/?page_size=3&ordering=protocol_order")
    last = client_page(office, f"{V1}departments/?page_size=3&ordering=protocol_order")
    while last["next"]:
        last = client_page(office, last["next"])
    back = [last["results"], *walk(office, last["previous"], "previous")]
    assert back[::-1] == there


def test_the_thousandth_page_asks_what_the_first_one_asks(office):
    bureaus_in_a_row(1005)
    second = client_page(office, f"{V1}departments/?page_size=1&ordering=name")["next"]
    with CaptureQueriesContext(connection) as captured:
        client_page(office, second)
    first = list(captured.captured_queries)
    cursor_of_the_thousandth = thousandth(office)
    with CaptureQueriesContext(connection) as later:
        page = client_page(office, cursor_of_the_thousandth)
    assert len(page["results"]) == 1
    assert len(later) == len(first) > 0
    assert "OFFSET" not in str([query["sql"] for query in later]).upper()


def thousandth(client: Client) -> str:
    """The address of the thousandth page of one, reached by five pages of two hundred."""
    page = client_page(client, f"{V1}departments/?page_size=200&ordering=name")
    for _n in range(4):
        page = client_page(client, page["next"])
    return str(page["next"]).replace("page_size=200", "page_size=1")


def test_rows_without_a_value_have_their_place_too(office):
    task = issued_task()
    Task.objects.filter(plan=task.plan).exclude(pk=task.pk).update(responsible=None, light="grey")
    whole = client_page(office, f"{V1}tasks/?ordering=light")["results"]
    assert [row for rows in walk(office, f"{V1}tasks/?ordering=light&page_size=1") for row in rows] == whole
