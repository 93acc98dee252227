"""What has happened to a row, and what a message says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.functions import Cast, Concat, Substr
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.accounts.queries import is_staff_of_city, names_outside
from kernel.common.workflow import Words

from .models import AuditEntry, MessageTemplate, Notification

Change = tuple[str, str, str]
KNOWN_BY, LONGEST_NAME = ("number", "title", "name", "full_name", "text"), 60
OWN_FIELDS: dict[str, Words] = {"file": _("file"), "sha256": "SHA-256", "sent_sha256": _("SHA-256 as sent")}
OWN_STEPS: dict[str, Words] = {"edit": _("changed"), "attach": _("file attached"), "remove_file": _("file removed")}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history; `seat` is the department it was done for, where the reader is not told the person."""

    at: datetime
    actor: User | None
    step: str
    label: str
    seat: str = ""
    source: str = ""
    target: str = ""
    note: str = ""
    request_id: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def who(self) -> str:
        """As the reader is told; nobody is the portal itself."""
        return self.seat or (str(self.actor) if self.actor else "")


def history_for(reader: User, row: models.Model, most: int = 200) -> list[Event]:
    """The history as this reader may know it: firms and the public hear what a department did, not who in it."""
    events = history_of(row, most)
    if is_staff_of_city(reader):
        return events
    seats = names_outside(event.actor.pk for event in events if event.actor)
    return [replace(event, seat=seats.get(event.actor.pk, "")) if event.actor else event for event in events]


def history_of(row: models.Model, most: int = 200) -> list[Event]:
    """Who did what to the row, when, from what to what and why; the latest first.

    Two queries, and one for each kind of related row that an edit names.
    """
    kind = ContentType.objects.get_for_model(row)
    events = []
    if isinstance(row.pk, int):
        entries = AuditEntry.objects.filter(content_type=kind, object_id=row.pk).select_related("actor")[:most]
        events = [_from_entry(row, entry) for entry in entries]
    # By text: a day of the calendar is its own key.
    edits = list(LogEntry.objects.filter(content_type=kind, object_pk=str(row.pk)).select_related("actor")[:most])
    events += [_from_edit(*pair) for pair in zip(edits, edits_in_words(type(row), edits), strict=True)]
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
    return Event(
        at=entry.at,
        actor=entry.actor,
        step=entry.step,
        label=_step_label(row, entry.step),
        source=entry.source,
        target=entry.target,
        note=entry.note,
        request_id=entry.request_id,
        changes=entry_in_words(type(row), entry),
    )


def _from_edit(edit: LogEntry, changes: list[Change]) -> Event:
    label = edit.get_action_display()
    return Event(
        at=edit.timestamp, actor=edit.actor, step="edit", label=label, request_id=edit.cid or "", changes=changes
    )


def entry_in_words(model: type[models.Model] | None, entry: AuditEntry) -> list[Change]:
    """The fields of one step or edit: label, before, after, as people read them."""
    names = [*entry.after, *(name for name in entry.before if name not in entry.after)]
    return [
        (label_of(model, name), in_words(model, name, entry.before.get(name)), in_words(model, name, value))
        for name in names
        for value in [entry.after.get(name)]
    ]


def edits_in_words(model: type[models.Model] | None, edits: Sequence[LogEntry]) -> list[list[Change]]:
    """The same of edits as django-auditlog keeps them; related rows by name, with one query for each of their kinds."""
    pairs = [{name: _pair(value) for name, value in (edit.changes_dict or {}).items()} for edit in edits]
    names = _related_names(model, pairs)

    def said(name: str, value: Any) -> str:
        key = (name, value) if isinstance(value, str) else None
        return names.get(key) or in_words(model, name, value)

    return [
        [
            (label_of(model, name), said(name, before), said(name, after))
            for name, (before, after) in edit.items()
            if _tells(model, name)
        ]
        for edit in pairs
    ]


def told_fields(edit: LogEntry) -> list[str]:
    """The labels of the fields that an edit moved, in its order; keys and other rows' ends left out."""
    model = edit.content_type.model_class()
    return list(dict.fromkeys(label_of(model, name) for name in edit.changes_dict or {} if _tells(model, name)))


def names_of(entries: Iterable[AuditEntry]) -> dict[tuple[int, int], str]:
    """(kind, key) -> what the rows of these entries are called. One query for all kinds together."""
    keys: dict[ContentType, set[int]] = defaultdict(set)
    for entry in entries:
        keys[entry.content_type].add(entry.object_id)
    parts = [part for kind, wanted in keys.items() if (part := _named(kind, wanted)) is not None]
    if not parts:
        return {}
    return {(kind, pk): name.strip() for kind, pk, name in parts[0].union(*parts[1:], all=True)}


def label_of(model: type[models.Model] | None, name: str) -> str:
    """What people call the field; a name of no field stands for itself."""
    field = _field(model, name)
    if field is None:
        return str({**OWN_FIELDS, **getattr(model, "recorded_fields", {})}.get(name, name))
    if not hasattr(field, "verbose_name"):
        return str(field.related_model._meta.verbose_name_plural)
    return str(field.verbose_name)


def in_words(model: type[models.Model] | None, name: str, value: Any) -> str:
    """A kept value as people read it: a choice by its label, yes and no, several with commas, nothing as nothing."""
    if value is None or value in ("", "None"):
        return ""
    if isinstance(value, list | tuple):
        return str(_("; ")).join(in_words(model, name, item) for item in value)
    if isinstance(value, bool) or value in ("True", "False"):
        return str(_("yes") if value in (True, "True") else _("no"))
    column = _field(model, name)
    if isinstance(column, models.DateTimeField):
        return _moment(str(value))
    if isinstance(column, models.DecimalField):
        return _plain(value)
    return str(dict(getattr(column, "flatchoices", ())).get(value, value))


def _plain(number: Any) -> str:
    """A kept number without the noughts that only its column asks for: 10.8000 is 10.8."""
    try:
        return f"{Decimal(str(number)).normalize():f}"
    except InvalidOperation:
        return str(number)


def _named(kind: ContentType, keys: set[int]) -> models.QuerySet[Any, tuple[int, int, str]] | None:
    """(kind, key, name) of the rows with these keys; None where nothing of theirs is a name."""
    model = kind.model_class()
    given = [name for name in KNOWN_BY if getattr(_field(model, name), "concrete", False)]
    paths = getattr(model, "known_by", ()) or given[: 2 if given[:1] == ["number"] else 1]
    if model is None or not paths:
        return None
    texts = [_as_text(model, path) for path in paths]
    name = Concat(*texts[:1], *(part for text in texts[1:] for part in (models.Value(" "), text)), models.Value(""))
    rows = model._base_manager.filter(pk__in=keys).order_by()
    return rows.values_list(models.Value(kind.pk), "pk", name)


def _as_text(model: type[models.Model], path: str) -> Substr:
    """The column's beginning; of a day its month, as a month's report is called."""
    length = len("2026-05") if isinstance(_field(model, path), models.DateField) else LONGEST_NAME
    return Substr(Cast(path, models.CharField()), 1, length)


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def _moment(text: str) -> str:
    """A kept instant as tables have it; one without a zone was kept in UTC."""
    at = parse_datetime(text)
    if at is None:
        return text
    return f"{timezone.localtime(at if timezone.is_aware(at) else at.replace(tzinfo=UTC)):%Y-%m-%d %H:%M}"


def _tells(model: type[models.Model] | None, name: str) -> bool:
    """Keys and the far ends of other rows' relations say nothing to a reader."""
    field = _field(model, name)
    return field is None or not (field.auto_created or getattr(field, "primary_key", False))


def _pair(value: Any) -> tuple[Any, Any]:
    """An edit is [before, after]; a many-to-many edit is {"operation", "objects"}."""
    if isinstance(value, dict):
        things = [str(item) for item in value.get("objects", [])]
        return (things, "") if value.get("operation") == "delete" else ("", things)
    return (value[0], value[1]) if len(value) == 2 else ("", value)


def _related_names(model: type[models.Model] | None, edits: list[dict[str, tuple[Any, Any]]]) -> dict[Any, str]:
    """(field, key as kept) -> the related row's name, for every foreign key the edits moved."""
    keys: dict[str, set[str]] = defaultdict(set)
    for edit in edits:
        for name, pair in edit.items():
            if getattr(_field(model, name), "many_to_one", False):
                keys[name] |= {value for value in pair if isinstance(value, str) and value.isdecimal()}
    return {
        (name, str(pk)): str(row)
        for name, wanted in keys.items()
        if wanted
        for pk, row in _field(model, name).related_model._base_manager.in_bulk(wanted).items()
    }


def _step_label(row: models.Model, step: str) -> str:
    return str(words_of_steps(type(row)).get(step, step))


def words_of_steps(model: type[models.Model]) -> dict[str, Words]:
    """Every step that the history of such rows may name, in words: its life cycle's, what it records besides, ours."""
    flow = {step.name: step.label for step in getattr(model, "workflow", ())}
    return {**OWN_STEPS, **getattr(model, "recorded", {}), **flow}
