"""Readings leave with the code of what was counted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coordination.services import rollup
from tests.factories import liaison, plan_in_force

pytestmark = pytest.mark.django_db


def test_a_reading_names_its_indicator_by_code_in_the_list_and_alone():
    today = timezone.localdate()
    plan_in_force(today - timedelta(days=1))
    rollup.roll_up(today=today)
    client = Client()
    client.force_login(liaison())
    rows = client.get("/api/v1/readings/", {"indicator": "tasks-red", "on": str(today)}).json()["results"]
    assert {row["indicator"] for row in rows} == {"tasks-red"}
    listed = client.get("/api/v1/readings/").json()["results"][0]
    assert isinstance(listed["indicator"], str)
    assert client.get(f"/api/v1/readings/{listed['id']}/").json() == listed
