"""Each list of the admin opens, whatever is registered later: its page, a search, a row and the row's history."""

import pytest
from django.contrib import admin
from django.test import Client

from tests.factories import submitted_report

from .factories import address, signed_in, superuser

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label != "demo"]


@pytest.fixture(scope="module")
def client(kept_story) -> Client:
    """A superuser's, in a portal with a report that waits."""
    submitted_report()
    return signed_in(superuser())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_page_search_and_history_opens_for_a_superuser(client, model):
    assert client.get(address(model)).status_code == 200
    assert client.get(address(model), {"q": "swj"}).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert client.get(address(model, "change", row.pk)).status_code == 200
        assert client.get(address(model, "history", row.pk)).status_code == 200
