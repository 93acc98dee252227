"""The pages of the formal check, asked as the people who use them ask."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.accounts.models import User
from tests.enterprises.factories_applications import submitted_application
from tests.factories import office_person

pytestmark = pytest.mark.django_db


def page_of(user: User, name: str, *args: Any, **asked: Any) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(f"enterprises:{name}", args=args), asked)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_thin_path():
    application, _filler = submitted_application()
    office = office_person()
    assert application.enterprise.name in page_of(office, "check-list")
    page = page_of(office, "check", application.pk)
    assert application.number in page
    for step in ("accept", "return", "reject"):
        page_of(office, "check-step", application.pk, step)
    page_of(office, "check-calls")
