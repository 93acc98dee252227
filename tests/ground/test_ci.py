"""`.ci/run` and the suite say in one sentence what is missing, and never pass without it."""

import os
import socket
import subprocess

import pytest

from brandcity.freshness import BASE_DIR
from tests import environment

NOBODY = "127.0.0.1:1"


def run(command, **environment):
    done = subprocess.run(
        command,
        cwd=BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.strip(), done.stderr.strip()


@pytest.mark.parametrize(
    ("name", "url", "sentence"),
    [
        ("CI_DATABASE_URL", f"postgres://postgres@{NOBODY}/x", f"PostgreSQL does not answer at {NOBODY}/x"),
        ("CI_REDIS_URL", f"redis://{NOBODY}/9", f"Redis does not answer at redis://{NOBODY}/9"),
    ],
)
def test_without_a_server_the_gate_fails_before_it_begins(name, url, sentence, tmp_path):
    # A make that does nothing: should the gate go on, nothing runs, and the test sees it.
    (tmp_path / "make").write_text("#!/bin/sh\necho went on\n")
    (tmp_path / "make").chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        there = f"postgres://127.0.0.1:{listening.getsockname()[1]}/x"
        given = {"CI_DATABASE_URL": there, name: url}
        code, shown, said = run([".ci/run"], PATH=f"{tmp_path}:{os.environ['PATH']}", **given)
    assert code == 1
    assert said.startswith(sentence)
    assert len(said.splitlines()) == 1
    assert "went on" not in shown


@pytest.mark.parametrize(
    ("name", "url", "what"),
    [
        ("DATABASE_URL", f"postgres://x@{NOBODY}/x", "PostgreSQL"),
        (environment.GIVEN_BROKER, f"redis://{NOBODY}/1", "Redis"),
    ],
)
def test_a_suite_given_a_server_that_is_away_stops_with_a_sentence(monkeypatch, pytestconfig, name, url, what):
    monkeypatch.setattr(environment, "WORKER", "")
    for each in ("DATABASE_URL", environment.GIVEN_BROKER):
        monkeypatch.setenv(each, "")
    environment.pytest_configure(pytestconfig)
    monkeypatch.setenv(name, url)
    with pytest.raises(pytest.exit.Exception, match=f"^{what} does not answer at {NOBODY}: start it"):
        environment.pytest_configure(pytestconfig)
