"""Real processes and what is left of them, told apart by a word in their environment."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from brandcity.freshness import BASE_DIR

LONGEST = 60.0


def until(condition: Callable[[], object], longest: float = LONGEST) -> bool:
    """Whether the condition came true within so many seconds."""
    deadline = time.monotonic() + longest
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class Tree:
    """One started program and everything that it has started."""

    def __init__(self, command: list[str], output: Path, **environment: str) -> None:
        self.word = uuid.uuid4().hex
        self.output = output
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in ("BRANDCITY_MODE", "VAR_DIR", "REDIS_URL", "DATABASE_URL", "MAKELEVEL")
        }
        with output.open("wb") as file:
            self.top = subprocess.Popen(
                command,
                cwd=BASE_DIR,
                env={**clean, "TREE": self.word, "PYTHONDONTWRITEBYTECODE": "", **environment},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text("utf-8")

    def processes(self) -> dict[int, str]:
        """What lives of it: process number and command line; the dead that nobody has buried do not count."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                mine = f"TREE={self.word}".encode() in (folder / "environ").read_bytes()
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if mine and state != "Z":
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def number_of(self, words: str) -> int:
        """The first process whose command line has these words."""
        return min(number for number, command in self.processes().items() if words in command)

    def end(self, number: int = signal.SIGTERM, longest: float = 20) -> int:
        """Send the signal to the top and return its exit code; negative for a signal."""
        self.top.send_signal(number)
        return self.top.wait(longest)

    def nothing_left(self, longest: float = 15) -> bool:
        return until(lambda: not self.processes(), longest)


@contextmanager
def tree(command: list[str], output: Path, **environment: str) -> Iterator[Tree]:
    """A Tree that a failed test does not leave behind."""
    started = Tree(command, output, **environment)
    try:
        yield started
    finally:
        for number in started.processes():
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        started.top.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]
