"""A tree of processes in the foreground: all start together, and none outlives it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

GRACE = 10.0
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One process: `last` ones are ended only when all others are gone."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    last: bool = False
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start in a session of its own, so that a Ctrl-C in the terminal reaches only the supervisor."""
        # The supervisor has one thread, so the function run between fork and exec is safe.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env={**os.environ, **self.env},
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Reach the whole session: a worker's pool is in it."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Runs children until one dies or somebody asks for the end; returns the exit code."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def start(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def run(self) -> int:
        """Wait; 0 after a signal, 1 with the name of the child when one has died by itself."""
        try:
            while not self._asked:
                dead = next((child for child in self.children if not child.running()), None)
                if dead is not None and not self._asked:
                    sys.stderr.write(f"{dead.name} has ended by itself; stopping the others.\n")
                    return 1
                time.sleep(0.2)
            return 0
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask politely, wait GRACE seconds, then insist; the `last` children afterwards."""
        for last in (False, True):
            group = [child for child in self.children if child.last == last]
            for child in group:
                child.signal(signal.SIGTERM)
            deadline = time.monotonic() + GRACE
            while any(child.running() for child in group) and time.monotonic() < deadline:
                time.sleep(0.05)
            for child in group:
                child.signal(signal.SIGKILL)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True


def _die_with_parent() -> None:
    """Linux: the kernel ends the child when the supervisor is killed and cannot do so itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
