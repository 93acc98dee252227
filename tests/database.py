"""The database of a test run: one process migrates it, the others of the same run begin with a copy."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.environment import WORKER


def make_database() -> Any:
    """Migrate or copy the test database of this process; what comes back is for `drop_database`."""
    with _one_after_the_other():
        copied = bool(WORKER) and _take_copy()
        made = setup_databases(verbosity=0, interactive=False, keepdb=copied)
        if WORKER and not copied:
            _leave_copy()
    return made


def drop_database(made: Any) -> None:
    teardown_databases(made, verbosity=0)
    with _one_after_the_other():
        _throw_copy_away()


def _folder() -> Path:
    return Path(os.environ["VAR_DIR"])


@contextmanager
def _one_after_the_other() -> Iterator[None]:
    with (_folder() / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy() -> Any:
    """Where the copy lies: a file, or a database of the server under this run's own name."""
    if connection.vendor == "sqlite":
        return _folder() / "migrated.sqlite3"
    return f"migrated_{_folder().name}"


def _own() -> str:
    return str(connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}")


def _take_copy() -> bool:
    """Whether there was one, which is this process's own from now on."""
    if connection.vendor == "sqlite":
        if _copy().exists():
            shutil.copy(_copy(), _own())
        return bool(_copy().exists())
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_copy()])
        if cursor.fetchone() is None:
            return False
        cursor.execute(f'DROP DATABASE IF EXISTS "{_own()}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{_own()}" TEMPLATE "{_copy()}"')
    return True


def _leave_copy() -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(_copy())) as target:
            connection.connection.backup(target)
        return
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{_copy()}" TEMPLATE "{connection.settings_dict["NAME"]}"')


def _throw_copy_away() -> None:
    """By the first process to end: whoever has not begun by then migrates for itself."""
    if connection.vendor == "sqlite":
        _copy().unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{_copy()}" WITH (FORCE)')
