"""Two people on one task: what changed meanwhile beside what the second one sees or sends; nothing typed is lost."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kernel.accounts.signed_in import person
from kernel.activity.queries import history_of

from ..models import Task

SHOWN = ("status", "title", "lead", "lead_duty", "responsible", "start_on", "due_on", "progress", "standard", "profile")


def seen_of(task: Task) -> dict[str, Any]:
    """The version a form starts from and, for steps, what the person saw: both go with the form."""
    return {"version": task.version, "seen": _said(task)}


def since_seen(task: Task, seen: Any) -> dict[str, Any]:
    """What a step was opened on, beside the task as it is now."""
    now = _said(task)
    known = {name: str(seen.get(name, "")) for name in SHOWN} if isinstance(seen, dict) else now
    fields = [_line(task, name, known[name], now[name]) for name in SHOWN if known[name] != now[name]]
    return {
        **_who(task), "fields": fields, "old_title": _("As you opened it"), "new_title": _("As it is now"),
    }  # fmt: skip


def against_typed(task: Task, typed: Iterable[tuple[str, Any, Any]]) -> dict[str, Any]:
    """What was typed beside the task as it is now: (label, now, typed) of each field."""
    fields = [{"label": label, "old": _plain(now), "new": _plain(new)} for label, now, new in typed]
    return {
        **_who(task), "fields": fields, "old_title": _("As it is now"), "new_title": _("As you sent it"),
    }  # fmt: skip


def done_already(request: HttpRequest, task: Task, step: str, read: int) -> bool:
    """Whether this very person took this very step with the version they had read: a double click."""
    last = next(iter(history_of(task, most=1)), None)
    return last is not None and last.actor == person(request) and last.step == step and task.version == read + 1


def _who(task: Task) -> dict[str, Any]:
    last = next(iter(history_of(task, most=1)), None)
    return {"who": (last and last.actor) or _("the portal"), "at": last and last.at, "what": last and last.label}


def _said(task: Task) -> dict[str, str]:
    words = {"status": task.get_status_display(), "profile": task.get_profile_display()}
    return {name: str(words.get(name, _plain(getattr(task, name)))) for name in SHOWN}


def _line(task: Task, name: str, old: str, new: str) -> dict[str, str]:
    return {"label": str(task._meta.get_field(name).verbose_name), "old": old, "new": new}  # type: ignore[union-attr]


def _plain(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n")
