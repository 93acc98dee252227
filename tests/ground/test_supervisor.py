"""A tree of processes ends whole, however its end comes; with small children, so that each way can be tried."""

import os
import signal
import time

import pytest

from .processes import python, tree, until

# A supervisor of two children; each has a grandchild, one of them is deaf to SIGTERM.
PROGRAM = """
import os, sys
from brandcity import supervisor
supervisor.GRACE = 0.5
if "abandon" in sys.argv:
    supervisor.start_guard = lambda: (os.spawnlp(os.P_NOWAIT, "true", "true"), os.open(os.devnull, os.O_WRONLY))
NURSERY = '''
import signal, subprocess, sys, time
deaf = "deaf" in sys.argv
if deaf:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
grown = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)", "grandchild"])
open(sys.argv[1], "w").write("up")
grown.wait() if not deaf else time.sleep(60)
'''
tree = supervisor.Supervisor()
for name in ("one", "two"):
    words = ["deaf"] if name == "two" and "deaf" in sys.argv else []
    command = [sys.executable, "-S", "-c", NURSERY, sys.argv[1] + "/" + name, *words]
    tree.start(supervisor.Child(name, command, last=name == "two"))
try:
    tree.wait(lambda: False)
finally:
    tree.stop()
print(tree.fault)
sys.exit(tree.exit_code)
"""


@pytest.fixture
def family(tmp_path):
    """Starts such a tree, and waits until the grandchildren are there."""
    stack = []

    def start(*words):
        context = tree(python("-c", PROGRAM, str(tmp_path), *words), tmp_path / "said")
        started = context.__enter__()
        stack.append(context)
        grown = lambda: [each for each in started.processes().values() if each.endswith("grandchild ")]  # noqa: E731
        assert until(lambda: len(grown()) == 2), started.said()
        return started

    yield start
    for context in stack:
        context.__exit__(None, None, None)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_asked_to_end_it_ends_with_all_its_descendants(family, number):
    started = family()
    assert started.end(number) == 0
    assert started.nothing_left()


def test_asked_twice_it_does_not_wait_for_a_deaf_child(family):
    started = family("deaf")
    began = time.monotonic()
    started.top.send_signal(signal.SIGINT)
    assert started.end(signal.SIGINT) == 0
    assert started.nothing_left()
    assert time.monotonic() - began < 5


def test_killed_itself_it_leaves_nobody(family):
    started = family()
    assert started.end(signal.SIGKILL) == -signal.SIGKILL
    assert started.nothing_left()


def test_without_the_guard_a_kill_would_leave_grandchildren(family):
    started = family("abandon")
    started.end(signal.SIGKILL)
    assert not started.nothing_left(longest=1), "the control"


def test_when_a_child_dies_the_others_are_ended_and_the_exit_code_says_so(family):
    started = family()
    one = min(number for number, command in started.processes().items() if "/one" in command)
    os.kill(one, signal.SIGKILL)
    assert started.top.wait(10) == 1
    assert started.said().strip() == "one has ended by itself"
    assert started.nothing_left()
