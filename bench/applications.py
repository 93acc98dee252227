"""The staff's list of 100,000 applications, the whole page from the address to the last byte, against the plain SQL.

The plain SQL is what the page cannot do without: the counts by status of all the rows, and thirty rows with their firm,
division, call and department as the database's own JSON.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Application, Call, Division, Enterprise, Scheme
from enterprises.workflow import ApplicationStatus, CallStatus, EnterpriseStatus
from kernel.accounts.models import Department, User

from .data import BATCH, multiply
from .lists import AS_FAR_AS_FIRST, Door
from .timing import compare, say

FIRMS, CALLS = 2000, 50
ROWS, DEEP, ROUNDS = 30, 1000, 30
GOALS = {"postgresql": 3.0, "sqlite": 3.0}
COUNTS = """
SELECT status, count(*), sum(CASE WHEN due_on < %s AND status IN ('submitted', 'returned') THEN 1 ELSE 0 END)
FROM enterprises_application WHERE status NOT IN ('draft', 'not_submitted') GROUP BY status"""
PAGE = """
SELECT {pairs} FROM enterprises_application a
JOIN enterprises_enterprise e ON e.id = a.enterprise_id JOIN enterprises_division d ON d.code = e.division_id
JOIN enterprises_call c ON c.id = a.call_id JOIN enterprises_scheme s ON s.id = c.scheme_id
JOIN accounts_department p ON p.id = s.department_id
WHERE a.status NOT IN ('draft', 'not_submitted')
ORDER BY a.due_on ASC NULLS LAST, a.submitted_at DESC, a.id DESC LIMIT %s OFFSET %s"""
COLUMNS = {
    "id": "a.id", "number": "a.number", "status": "a.status", "due_on": "a.due_on", "sent": "a.submitted_at",
    "firm": "e.name", "division": "d.name", "scheme": "s.name", "year": "c.year", "department": "p.short_name",
}  # fmt: skip


class Page(Door):
    """The same portal as a signed-in browser asks it."""

    def __init__(self, user: User) -> None:
        super().__init__("")
        client = Client()
        client.force_login(user)
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def asking(self) -> RequestFactory:
        return RequestFactory(HTTP_COOKIE=self._cookie, HTTP_HOST="localhost")


def build(applications: int = FIRMS * CALLS) -> None:
    """Firms, calls and applications by a fixed seed: those of the first call by the model, the rest by the database."""
    dice, now = Random(2026), timezone.now()  # noqa: S311
    department = Department.objects.get(code="bench7")
    division = Division.objects.create(code="990199", name="试验区", department=department)
    firms = Enterprise.objects.bulk_create(
        (
            Enterprise(
                uscc=f"91990199MA{n:07d}X", name=f"云江试验{n}阀门有限公司", division=division,
                status=EnterpriseStatus.ACTIVE,
            )
            for n in range(FIRMS)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    scheme = Scheme.objects.create(code="bench", name="云江市市长质量奖", kind=Scheme.Kind.AWARD, department=department)
    calls = [_call(scheme, n, now) for n in range(applications // FIRMS)]
    office = User.objects.get(username="bench-office")
    common = {"call": calls[0], "begun_by": office, "submitted_by": office}
    rows = [_application(n, now, dice, enterprise=firm, **common) for n, firm in enumerate(firms)]
    Application.objects.bulk_create(rows, batch_size=BATCH)
    multiply(Application, len(calls) - 1, number="number || '-' || copy.n", call_id="call_id + copy.n")


def measure() -> Iterator[dict[str, Any]]:
    """The first page and the thousandth, each against the plain SQL of the same rows, and against each other."""
    # Pages name their style sheets by digest, as in production.
    call_command("collectstatic", interactive=False, verbosity=0)
    page, address = Page(User.objects.get(username="bench-office")), reverse("enterprises:check-list")
    first, deep = partial(page.get, address), partial(page.get, f"{address}?page={DEEP}")
    goal = GOALS[connection.vendor]
    _check(first(), plain(0))
    yield compare("list of applications, first page", first, partial(plain, 0), rounds=ROUNDS, goal=goal)
    yield compare(
        f"list of applications, page {DEEP}", deep, partial(plain, (DEEP - 1) * ROWS), rounds=ROUNDS, goal=goal
    )
    yield compare(
        f"list of applications, page {DEEP} against the first", deep, first, rounds=ROUNDS, goal=AS_FAR_AS_FIRST
    )
    counts = [_queries(work) for work in (first, deep, partial(page.get, f"{address}?q=zzz"))]
    yield {
        "name": "list of applications, queries of the first page and a late page", "queries": counts,
        "goal": "constant", "met": counts[0] == counts[1],
    }  # fmt: skip


def plain(offset: int) -> Any:
    """The counts and thirty rows, as plainly as the database gives them."""
    make = "json_build_object" if connection.vendor == "postgresql" else "json_object"
    named = ", ".join(f"'{name}', {column}" for name, column in COLUMNS.items())
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [timezone.localdate()])
        cursor.fetchall()
        cursor.execute(PAGE.format(pairs=f"{make}({named})"), [ROWS, offset])
        return cursor.fetchall()


def _call(scheme: Scheme, n: int, now: datetime) -> Call:
    row: Call = Call.objects.create(
        scheme=scheme, year=2000 + n, title=f"第{n}次市长质量奖申报", opens_at=now - timedelta(days=60),
        closes_at=now + timedelta(days=30), status=CallStatus.PUBLISHED,
    )  # fmt: skip
    return row


def _application(n: int, now: datetime, dice: Random, **common: Any) -> Application:
    status = dice.choices(
        [
            ApplicationStatus.SUBMITTED,
            ApplicationStatus.RETURNED,
            ApplicationStatus.ACCEPTED,
            ApplicationStatus.REJECTED,
        ],
        [25, 10, 55, 10],
    )[0]
    sent = now - timedelta(days=dice.randint(0, 40), minutes=dice.randint(0, 600))
    open_now = status in (ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED)
    return Application(
        number=f"BENCH-{n:05d}", status=status, begun_at=sent, **common,
        submitted_at=sent, due_on=(sent + timedelta(days=14)).date() if open_now else None,
    )  # fmt: skip


def _check(body: bytes, rows: Any) -> None:
    """Both are the same rows, or the ratio would say nothing."""
    words = body.decode()
    missing = [
        row for (row,) in rows if (row if isinstance(row, str) else str(row)).split("BENCH-")[1][:5] not in words
    ]
    if missing:
        raise RuntimeError(f"not the same rows: {missing[:2]}")
    say(f"list of applications: {len(body)} bytes")


def _queries(work: Any) -> int:
    work()
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)
