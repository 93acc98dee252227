"""The task list by REST, from the address to the last byte, against the database's own JSON of the same rows."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .data import City, readers_of
from .floor import page_as_json
from .timing import WARM, compare, say

SIZE, DEEP, ROUNDS = 100, 1000, 80
GOALS = {"postgresql": 2.5, "sqlite": 6.0}
AS_FAR_AS_FIRST = 1.2
Floor = Callable[..., Any]


class Door:
    """The whole portal as a server calls it: all middleware, the key in the header, the connection as configured."""

    def __init__(self, key: str) -> None:
        self._key, self._portal = key, WSGIHandler()

    def asking(self) -> RequestFactory:
        return RequestFactory(HTTP_AUTHORIZATION=f"Bearer {self._key}", HTTP_HOST="localhost")

    def get(self, address: str) -> bytes:
        asked = self.asking().get(address)
        status: list[str] = []

        def start(line: str, headers: Any, exc: Any = None, /) -> Any:
            status.append(line)

        response = self._portal(asked.environ, start)
        body = b"".join(response)
        response.close()
        if not status[0].startswith("200"):
            raise RuntimeError(f"{address}: {status[0]} {body[:300]!r}")
        return body


def measure(city: City) -> Iterator[dict[str, Any]]:
    """Ratios for the office, which sees every task, and for the liaison of one department."""
    for who, (key, where, params) in readers_of(city).items():
        floor, address = partial(page_as_json, where, params), reverse("tasks-list")
        yield from measure_pages(f"task list, {who}", Door(key), address, floor, order=("number", "id"), check=check)


def measure_pages(
    name: str, door: Door, address: str, floor: Floor, *, order: tuple[str, ...], check: Callable[[bytes, Any], None]
) -> Iterator[dict[str, Any]]:
    """The first page and the thousandth or the last full one, each against the database's own JSON of the same rows,
    which `floor` gives after a row's values of `order`; and how many queries they take.
    """
    first = f"{address}?page_size={SIZE}"
    say(f"{name}: walking to the thousandth page, or the last full one")
    pages, last, before = walk(door, first, order)
    first_floor, last_floor = partial(floor, after=None), partial(floor, after=before)
    check(door.get(first), first_floor())
    check(door.get(last), last_floor())
    goal, pace = GOALS[connection.vendor], {"rounds": ROUNDS, "warm": WARM}
    first_page, last_page = partial(door.get, first), partial(door.get, last)
    yield compare(f"{name}, first page", first_page, first_floor, goal=goal, **pace)
    yield compare(f"{name}, page {pages}", last_page, last_floor, goal=goal, **pace)
    yield compare(f"{name}, page {pages} against the first", last_page, first_page, goal=AS_FAR_AS_FIRST, **pace)
    yield count_queries(name, door, [first, last, f"{address}?page_size=1"])


def walk(door: Door, address: str, order: tuple[str, ...]) -> tuple[int, str, tuple[Any, ...] | None]:
    """The number and address of the thousandth page or the last full one, and where the page before it ends."""
    number, before, tail = 1, None, address
    while number < DEEP:
        page = orjson.loads(door.get(address))
        if page["next"] is None or len(page["results"]) < SIZE:
            break
        end = page["results"][-1]
        following = orjson.loads(door.get(page["next"])) if number % 50 == 0 or number == DEEP - 1 else None
        if following is not None and len(following["results"]) < SIZE:
            break
        number, before, tail, address = number + 1, tuple(end[name] for name in order), page["next"], page["next"]
    return number, tail, before


def check(body: bytes, floor: Any) -> None:
    """Both are the same rows, or the ratio would say nothing."""
    ours = [(row["id"], len(row["partners"])) for row in orjson.loads(body)["results"]]
    rows = json.loads(floor) if isinstance(floor, str) else floor
    theirs = [(row["id"], len(row["partners"] or ())) for row in rows]
    if ours != theirs:
        raise RuntimeError(f"not the same rows: {ours[:3]} and {theirs[:3]}")


def count_queries(name: str, door: Door, addresses: list[str]) -> dict[str, Any]:
    counts = []
    for address in addresses:
        door.get(address)
        with CaptureQueriesContext(connection) as queries:
            door.get(address)
        counts.append(len(queries))
    say(f"{name}: {counts} queries")
    return {
        "name": f"{name}, queries of the first page, a late page and a page of one row",
        "queries": counts, "goal": "constant", "met": len(set(counts)) == 1,
    }  # fmt: skip
