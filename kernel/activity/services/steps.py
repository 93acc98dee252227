"""The only writers of tracked rows: `advance` moves a status, `amend` changes fields. Both leave an audit entry."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol, TypeVar, cast

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import NoteMissing, NotPermitted, NotThere, StaleVersion
from kernel.common.prepared import Hole, Prepared
from kernel.common.requests import request_id
from kernel.common.workflow import Step, Workflow

from .. import clock
from ..models import AuditEntry

Row = TypeVar("Row", bound=models.Model)


class HasWorkflow(Protocol):
    """What `advance` needs of a row."""

    workflow: Workflow
    status: str
    version: int


@transaction.atomic
def advance(subject: Row, step_name: str, *, actor: User | None, note: str = "", **changes: Any) -> Row:
    """Take one step of `subject`'s workflow, write `changes` with it, and return the saved row.

    `actor` None is the portal itself. Raises StaleVersion (412) when somebody wrote the row since `subject` was read,
    StepRefused (409), NotPermitted (403) or NoteMissing (400); then nothing is written.
    """
    row = _lock(subject)
    tracked = cast(HasWorkflow, row)
    step = tracked.workflow.step(step_name, tracked.status)
    _check(step, actor, note)
    source = tracked.status
    before, after = _write(row, {**changes, "status": step.target})
    record(row, step.name, actor=actor, source=source, target=step.target, before=before, after=after, note=note)
    return row


@transaction.atomic
def amend(
    subject: Row, *, actor: User | None, permission: str, note: str = "", step: str = "edit", **changes: Any
) -> Row:
    """Change fields of a tracked row, with before, after and reason in the audit; no change writes nothing."""
    require(actor, permission)
    row = _lock(subject)
    moved = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not moved:
        return row
    before, after = _write(row, moved)
    record(row, step, actor=actor, before=before, after=after, note=note)
    return row


def require(actor: User | None, permission: str) -> None:
    """NotPermitted (403) unless the actor has the permission; the portal itself (None) has them all."""
    if actor is not None and not actor.has_perm(permission):
        raise NotPermitted(_("You may read this, but not change it."))


@transaction.atomic
def keep(subject: Row, **changes: Any) -> Row:
    """Write an unfinished draft as it is typed: the version counts on, so two writers meet, but no history is made."""
    row = _lock(subject)
    _write(row, changes)
    return row


def hold(model: type[Row], key: Any) -> Row:
    """The row with this key as it is now, held until the transaction's end; NotThere (404) when it is gone."""
    found = _held(model).rows(key=key)
    if not found:
        raise NotThere(_("This record is no longer there."))
    return model.from_db(connection.alias, _columns(model), found[0])


def record(
    row: models.Model,
    step: str,
    *,
    actor: User | None,
    source: str = "",
    target: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> AuditEntry:
    """Add one entry to the history of `row`; for writes that are neither a step nor an edit, as `issue`."""
    return AuditEntry.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_id=row.pk,
        actor=actor,
        step=step,
        source=source,
        target=target,
        before=before or {},
        after=after or {},
        note=note.strip(),
        request_id=request_id(),
        at=clock.now(),
    )


def _lock(subject: Row) -> Row:
    row = hold(type(subject), subject.pk)
    seen, now = cast(HasWorkflow, subject).version, cast(HasWorkflow, row).version
    if seen != now:
        raise StaleVersion(_("Somebody else has changed this record meanwhile; compare and try again."), version=now)
    return row


@cache
def _held(model: type[models.Model]) -> Prepared:
    # Every write begins with it. Without the rows that its usual order looks at: they would be locked as well.
    rows = model._base_manager.select_for_update().order_by()
    return Prepared(lambda: rows.filter(pk=Hole("key")).values_list(*_columns(model)))


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _check(step: Step, actor: User | None, note: str) -> None:
    if actor is not None and not actor.has_perm(step.permission):
        raise NotPermitted(_("“%(step)s” is not yours to do.") % {"step": step.label})
    if step.needs_note and not note.strip():
        raise NoteMissing(fields={"note": [_("Give a reason.")]})


def _write(row: models.Model, changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    before = {name: _plain(getattr(row, name)) for name in changes if name != "status"}
    for name, value in changes.items():
        setattr(row, name, value)
    cast(HasWorkflow, row).version += 1
    row.save(update_fields=[*changes, "version"])
    return before, {name: _plain(getattr(row, name)) for name in before}


def _plain(value: Any) -> Any:
    """A value as the audit keeps it: a related row by its name."""
    return str(value) if isinstance(value, models.Model) else value
