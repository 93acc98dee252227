"""One run: a database of its own, its data, every measure, and the verdict."""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from . import application_rows, applications, lists, nights, support
from .data import build
from .timing import say

TASKS = 100_000


def measure_all() -> dict[str, Any]:
    """Everything measured, in one document."""
    started = time.monotonic()
    with own_database():
        say(f"{connection.vendor}: making {TASKS} tasks")
        city = build(TASKS)
        settle()
        results = [*nights.measure(city), *lists.measure(city), *support.measure()]
        say("making the applications")
        applications.build()
        settle()
        results += [*application_rows.measure(city), *applications.measure()]
    return {
        "database": connection.vendor,
        "tasks": TASKS,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "seconds": round(time.monotonic() - started),
        "met": all(result["met"] for result in results if result.get("goal") is not None),
        "results": results,
    }


@contextmanager
def own_database() -> Iterator[None]:
    """A migrated database beside the given one, as the test runner makes it, under a name of this run's own."""
    given = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = (
        f"bench_{os.getpid()}" if connection.vendor == "postgresql" else os.path.join(os.environ["VAR_DIR"], "bench.db")
    )
    say("making a database for this run")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(given, verbosity=0)


def settle() -> None:
    """Let PostgreSQL know its tables, as its own autovacuum would by and by."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
