"""`make demo`: refuses in one sentence what it cannot do, comes up, and leaves nothing behind."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest
import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management.base import CommandError

from brandcity import demo, lone_worker
from brandcity.freshness import DATABASE, STATIC, fingerprint, read_stamp, write_stamp
from brandcity.management.commands import prepare_demo

from .processes import free_port, is_free, python, tree, until

SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
DEMO = python("-m", "brandcity.demo")
once = pytest.mark.skipif(not SQLITE, reason="the demo has SQLite under it, whatever the suite runs on")


@pytest.fixture(scope="module")
def prepared(django_db_setup, tmp_path_factory):
    """A folder with a database that is ready, as a first start would leave it, without the long story in it."""
    folder = tmp_path_factory.mktemp("prepared")
    with (
        closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
        closing(sqlite3.connect(folder / "brandcity.sqlite3")) as target,
    ):
        source.backup(target)
    static = folder / "static"
    static.mkdir()
    names = [name for finder in get_finders() for name, _storage in finder.list([])]
    manifest = {"paths": dict(zip(names, names, strict=True)), "version": "1.1", "hash": ""}
    (static / "staticfiles.json").write_text(json.dumps(manifest))
    write_stamp(folder / "ready.json", {"made_from": fingerprint(DATABASE), "people": [["linweiyang", "林未央", "x"]]})
    write_stamp(static / "made.json", {"made_from": fingerprint(STATIC)})
    return folder


@pytest.fixture
def place(prepared, tmp_path):
    """The environment of a demo of its own on that database."""
    shutil.copytree(prepared, tmp_path / "var")
    return {"VAR_DIR": str(tmp_path / "var"), "STATIC_DIR": str(tmp_path / "var/static"), "PORT": str(free_port())}


def refusal(*arguments, **environment):
    """What it says and how it ends, with nothing started."""
    clean = {name: value for name, value in os.environ.items() if name not in ("BRANDCITY_MODE", "DATABASE_URL")}
    done = subprocess.run(
        [*DEMO, *arguments], env={**clean, **environment}, capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, done.stderr.strip(), done.stdout


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"BRANDCITY_MODE": "production"}, "never on the settings of a real portal"),
        ({"DATABASE_URL": "postgres://portal@localhost/portal"}, "unset DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////srv/portal.sqlite3"}, "unset DATABASE_URL"),
        ({"PORT": "eighty"}, "from 1 to 65535, not “eighty”"),
        ({"PORT": "70000"}, "from 1 to 65535, not “70000”"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "=".join(*value.items()),
)
def test_it_refuses_what_is_not_its_own(tmp_path, wrong, words):
    code, said, shown = refusal(**{"VAR_DIR": str(tmp_path / "var"), **wrong})
    assert code == 2
    assert words in said
    assert len(said.splitlines()) == 1
    assert not shown
    assert not (tmp_path / "var").exists(), "nothing was begun"


def test_a_database_without_its_stamp_is_not_ready(tmp_path):
    """What an interrupted first start leaves: tables, perhaps, but no word that all was done."""
    place = demo.Place(tmp_path, tmp_path, 1)
    assert not place.is_ready()
    place.database.touch()
    write_stamp(tmp_path / "made.json", {"made_from": fingerprint(STATIC)})
    assert not place.is_ready()
    write_stamp(place.stamp, {"made_from": "other sources"})
    assert not place.is_ready()
    write_stamp(place.stamp, {"made_from": fingerprint(DATABASE)})
    assert place.is_ready()
    place.database.unlink()
    assert not place.is_ready()


def test_the_fingerprint_changes_with_the_sources(tmp_path):
    source = tmp_path / "static" / "a.css"
    source.parent.mkdir()
    source.write_text("a")
    before = fingerprint(STATIC, tmp_path)
    source.write_text("ab")
    assert fingerprint(STATIC, tmp_path) != before


def test_reset_throws_away_what_the_demo_made_and_nothing_else(tmp_path):
    for name in ("brandcity.sqlite3", "ready.json", "mine.txt"):
        (tmp_path / name).touch()
    (tmp_path / "files").mkdir()
    code, said, shown = refusal("--reset", VAR_DIR=str(tmp_path))
    assert (code, said) == (0, "")
    assert "starts afresh" in shown
    assert {path.name for path in tmp_path.iterdir()} == {"mine.txt", "demo.lock"}


def test_the_lone_worker_takes_back_what_its_predecessor_held(broker):
    client = redis.Redis.from_url(broker, db=0) if broker.startswith("unix") else redis.Redis.from_url(broker)
    client.flushdb()
    message = {"body": "e30=", "properties": {"delivery_tag": "t"}, "headers": {"task": "x"}}
    client.hset("unacked", "t", json.dumps([message, "", "celery"]))
    client.zadd("unacked_index", {"t": time.time()})
    assert lone_worker.restore_unacknowledged(client) == 1
    assert [json.loads(text) for text in client.lrange("celery", 0, -1)] == [message]
    assert not client.exists("unacked", "unacked_index")
    client.flushdb()


def status(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status
    except (urllib.error.URLError, ConnectionError) as error:
        return getattr(error, "code", 0)


@once
@pytest.mark.faults
@pytest.mark.django_db
def test_a_demo_comes_up_is_alone_in_its_folder_and_a_kill_leaves_nothing(place, tmp_path):
    port = int(place["PORT"])
    with tree(DEMO, tmp_path / "said", **place) as started:
        assert until(lambda: "Ctrl-C ends everything" in started.said()), started.said()
        assert f"http://localhost:{port}/" in started.said()
        assert "林未央" in started.said()
        assert status(port, "/") == 200
        assert until(lambda: status(port, "/readyz") == 200), "worker and beat are there too"
        for arguments in ((), ("--reset",)):
            code, said, _shown = refusal(*arguments, **{**place, "PORT": str(free_port())})
            assert (code, len(said.splitlines())) == (2, 1)
            assert "A demo is running" in said
        assert started.end(signal.SIGKILL) == -signal.SIGKILL
        assert started.nothing_left()
        assert is_free(port)


@once
@pytest.mark.faults
@pytest.mark.django_db
def test_when_the_web_server_dies_everything_ends_with_an_error(place, tmp_path):
    port = int(place["PORT"])
    with tree(DEMO, tmp_path / "said", **place) as started:
        assert until(lambda: status(port, "/healthz") == 200), started.said()
        code, said, _shown = refusal(**{**place, "VAR_DIR": str(tmp_path / "other")})
        assert code == 2
        assert said == f"Port {port} is taken; choose another: PORT=8123 make demo"
        os.kill(started.number_of("granian"), signal.SIGKILL)
        assert started.top.wait(30) == 1
        assert "web has ended by itself" in started.said()
        assert started.nothing_left()
        assert is_free(port)


@once
@pytest.mark.faults
@pytest.mark.django_db
def test_interrupted_while_it_prepares_it_ends_and_is_not_ready(place, tmp_path):
    os.unlink(f"{place['VAR_DIR']}/ready.json")
    with tree(DEMO, tmp_path / "said", **place) as started:
        assert until(lambda: any("prepare_demo" in command for command in started.processes().values()))
        assert started.end(signal.SIGINT) == 0
        assert started.nothing_left()
        assert not os.path.exists(f"{place['VAR_DIR']}/ready.json")


@pytest.fixture
def prepares(settings, tmp_path, monkeypatch):
    """`prepare_demo` with its four parts replaced by their names; returns what ran and where."""
    settings.MODE, settings.VAR_DIR, settings.STATIC_ROOT = "demo", tmp_path, tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    ran = []
    monkeypatch.setattr(prepare_demo, "call_command", lambda name, *_args, **_options: ran.append(name))
    return ran, demo.Place(tmp_path, settings.STATIC_ROOT, 1)


def test_preparing_says_that_all_is_ready_with_whom_to_sign_in_as(prepares):
    ran, place = prepares
    place.database.touch()
    assert not place.is_ready()
    prepare_demo.Command().handle()
    assert ran == ["compile_messages", "collectstatic", "migrate", "demo_data"]
    assert place.is_ready()
    assert ["linweiyang", "林未央"] in [row[:2] for row in read_stamp(place.stamp)["people"]]
    ran.clear()
    prepare_demo.Command().handle()
    assert "collectstatic" not in ran, "what is up to date is not made again"


def test_a_story_that_was_broken_off_leaves_no_word_that_it_is_ready(prepares, monkeypatch):
    _ran, place = prepares
    place.database.touch()

    def breaks(name, *_args, **_options):
        if name == "demo_data":
            raise KeyboardInterrupt

    monkeypatch.setattr(prepare_demo, "call_command", breaks)
    with pytest.raises(KeyboardInterrupt):
        prepare_demo.Command().handle()
    assert not place.is_ready()


def test_nothing_is_prepared_on_the_settings_of_a_real_portal(prepares, settings):
    ran, _place = prepares
    settings.MODE = "production"
    with pytest.raises(CommandError, match="never on the settings of a real portal"):
        prepare_demo.Command().handle()
    assert not ran
