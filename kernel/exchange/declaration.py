"""What an app says of a table that goes out to Excel or comes in from it; named by EXCHANGES in the settings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import NotThere
from kernel.common.workflow import Words

from .workbooks.columns import Column


@dataclass(frozen=True, slots=True)
class Written:
    """A record that an import wrote, and what stood there before; nothing before means that it is new."""

    record: models.Model
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An export: `rows` are those the person sees, filtered as the list's address says; `line` gives the values.

    `rows` raises Invalid (400) when a filter cannot be right: an export never holds more than was asked for.
    Personal data is masked by `line`.
    """

    permission: str
    rows: Callable[[User, QueryDict], models.QuerySet[Any]]
    line: Callable[[Any], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Incoming:
    """An import: `known` reads once what `check` compares with; `check` takes a row's values by the columns' keys.

    `check(values, known)` returns what `write(cleaned, actor=…)` takes, or raises Invalid with sentences by key.
    `undo(written, actor=…)` takes all of an import's records back, each as it was `before`.
    `unique` are the keys that no two rows of a file may share; with `whole` all rows must be right.
    """

    permission: str
    check: Callable[[dict[str, Any], Any], Any]
    write: Callable[..., Written]
    undo: Callable[..., None]
    known: Callable[[User], Any] = lambda actor: None
    unique: tuple[str, ...] = ()
    examples: Sequence[Sequence[Any]] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A table: its columns in order, the URL name of its list page, and its ways out and in."""

    code: str
    title: Words
    page: str
    columns: tuple[Column, ...]
    out: Outgoing | None = None
    into: Incoming | None = None


def exchange_called(code: str) -> Exchange:
    """The declared exchange; NotThere (404) for a code that the settings do not name."""
    path = settings.EXCHANGES.get(code)
    if path is None:
        raise NotThere(_("There is no such table."))
    exchange: Exchange = import_string(path)
    return exchange
