"""Signing in as a person would, by the page: what the tests of sign-in share."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from kernel.accounts.models import User
from tests.browsing import PASSWORD
from tests.factories import liaison

WRONG = "Yunjiang-2025"
MORNING = datetime(2026, 5, 12, 0, 30, tzinfo=UTC)


def somebody_with_a_password() -> User:
    user = liaison()
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(
    name: str, password: str = PASSWORD, address: str = "10.0.0.1", client: Client | None = None
) -> tuple[Client, Any]:
    """The browser afterwards, and what the page answered."""
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=address)
    return client, answer
