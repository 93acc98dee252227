"""Every row of a table is checked, and every fault found, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.common.errors import Invalid

from ..declaration import Exchange, Incoming
from ..workbooks.columns import read_cell
from ..workbooks.reading import Table
from ..workbooks.template import WHOLE_ROW
from .works import Progress

Why = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """By Excel's row number: what `write` takes of the right rows, and what is wrong with the others."""

    good: dict[int, Any] = field(default_factory=dict)
    wrong: dict[int, Why] = field(default_factory=dict)


def check_rows(exchange: Exchange, into: Incoming, table: Table, *, actor: User, progress: Progress) -> Checked:
    """Check all rows; a row that repeats an earlier right one is wrong."""
    known, choices, checked = into.known(actor), _choices(exchange), Checked()
    seen: dict[tuple[str, ...], int] = {}
    for done, (number, cells) in enumerate(table.cells(exchange.columns), start=1):
        values, why = _values(exchange, cells, choices)
        why = why or _repeats(exchange, into, values, seen, number)
        if not why:
            try:
                checked.good[number] = into.check(values, known)
            except Invalid as refusal:
                why = _placed(exchange, refusal)
        if why:
            checked.wrong[number] = why
        elif into.unique:
            seen[_key(into, values)] = number
        if done % 200 == 0:
            progress(done, len(table.rows))
    return checked


def _values(exchange: Exchange, cells: Mapping[str, Any], choices: Mapping[str, Any]) -> tuple[dict[str, Any], Why]:
    values: dict[str, Any] = {}
    why: Why = {}
    for column in exchange.columns:
        try:
            values[column.key] = read_cell(column, cells[column.key], choices[column.key])
        except Invalid as refusal:
            why |= refusal.fields
    return values, why


def _repeats(exchange: Exchange, into: Incoming, values: Mapping[str, Any], seen: Any, number: int) -> Why:
    first = seen.get(_key(into, values)) if into.unique else None
    if first is None:
        return {}
    return {key: [_("The same stands in row %(n)d already.") % {"n": first}] for key in into.unique}


def _key(into: Incoming, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(values[key]).casefold() for key in into.unique)


def _placed(exchange: Exchange, refusal: Invalid) -> Why:
    """Each sentence at its column; what belongs to none stands for the whole row."""
    keys, why = {column.key for column in exchange.columns}, dict[str, list[str]]()
    for key, sentences in (refusal.fields or {WHOLE_ROW: [str(refusal)]}).items():
        why.setdefault(key if key in keys else WHOLE_ROW, []).extend(sentences)
    return why


def _choices(exchange: Exchange) -> dict[str, dict[str, Any]]:
    """Column's key -> what may be typed -> its value: the labels in each language, and the value itself."""
    found: dict[str, dict[str, Any]] = {column.key: {} for column in exchange.columns}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for column in exchange.columns:
                found[column.key] |= {label: value for value, label in column.labels().items()}
    return found
