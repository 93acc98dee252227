"""What an answer to a field of a form may be, and the shape in which it is kept. Pure.

Pages, REST and the final check before sending all ask here, so that one answer is never right here and wrong there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from django.utils.translation import gettext as _

SHORT, LONG, CELL = 200, 2000, 200
DIGITS, PLACES = 14, 4
REGISTRATION_NUMBER = re.compile(r"G?\d{1,12}[A-Z]?")


class Asked(Protocol):
    """What is known of a field: a FormField, or anything shaped like one."""

    kind: str
    required: bool
    unit: str
    most_characters: int | None
    least: Decimal | None
    most: Decimal | None
    options: Any
    columns: Any
    most_rows: int


class WrongAnswer(Exception):
    """It cannot be right; `sentences` say why."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = list(sentences)
        super().__init__(*sentences)


def clean_answer(field: Asked, value: Any, *, owed: bool = True) -> Any:
    """The answer as it is kept (see FormField.Kind), None where there is none; WrongAnswer when it cannot be right.

    `owed=False` lets a required field, or a cell of a table, stay empty, as in a draft.
    """
    answer = None if value is None else _READERS[field.kind](field, value)
    if answer in (None, "", []):
        if owed and field.required:
            raise WrongAnswer(_("This is needed; please fill it in."))
        return None
    if owed and field.kind == "table" and (lacking := _lacking(field, answer)):
        raise WrongAnswer(*lacking)
    return answer


def wrong_with(field: Asked, value: Any) -> str:
    """What keeps an answer from being sent, in a sentence or more; empty when nothing does."""
    try:
        clean_answer(field, value)
    except WrongAnswer as wrong:
        return " ".join(wrong.sentences)
    return ""


def plain_number(text: str) -> Decimal | None:
    """A number as people type it, full-width digits and thousands separators included; None when it is none."""
    half = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    try:
        number = Decimal(half)
    except InvalidOperation:
        return None
    return number if number.is_finite() and re.fullmatch(r"[+-]?\d*\.?\d*", half) else None


def written(number: Decimal) -> str:
    """A number as it is kept: without idle noughts, never with an exponent."""
    return f"{number.normalize():f}" if number else "0"


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongAnswer(_("Words are expected here."))
    return value.replace("\r\n", "\n").replace("\0", "").strip()


def _at_most(text: str, most: int) -> str:
    if len(text) > most:
        raise WrongAnswer(_("At most %(most)d characters; these are %(count)d.") % {"most": most, "count": len(text)})
    return text


def _text(field: Asked, value: Any) -> str:
    return _at_most(" ".join(_words(value).split("\n")), field.most_characters or SHORT)


def _long_text(field: Asked, value: Any) -> str:
    return _at_most(_words(value), field.most_characters or LONG)


def _number(field: Asked, value: Any) -> str:
    text = str(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else _words(value)
    if not text:
        return ""
    number = plain_number(text)
    if number is None:
        raise WrongAnswer(_("Enter a number, without words."))
    _in_columns(number)
    _within(field, number)
    return written(number)


def _in_columns(number: Decimal) -> None:
    places = -int(number.normalize().as_tuple().exponent)
    if places > PLACES:
        raise WrongAnswer(_("At most %(n)d places after the point.") % {"n": PLACES})
    if abs(number) >= Decimal(10) ** DIGITS:
        raise WrongAnswer(_("This number is too large; look at its unit."))


def _within(field: Asked, number: Decimal) -> None:
    unit = _("10,000 CNY") if field.kind == "money" else field.unit
    if field.least is not None and number < field.least:
        raise WrongAnswer(_("At least %(least)s %(unit)s.") % {"least": written(field.least), "unit": unit})
    if field.most is not None and number > field.most:
        raise WrongAnswer(_("At most %(most)s %(unit)s.") % {"most": written(field.most), "unit": unit})


def _date(field: Asked, value: Any) -> str:
    text = _words(value)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise WrongAnswer(_("Give a day of the calendar, as 2026-05-10.")) from None


def _choice(field: Asked, value: Any) -> str:
    word = _words(value)
    if word and word not in field.options:
        raise WrongAnswer(_("“%(word)s” is not among the choices.") % {"word": word[:40]})
    return word


def _choices(field: Asked, value: Any) -> list[str]:
    chosen = {_choice(field, word) for word in _listed(value)} - {""}
    return [word for word in field.options if word in chosen]


def _listed(value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise WrongAnswer(_("A list is expected here."))
    return value


def _table(field: Asked, value: Any) -> list[dict[str, str]]:
    rows, wrong = [], []
    for number, row in enumerate(_listed(value), start=1):
        cells, sentences = _cells(field, row, number)
        wrong += sentences
        if any(cells.values()):
            rows.append(cells)
    if len(rows) > field.most_rows:
        wrong.append(_("At most %(most)d rows; these are %(count)d.") % {"most": field.most_rows, "count": len(rows)})
    if wrong:
        raise WrongAnswer(*wrong)
    return rows


def _cells(field: Asked, row: Any, number: int) -> tuple[dict[str, str], list[str]]:
    """The cells of one row and what is wrong with them."""
    known = {column["key"]: column for column in field.columns}
    if not isinstance(row, dict) or set(row) - set(known):
        return {}, [_("Row %(row)d is not a row of this table.") % {"row": number}]
    cells, wrong = {}, []
    for key, column in known.items():
        try:
            cells[key] = _cell(column, row.get(key) or "")
        except WrongAnswer as refusal:
            where = {"row": number, "column": column["label"], "what": refusal.sentences[0]}
            wrong.append(_("Row %(row)d, %(column)s: %(what)s") % where)
    return cells, wrong


def _lacking(field: Asked, rows: list[dict[str, str]]) -> list[str]:
    """A sentence for each cell that is empty in a row that is not."""
    return [
        _("Row %(n)d lacks “%(column)s”.") % {"n": number, "column": column["label"]}
        for number, row in enumerate(rows, start=1)
        for column in field.columns
        if not row[column["key"]]
    ]


def _cell(column: dict[str, str], value: Any) -> str:
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _words(value)
    text = _at_most(text, CELL)
    if column.get("kind") != "number" or not text:
        return text
    number = plain_number(text)
    if number is None:
        raise WrongAnswer(_("Enter a number, without words."))
    _in_columns(number)
    return written(number)


def _file(field: Asked, value: Any) -> list[int]:
    keys = [str(key) for key in _listed(value)]
    if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in keys):
        raise WrongAnswer(_("Choose documents from the cabinet."))
    return [int(key) for key in _counted(field, dict.fromkeys(keys))]


def _trademarks(field: Asked, value: Any) -> list[str]:
    given = [unicodedata.normalize("NFKC", _words(number)).upper().replace(" ", "") for number in _listed(value)]
    for number in filter(None, given):
        if not REGISTRATION_NUMBER.fullmatch(number):
            raise WrongAnswer(_("“%(number)s” is not a registration number of a trademark.") % {"number": number[:40]})
    return _counted(field, dict.fromkeys(filter(None, given)))


def _counted(field: Asked, things: dict[str, None]) -> list[str]:
    if len(things) > field.most_rows:
        raise WrongAnswer(_("At most %(most)d; these are %(count)d.") % {"most": field.most_rows, "count": len(things)})
    return list(things)


_READERS: dict[str, Callable[[Asked, Any], Any]] = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "table": _table,
    "file": _file,
    "trademarks": _trademarks,
}
