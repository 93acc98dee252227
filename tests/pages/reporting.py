"""What the tests of pages share: addresses, what a report's form sends, what a page says."""

from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.models import Plan, ProgressReport
from coordination.services import reports, tasks
from tests.factories import TODAY, liaison, submitted_report

DONE = "已完成场地签约"


def at(name: str, *args: object) -> str:
    """The address of a page of the plan."""
    return reverse(f"coordination:{name}", args=args)


def typed(report: ProgressReport, **changes: Any) -> dict[str, Any]:
    """What the report's form sends: complete, in the version that `report` has, with `changes`."""
    figures = {f"target_{target.pk}": "12" for target in report.task.targets.all()}
    words = {"progress": "30", "judgement": "on_track", "done": DONE, "problems": "", "next_step": ""}
    return {"version": report.version, **words, **figures, **changes}


def says(response: Any) -> str:
    return str(response.content.decode())


def queries_of(browser: Client, address: str, **words: str) -> int:
    """How many queries the page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address, words).status_code == 200
    return len(queries)


def three_that_wait() -> list[ProgressReport]:
    """Three submitted reports of one plan, in the order in which they came."""
    rows = [submitted_report()]
    for number in ("1.1-02", "1.2-01"):
        task = tasks.sign_task(Plan.objects.get().tasks.get(number=number), actor=liaison(), today=TODAY)
        report = task.reports.get(period=date(2026, 5, 1))
        report = reports.save_report(report, actor=liaison(), progress=50, done=f"{number}进展", judgement="at_risk")
        rows.append(reports.submit_report(report, actor=liaison(), today=TODAY))
    return rows
