"""What is typed into a form is kept at once, field by field: two fillers at one form lose nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import require
from kernel.common.errors import Invalid, NotThere, StepRefused

from ..models import Answer, Application, FormField
from ..models.applications import WRITABLE
from ..queries.sheets import fields_of, open_paths
from ..workflow.applications import APPLY
from .seats import WRITERS, require_seat

LONGEST_TEXT, LONGEST_WORD, MOST_ROWS = 20_000, 200, 200
LISTS = (FormField.Kind.CHOICES, FormField.Kind.FILE, FormField.Kind.TRADEMARKS)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else has saved in a field since it was read."""

    theirs: Any
    by: str
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The versions of the fields that were asked about, and those not written because somebody else came first."""

    versions: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)


@transaction.atomic
def save_answers(
    application: Application, values: Mapping[str, Any], *, versions: Mapping[str, int], actor: User, now: datetime
) -> Saved:
    """Keep what has been typed, right or wrong; what is wrong with it is listed before it is sent.

    `values` are answers by path (`section.field`), as `FormField.Kind` has them; `versions` are those that were read,
    0 for a field that was empty. A field that somebody else changed since is not written: it comes back as a Conflict.
    Raises StepRefused (409) when the application is not open for writing, Invalid (400) for a path that is not open or
    a value of the wrong shape; then nothing is written.
    """
    held = hold_open(application, actor=actor)
    fields = fields_of(held.call)
    _check_paths(held, values, set(fields))
    wrong = {
        path: [_("This is not an answer to this question.")]
        for path, value in values.items()
        if not fits(fields[path], value)
    }
    if wrong:
        raise Invalid(fields=wrong)
    there = {
        row.field_id: row
        for row in held.answers.filter(field__in=[fields[path] for path in values]).select_related("saved_by")
    }
    saved = Saved()
    for path, value in values.items():
        row = there.get(fields[path].pk) or Answer(application=held, field=fields[path], version=0)
        _save(row, path, value, versions.get(path, 0), saved, actor=actor, now=now)
    return saved


def hold_open(application: Application, *, actor: User) -> Application:
    """The application, locked, if its firm may still write it and the actor may write for the firm."""
    require(actor, APPLY)
    held = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call", "enterprise")
        .filter(pk=application.pk)
        .first()
    )
    if held is None:
        raise NotThere(_("This record is no longer there."))
    require_seat(held.enterprise, actor, *WRITERS)
    if held.status not in WRITABLE:
        raise StepRefused(
            _("An application that is %(status)s cannot be changed.") % {"status": held.get_status_display()}
        )
    return held


def fits(question: FormField, value: Any) -> bool:
    """Whether a value has the shape of an answer to the question; None empties it."""
    if value is None:
        return True
    if question.kind == FormField.Kind.TABLE:
        keys = {column["key"] for column in question.columns}
        rows = value if isinstance(value, list) else [None]
        return len(rows) <= MOST_ROWS and all(_is_row(row, keys) for row in rows)
    if question.kind in LISTS:
        return isinstance(value, list) and len(value) <= MOST_ROWS and all(_is_item(item) for item in value)
    longest = LONGEST_TEXT if question.kind == FormField.Kind.LONG_TEXT else LONGEST_WORD
    return isinstance(value, str) and len(value) <= max(longest, question.most_characters or 0) and "\0" not in value


def _is_row(row: Any, keys: set[str]) -> bool:
    return isinstance(row, dict) and set(row) <= keys and all(_is_word(value) for value in row.values())


def _is_item(item: Any) -> bool:
    return _is_word(item) or (isinstance(item, int) and not isinstance(item, bool) and 0 < item < 2**63)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_WORD and "\0" not in value


def _check_paths(application: Application, values: Mapping[str, Any], known: set[str]) -> None:
    opened = open_paths(application)
    wrong = {path: [_("There is no such question in this call.")] for path in values if path not in known}
    if opened is not None:
        wrong |= {
            path: [_("This was not asked for; only what the notice names is open.")]
            for path in set(values) & known - opened
        }
    if wrong:
        raise Invalid(fields=wrong)


def _save(row: Answer, path: str, value: Any, read: int, saved: Saved, *, actor: User, now: datetime) -> None:
    if row.version and row.value == value:
        saved.versions[path] = row.version
        return
    if row.version != read:
        name = row.saved_by.full_name if row.saved_by else ""
        saved.conflicts[path] = Conflict(row.value, name, row.saved_at, row.version)
        saved.versions[path] = row.version
        return
    row.value, row.saved_by, row.saved_at, row.version = value, actor, now, row.version + 1
    row.save()
    saved.versions[path] = row.version
