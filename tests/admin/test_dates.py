"""Years, months and days above a list: two ends of an index, never a walk over the table."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.models import LightChange, ProgressReport, Task
from kernel.common.admin.days import MOST_YEARS
from tests.factories import active_task, submitted_report

from .factories import address, signed_in, staff

pytestmark = pytest.mark.django_db
DATED = [model for model, kept in admin.site._registry.items() if kept.date_hierarchy]


@pytest.fixture
def office():
    return signed_in(staff("office"))


def days(client, model, **chosen):
    """(way back, what is offered) above the list once these are chosen."""
    name = admin.site._registry[model].date_hierarchy
    query = {f"{name}__{part}": n for part, n in chosen.items()}
    found = client.get(address(model), query).context["cl"].days
    return found.back.title if found.back else None, [link.title for link in found.choices]


@pytest.mark.parametrize("chosen", [{}, {"year": 2026}, {"year": 2026, "month": 5}], ids=["all", "year", "month"])
@pytest.mark.parametrize("model", [Task, ProgressReport, LightChange], ids=lambda model: model.__name__)
def test_the_dates_of_a_list_are_never_told_apart_over_its_table(model, chosen, office):
    report = submitted_report()
    for day in (date(2026, 5, 11), date(2027, 2, 1)):
        LightChange.objects.create(
            task=report.task, on=day, before="grey", after="green", rule="on_schedule",
            params={"progress": 1, "expected": 1},
        )  # fmt: skip
    name = admin.site._registry[model].date_hierarchy
    with CaptureQueriesContext(connection) as seen:
        office.get(address(model), {f"{name}__{part}": n for part, n in chosen.items()})
    asked = [query["sql"] for query in seen if f'FROM "{model._meta.db_table}"' in query["sql"]]
    assert not [sql for sql in asked if "DISTINCT" in sql]
    ends = [sql for sql in asked if "MIN(" in sql or "MAX(" in sql]
    assert len(ends) == 2
    assert not [sql for sql in ends if "WHERE" in sql or ("MIN(" in sql and "MAX(" in sql)], ends
    if connection.vendor == "sqlite":
        for sql in ends:
            assert "INDEX" in _plan(sql), "without an index the end of the column is a walk over all rows"


def _plan(sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return str(cursor.fetchall())


@pytest.mark.parametrize("model", DATED, ids=lambda model: model._meta.label)
def test_every_list_with_dates_opens_with_them_chosen(model, office):
    name = admin.site._registry[model].date_hierarchy
    chosen = {f"{name}__year": 2026, f"{name}__month": 5, f"{name}__day": 11}
    reader = staff("system_admin" if model._meta.app_label == "calendars" else "office")
    reader.is_superuser = True
    reader.save()
    assert signed_in(reader).get(address(model), chosen).status_code == 200


def test_from_years_to_a_day_and_back(office):
    task = active_task()
    Task.objects.update(start_on=date(2026, 1, 1), due_on=date(2026, 11, 29))
    assert days(office, Task) == ("所有日期", ["2026年11月"]), "one year needs no choosing of it"
    Task.objects.filter(pk=task.pk).update(due_on=date(2028, 2, 3))
    assert days(office, Task) == (None, ["2026", "2027", "2028"])
    assert days(office, Task, year=2026) == ("所有日期", ["2026年11月", "2026年12月"])
    assert days(office, Task, year=2026, month=11) == ("2026", ["11月29日", "11月30日"])
    assert days(office, Task, year=2026, month=11, day=29) == ("2026年11月", ["11月29日"])
    rows = office.get(address(Task), {"due_on__year": 2028, "due_on__month": 2, "due_on__day": 3}).context["cl"]
    assert [row.number for row in rows.result_list] == [task.number]


def test_a_month_of_reports_has_no_days(office):
    period = submitted_report().period
    ProgressReport.objects.exclude(period=period).delete()
    back, choices = days(office, ProgressReport, year=period.year, month=period.month)
    assert (back, choices) == (str(period.year), [f"{period.year}年{period.month}月"])


def test_a_day_mistyped_by_a_thousand_years_offers_no_thousand_links(office):
    task = active_task()
    Task.objects.filter(pk=task.pk).update(due_on=date(9026, 1, 1))
    assert len(days(office, Task)[1]) == MOST_YEARS + 1


@pytest.mark.parametrize("year", ["9999", "0", "x", "-1"])
def test_nonsense_for_a_year_is_turned_away_as_any_nonsense_in_the_address(year, office):
    answer = office.get(address(Task), {"due_on__year": year})
    assert (answer.status_code, answer["Location"]) == (302, f"{address(Task)}?e=1")
