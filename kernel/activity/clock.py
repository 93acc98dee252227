"""The instant that history is dated with: now, unless a made-up past says otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_instant: ContextVar[datetime | None] = ContextVar("instant", default=None)


def now() -> datetime:
    """The instant to write into an audit entry or a message; aware."""
    return _instant.get() or timezone.now()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Date what is written inside with `instant`, in this thread only.

    For demo data and tests: audit entries cannot be changed afterwards, so a story told later must be dated as it is
    written. No door of the portal uses it.
    """
    token = _instant.set(instant)
    try:
        yield
    finally:
        _instant.reset(token)
