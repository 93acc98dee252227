"""Refusals: the one way a rule says no. Doors turn them into problem documents or problem pages."""

from collections.abc import Mapping, Sequence
from typing import Any


class DomainError(Exception):
    """A rule refused. `code` is stable for programs, the message is a translated sentence for people.

    `fields` maps a field's name (or JSON pointer without the leading slash) to its sentences.
    """

    status = 409
    code = "conflict"

    def __init__(self, message: str = "", *, fields: Mapping[str, Sequence[str]] | None = None, **extra: Any) -> None:
        self.fields = {name: list(sentences) for name, sentences in (fields or {}).items()}
        self.extra = extra
        super().__init__(message or next((s[0] for s in self.fields.values()), ""))


class StepRefused(DomainError):
    """The life cycle has no such step from here."""

    code = "step_refused"


class Invalid(DomainError):
    """The input is well formed but cannot be right; `fields` says where."""

    status, code = 400, "invalid"


class NoteMissing(Invalid):
    """The step needs a reason."""

    code = "note_missing"


class BulkRefused(DomainError):
    """All or nothing was asked for, and not all could be done: nothing was; `extra` has an answer a row."""

    code = "bulk_refused"


class NotPermitted(DomainError):
    """The caller sees the row but may not do this with it."""

    status, code = 403, "not_permitted"


class NotThere(DomainError):
    """The row does not exist for the caller."""

    status, code = 404, "not_found"


class StaleVersion(DomainError):
    """Somebody else wrote the row first; `extra["current"]` is the row as it is now."""

    status, code = 412, "stale_version"


class PreconditionMissing(DomainError):
    """A write without If-Match."""

    status, code = 428, "precondition_missing"
