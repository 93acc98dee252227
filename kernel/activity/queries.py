"""What has happened to a row, and what a message says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.common.workflow import Words

from .models import AuditEntry, MessageTemplate, Notification

OWN_FIELDS: dict[str, Words] = {"file": _("file"), "sha256": "SHA-256"}
OWN_STEPS: dict[str, Words] = {"edit": _("changed"), "attach": _("file attached"), "remove_file": _("file removed")}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history."""

    at: datetime
    actor: User | None
    step: str
    label: str
    source: str = ""
    target: str = ""
    note: str = ""
    request_id: str = ""
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)


def history_of(row: models.Model, most: int = 200) -> list[Event]:
    """Who did what to the row, when, from what to what and why; the latest first. Two queries."""
    kind = ContentType.objects.get_for_model(row)
    events = []
    if isinstance(row.pk, int):
        entries = AuditEntry.objects.filter(content_type=kind, object_id=row.pk).select_related("actor")[:most]
        events = [_from_entry(row, entry) for entry in entries]
    # By text: a day of the calendar is its own key.
    edits = LogEntry.objects.filter(content_type=kind, object_pk=str(row.pk)).select_related("actor")[:most]
    events += [_from_edit(row, edit) for edit in edits]
    return sorted(events, key=lambda event: event.at, reverse=True)[:most]


def words_of(notification: Notification, template: MessageTemplate | None = None) -> tuple[str, str]:
    """Title and text of a message in the reader's language; a verb without wording is shown as itself."""
    template = template or MessageTemplate.objects.filter(verb=notification.verb).first()
    if template is None:
        return notification.verb, ""
    english = (get_language() or "").startswith("en")
    title, body = (template.title_en, template.body_en) if english else (template.title_zh, template.body_zh)
    known: Mapping[str, Any] = defaultdict(str, notification.params)
    return title.format_map(known), body.format_map(known)


def templates_for(notifications: Iterable[Notification]) -> dict[str, MessageTemplate]:
    """The wording of all these messages in one query, for lists."""
    return {t.verb: t for t in MessageTemplate.objects.filter(verb__in={n.verb for n in notifications})}


def _from_entry(row: models.Model, entry: AuditEntry) -> Event:
    names = {**entry.before, **entry.after}
    changes = [
        (_label(row, name), _said(row, name, entry.before.get(name)), _said(row, name, entry.after.get(name)))
        for name in names
    ]
    return Event(
        at=entry.at,
        actor=entry.actor,
        step=entry.step,
        label=_step_label(row, entry.step),
        source=entry.source,
        target=entry.target,
        note=entry.note,
        request_id=entry.request_id,
        changes=changes,
    )


def _from_edit(row: models.Model, edit: LogEntry) -> Event:
    changes = [(_label(row, name), old_new[0], old_new[1]) for name, old_new in (edit.changes_dict or {}).items()]
    label = edit.get_action_display()
    return Event(
        at=edit.timestamp, actor=edit.actor, step="edit", label=label, request_id=edit.cid or "", changes=changes
    )


def _label(row: models.Model, name: str) -> str:
    try:
        field: Any = row._meta.get_field(name)
    except FieldDoesNotExist:
        return str(OWN_FIELDS.get(name, name))
    backwards = field.auto_created and field.is_relation
    return str(field.related_model._meta.verbose_name_plural if backwards else field.verbose_name)


def _said(row: models.Model, name: str, value: Any) -> Any:
    """A value of the audit as people say it: the label of a choice, the rows of a list."""
    if isinstance(value, list):
        return _("; ").join(str(item) for item in value)
    try:
        field: Any = row._meta.get_field(name)
    except FieldDoesNotExist:
        return value
    choices = dict(getattr(field, "flatchoices", ()) or ())
    return choices.get(value, value)


def _step_label(row: models.Model, step: str) -> str:
    return str(words_of_steps(type(row)).get(step, step))


def words_of_steps(model: type[models.Model]) -> dict[str, Words]:
    """Every step that the history of such rows may name, in words: its life cycle's, what it records besides, ours."""
    flow = {step.name: step.label for step in getattr(model, "workflow", ())}
    return {**OWN_STEPS, **getattr(model, "recorded", {}), **flow}
