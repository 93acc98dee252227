"""What every test run stands on; loaded by pytest's `-p` before Django reads its settings.

One folder a run for databases, files and sockets, removed at its end; pytest-xdist's processes share it.
"""

import gc
import os
import shutil
import socket
import tempfile
from urllib.parse import urlsplit, urlunsplit

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
GIVEN_BROKER = "TEST_BROKER_GIVEN"


def _own_broker(url: str) -> str:
    """Each process its own database of a given server, so that none empties another's queue."""
    if not WORKER or url.startswith("unix:"):
        return url
    return urlunsplit(urlsplit(url)._replace(path=f"/{1 + int(WORKER.removeprefix('gw'))}"))


if not WORKER:
    os.environ["BRANDCITY_MODE"] = "test"
    # Short, since the path of a socket may have no more than 107 bytes.
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bc-")
    os.environ[GIVEN_BROKER] = os.environ.get("REDIS_URL", "")
os.environ["REDIS_URL"] = _own_broker(
    os.environ[GIVEN_BROKER] or f"unix://{os.environ['VAR_DIR']}/{WORKER or 'main'}.sock"
)


def require_server(what: str, url: str, port: int) -> None:
    """A given server has to be there: without it, each test would fail in many lines of its own."""
    place = urlsplit(url)
    if not place.hostname:
        return
    address = (place.hostname, place.port or port)
    try:
        socket.create_connection(address, timeout=5).close()
    except OSError:
        pytest.exit(f"{what} does not answer at {address[0]}:{address[1]}: start it or do not name it.", returncode=1)


def pytest_configure(config: pytest.Config) -> None:
    if not WORKER:
        require_server("PostgreSQL", os.environ.get("DATABASE_URL", ""), 5432)
        require_server("Redis", os.environ[GIVEN_BROKER], 6379)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: searching it for rubbish again and again took a seventh of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not WORKER:
        shutil.rmtree(os.environ["VAR_DIR"], ignore_errors=True)
