"""S1: each role at each address with its own row, another's and none. A later route is asked as soon as it exists."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from coordination.models.policy import PlanQuerySet
from coordination.models.tasks import TaskQuerySet
from kernel.activity.models.outbox import NotificationQuerySet

from .callers import Caller, known
from .lists import ask_bodies, ask_list
from .matrix import ask
from .routes import ADMIN, API, PAGE, routes, unfilled
from .world import ROLES, World

pytestmark = pytest.mark.django_db
REFUSALS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "problem.html"]
SESSIONS = "django.contrib.sessions.backends.signed_cookies"  # nothing of them is in the database, to be undone


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), SESSION_ENGINE=SESSIONS),
        override_settings(TEMPLATES=with_bare_refusals(tmp_path_factory.mktemp("refusals"))),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setattr("django.contrib.auth.get_user", known)
        logging.disable(logging.CRITICAL)
        yield World()
        transaction.set_rollback(True)
        logging.disable(logging.NOTSET)


def with_bare_refusals(folder: Path) -> list[dict[str, Any]]:
    """The templates, but before them refusals without the frame around them and without the queries for that frame,
    which would be most of the work of this matrix.
    """
    for name in REFUSALS:
        (folder / name).write_text("{{ problem }}{{ exception }}")
    engines: Any = settings.TEMPLATES
    return [{"BACKEND": engines[0]["BACKEND"], "NAME": "refusals", "DIRS": [folder]}, *engines]


def test_every_hole_of_every_address_is_known():
    assert not unfilled(), "\n".join(unfilled())


@pytest.mark.parametrize("role", ROLES)
def test_a_role_meets_only_what_it_may(world, role):
    if twin := world.twin_of(role):
        pytest.skip(f"has the very rights of {twin}, who is asked")
    caller = Caller(world, role)
    only = {ADMIN} if world.is_another_in_the_admin(role) else {ADMIN, API, PAGE}
    for route in routes():
        if route.door in only:
            ask(caller, route)
    assert not caller.wrong, f"{len(caller.wrong)} wrong:\n" + "\n".join(caller.wrong[:40])


@pytest.mark.parametrize("rows", [TaskQuerySet, PlanQuerySet, NotificationQuerySet], ids=lambda rows: rows.__name__)
def test_the_matrix_tells_when_a_kind_of_row_is_shown_to_all(world, monkeypatch, rows):
    world.freeze("bureau_liaison")
    monkeypatch.setattr(rows, "visible_to", lambda self, user: self)
    caller = Caller(world, "bureau_liaison")
    for route in routes():
        if route.door == API and route.model is not None and isinstance(route.model.objects.all(), rows):
            ask(caller, route)
    assert any("shows" in sentence for sentence in caller.wrong)
    assert any("not 404" in sentence for sentence in caller.wrong)


@pytest.mark.parametrize("role", ["bureau_liaison", "bureau_leader", "district_liaison"])
def test_lists_hold_what_is_seen_and_filters_and_bodies_tell_nothing_of_the_rest(world, role):
    caller = Caller(world, role)
    for route in routes():
        if route.door == API and "list" in route.actions.values():
            ask_list(caller, route)
    ask_bodies(caller)
    assert not caller.wrong, "\n".join(caller.wrong[:40])


def test_a_token_writes_only_within_its_scopes(world):
    caller = Caller(world, "office")
    read, other = (world.bearer("office", scope) for scope in ("read", "write:nothing-of-this"))
    caller.forget_the_session()
    for route in routes():
        for method in (m for m in route.actions if m != "get") if route.door == API else ():
            keys = [caller.world.rows("office", route.model)[0][0]] if route.holes else []
            address = route.at(**dict(zip(route.holes, keys, strict=True)))
            for bearer in (read, other):
                answer = caller.call(method.upper(), address, None, Authorization=bearer)
                caller.expect(answer, method, address, 403)
    assert not caller.wrong, "\n".join(caller.wrong[:40])
