"""What the kernel's tests need besides: a tree of departments, the triggers lifted, an outbox with post in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, connections

from kernel.accounts.models import Department, GroupScope, User
from kernel.activity.models import Channel, Delivery, Notification
from kernel.activity.services import notify
from tests.factories import department, person

POSTGRES = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def tree() -> dict[str, Department]:
    """A bureau with an office and a desk below it, and another bureau beside."""
    bureau = department("bureau", "市甲局")
    office = department("office-of", "甲局办公室", parent=bureau, kind="unit")
    desk = department("desk", "甲局办公室综合组", parent=office, kind="unit")
    return {"bureau": bureau, "office": office, "desk": desk, "beside": department("beside", "市乙局")}


def scoped_person(kind: str, seat: Department | None = None, *chosen: Department) -> User:
    """A person whose one group sees by this kind of scope."""
    scope = GroupScope.objects.create(code=f"x-{kind}", group=Group.objects.create(name=f"x-{kind}"), kind=kind)
    scope.departments.set(chosen)
    user = person(seat=seat)
    user.groups.add(scope.group)
    return user


def post_for(*people: User, key: str = "k") -> list[Delivery]:
    """One message to each, by mail as well."""
    for someone in people:
        Channel.objects.get_or_create(user=someone, kind="email", address=f"{someone.username}@example.com")
    notify(
        people, "report_due", about=people[0], dedupe_key=key, task="1.1-01", period="2026-05", due="2026-05-25", days=3
    )
    return list(Delivery.objects.filter(notification__in=Notification.objects.filter(dedupe_key=key)).order_by("pk"))


@contextmanager
def triggers_lifted(table: str) -> Iterator[None]:
    """The table without the database's own protection, as somebody with the database's password could have it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table with deferred checks outstanding cannot be altered: they are done first.
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER; SET CONSTRAINTS ALL DEFERRED")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def at_once(times: int, act: Callable[[], Any]) -> list[Any]:
    """What `act` answers in so many threads that start together, each with its own connection; errors are answers."""
    barrier, answers = Barrier(times), []

    def run() -> None:
        barrier.wait()
        try:
            answers.append(act())
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
