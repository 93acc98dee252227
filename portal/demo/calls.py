"""The demo's schemes and calls: last year's closed, this year's in every state, next year's in preparation."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from enterprises.models import Call, Scheme, Stage
from enterprises.services import calls, stages
from enterprises.services.copying import copy_call
from enterprises.services.schemes import SWITCHES, draft_first_call, found_scheme
from kernel.accounts.models import User
from kernel.activity import clock
from kernel.calendars.queries import add_working_days

from .people import ROLES

DEFINITIONS = Path(settings.BASE_DIR) / "enterprises" / "schemes"
ZONE = ZoneInfo(settings.TIME_ZONE)
# By the scheme's code: in how many calendar days from today this year's call closes, and how long it is open.
CLOSES_IN = {"SZZL": (-21, 90), "BGPP": (12, 60), "LZH": (2, 45), "JPTJ": (75, 60), "FCZJ": (-120, 60)}
NEXT_YEAR = ("SZZL", "FCZJ")
BEFORE_OPENING = timedelta(days=6)


def make_calls(today: date) -> None:
    """Found the shipped schemes and tell the story of their calls until today."""
    for path in sorted(DEFINITIONS.glob("*.json")):
        definition: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        actor = User.objects.get(username=ROLES[0].username)
        with _on(date(today.year - 1, 1, 5)):
            scheme, _new = found_scheme(definition, actor=actor)
        actor = _runner(scheme) or actor
        last = _last_year(scheme, definition, today, actor)
        this = _this_year(last, today, actor)
        if scheme.code in NEXT_YEAR:
            with _on(add_working_days(today, -4)):
                _next_year(this, today, actor)


def _last_year(scheme: Scheme, definition: dict[str, Any], today: date, actor: User) -> Call:
    year = today.year - 1
    with _on(date(year, 1, 6)):
        call = draft_first_call(scheme, definition, year=year, actor=actor)
    return _live(call, actor)


def _this_year(last: Call, today: date, actor: User) -> Call:
    """Copied from last year's at the turn of the year, its times set so that the demo shows one in each state."""
    closes_in, length = CLOSES_IN[last.scheme.code]
    closes = add_working_days(today + timedelta(days=closes_in - 1), 1)
    with _on(date(today.year, 1, 6)):
        call, _moves = copy_call(last, year=today.year, actor=actor)
        call = _retimed(call, closes - timedelta(days=length), closes, actor)
    return _live(call, actor)


def _next_year(call: Call, today: date, actor: User) -> None:
    """In preparation: one nearly done with a new draft of its form, one still without its rubric."""
    new_form = call.scheme.code == NEXT_YEAR[0]
    draft, _moves = copy_call(call, year=today.year + 1, actor=actor, new_form=new_form)
    if not new_form:
        calls.edit_call(draft, actor=actor, rubric=None, contact="")


def _live(call: Call, actor: User) -> Call:
    """Published some days before it opens; it closes when its applications have been told of."""
    published = call.opens_at.astimezone(ZONE).date() - BEFORE_OPENING
    with _on(published) as now:
        return calls.publish_call(call, actor=actor, now=now)


def _retimed(call: Call, opens: date, closes: date, actor: User) -> Call:
    """The call with its opening, its closing and all dates of its stages moved by as many days."""
    by = closes - call.closes_at.astimezone(ZONE).date()
    call = calls.edit_call(call, actor=actor, opens_at=_at(opens, time(9)), closes_at=_at(closes, time(17)))
    return stages.set_stages(call, {stage.kind: _moved(stage, by) for stage in call.stages.all()}, actor=actor)


def _moved(stage: Stage, by: timedelta) -> dict[str, Any]:
    days = {name: getattr(stage, name) for name in ("starts_on", "ends_on")}
    switches = {name: getattr(stage, name) for name in SWITCHES}
    moved = {name: add_working_days(day + by, 0) if day else None for name, day in days.items()}
    return {"working_days": stage.working_days, **moved, **switches}


def _runner(scheme: Scheme) -> User | None:
    """The liaison of the department that runs the scheme."""
    people = User.objects.filter(memberships__department=scheme.department, groups__scope__code="bureau_liaison")
    found: User | None = people.order_by("pk").first()
    return found


def _at(day: date, clock_time: time) -> datetime:
    return datetime.combine(day, clock_time, ZONE)


@contextmanager
def _on(day: date, clock_time: time = time(10, 20)) -> Iterator[datetime]:
    """What is done inside happened on that day."""
    instant = _at(day, clock_time)
    with clock.at(instant):
        yield instant
