"""Every list of the admin, as it grows: the same queries for any number of rows, no count beyond the cap."""

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.common.admin.base import MOST_COUNTED

from .factories import address, signed_in, superuser
from .lists import fill_lists

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def a_full_portal(django_db_setup, django_db_blocker):
    """Rows in every list, made once for the module and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill_lists()
        yield superuser()
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_more_rows_cost_no_more_queries_and_no_row_is_counted_beyond_the_cap(model, a_full_portal, monkeypatch):
    client = signed_in(a_full_portal)
    rows = model._default_manager.count()
    assert rows >= 3, "tests.admin.lists.fill_lists gives each list rows to be tested with"
    client.get(address(model))
    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 1)
    with CaptureQueriesContext(connection) as few:
        client.get(address(model))
    monkeypatch.setattr(admin.site._registry[model], "list_per_page", 50)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address(model))
    assert len(page.context["cl"].result_list) == min(rows, 50)
    # One more at most: what is fetched for all rows together is not asked for when the only row has none of it.
    assert len(many) - len(few) <= 1, "\n".join(query["sql"][:200] for query in many)
    table = f'FROM "{model._meta.db_table}"'
    counts = [query["sql"] for query in many if "COUNT(" in query["sql"] and table in query["sql"]]
    assert counts
    assert all(f"LIMIT {MOST_COUNTED + 1}" in sql for sql in counts), counts
