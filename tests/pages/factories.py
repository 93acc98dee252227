"""People at their browsers and the clock of the story, for the tests of pages."""

from contextlib import contextmanager
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from kernel.accounts.models import User

MORNING = "2026-05-12T09:00:00+08:00"


@contextmanager
def on_the_day():
    """The day that the factories call today."""
    with time_machine.travel(MORNING, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"coordination:{name}", args=args)


def typed(page: Any) -> dict[str, Any]:
    """What the browser would send from the form of this page if nothing more were typed."""
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}


def errors(page: Any) -> dict[str, list[str]]:
    return dict(page.context["form"].errors)
