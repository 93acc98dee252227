"""A tree of processes in the foreground: started one by one, and none outlives it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE = 10.0
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One process with all that it starts: `last` ones are ended only when all others are gone."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    last: bool = False
    process: subprocess.Popen[bytes] | None = None

    def start(self, held: Sequence[int] = ()) -> int:
        """Start in a session of its own, so that a Ctrl-C in the terminal reaches only the supervisor.

        `held` are open files that the process keeps for its lifetime. Returns the number of its group.
        """
        # The supervisor has one thread, so the function run between fork and exec is safe.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env={**os.environ, **self.env},
            start_new_session=True,
            pass_fds=held,
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )
        return self.process.pid

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs children until one of them ends by itself or somebody asks for the end."""

    def __init__(self, held: Sequence[int] = ()) -> None:
        self.children: list[Child] = []
        self.fault = ""
        self._held = held
        self._asked = 0
        self._guard, self._told = start_guard()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    @property
    def exit_code(self) -> int:
        """0 when somebody asked for the end, 1 after a fault."""
        return 1 if self.fault else 0

    def start(self, child: Child) -> None:
        if not self._asked:
            self.children.append(child)
            group = child.start(self._held)
            os.write(self._told, f"{group} {int(child.last)}\n".encode())

    def run_through(self, child: Child) -> bool:
        """Start a child that has an end, and wait for it; whether it did its work to the end."""
        self.start(child)
        if not self.wait(lambda: not child.running(), besides=child):
            return False
        self.children.remove(child)
        if child.process is None or child.process.returncode:
            self.fault = f"{child.name} has failed"
        return not self.fault

    def wait(self, condition: Callable[[], bool], besides: Child | None = None) -> bool:
        """Wait until the condition holds; False when the end came before: asked for, or by a child's death."""
        while not self._asked:
            if condition():
                return True
            dead = next((each for each in self.children if each is not besides and not each.running()), None)
            if dead is not None:
                self.fault = f"{dead.name} has ended by itself"
                break
            time.sleep(0.05)
        return False

    def stop(self) -> None:
        """End all children, the `last` ones afterwards; whoever asks again does not wait for the polite way."""
        before = self._asked
        for last in (False, True):
            pids = [each.process.pid for each in self.children if each.last == last and each.process]
            end_groups(pids, hurry=lambda: self._asked > before, reap=self._reap)
        os.close(self._told)
        os.waitpid(self._guard, 0)

    def _reap(self) -> None:
        for child in self.children:
            child.running()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1


def start_guard() -> tuple[int, int]:
    """A copy of this process that does nothing until this one is gone, and then ends the groups it was told of.

    Returns its number, and where to write a line for each group: its number, and 1 for those that end last.
    """
    heard, told = os.pipe()
    guard = os.fork()
    if guard:
        os.close(heard)
        return guard, told
    os.setsid()
    os.close(told)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with os.fdopen(heard) as pipe:
        groups = [tuple(map(int, line.split())) for line in pipe if line.endswith("\n")]
    for last in (0, 1):
        end_groups([group for group, is_last in groups if is_last == last])
    os._exit(0)


def end_groups(
    groups: Collection[int], hurry: Callable[[], bool] = lambda: False, reap: Callable[[], None] = lambda: None
) -> None:
    """Ask each group of processes politely, wait GRACE seconds or until there is a hurry, then insist."""
    for group in groups:
        _tell(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and not hurry():
        reap()
        if not any(_tell(group, 0) for group in groups):
            break
        time.sleep(0.02)
    for group in groups:
        _tell(group, signal.SIGKILL)
    reap()


def _tell(group: int, number: int) -> bool:
    """Whether there was still somebody to hear it; a worker's pool outlives the leader of its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


def die_with_parent() -> None:
    """Linux: the kernel ends this process when its parent is killed and cannot do so itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
