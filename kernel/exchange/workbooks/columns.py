"""What a column of a workbook holds, and how a cell that people typed becomes a value."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kernel.common.errors import Invalid
from kernel.common.workflow import Words

Choices = Iterable[tuple[Any, Words]]
CENT = Decimal("0.01")
EXACT = 10**15  # from here on Excel has already rounded what was typed as a number
DAY = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$")
# Full-width letters and digits become plain ones; full-width punctuation is Chinese and stays.
PLAIN = {code: code - 0xFEE0 for start, end in ("０９", "ＡＺ", "ａｚ") for code in range(ord(start), ord(end) + 1)}


class Kind(StrEnum):
    """What the cells of a column are; a `CODE` is digits and letters that are never reckoned with."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `choices` gives (value, label): all that a CHOICE takes, a suggestion for a TEXT.

    `total` is what stands below a number in an export: "sum", "average" or "".
    """

    key: str
    title: Words
    kind: Kind = Kind.TEXT
    width: int = 16
    choices: Callable[[], Choices] | None = None
    required: bool = False
    help: Words = ""
    longest: int = 200
    total: str = "sum"

    @property
    def name(self) -> str:
        """The title as it stands at the head of a table, in the reader's language."""
        return capfirst(str(self.title))

    @property
    def adds_up(self) -> bool:
        return self.kind in (Kind.NUMBER, Kind.MONEY) and bool(self.total)

    def labels(self) -> dict[Any, str]:
        """value -> label, read now; empty where anything may be typed."""
        return {value: str(label) for value, label in self.choices()} if self.choices else {}


def read_cell(column: Column, cell: Any, values: Mapping[str, Any]) -> Any:
    """The value of a typed cell, None for an empty one; Invalid (400) with one sentence under the column's key.

    `values` are the column's choices as label -> value.
    """
    typed = _trimmed(cell)
    if typed in ("", None):
        if column.required:
            raise _wrong(column, _("This must be filled in."))
        return None
    return _READERS[column.kind](column, typed, values)


def plain_text(text: str) -> str:
    """Typed text without blanks around it, full-width letters and digits in plain form, no control characters."""
    kept = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return unicodedata.normalize("NFC", kept).translate(PLAIN).strip()


def _trimmed(cell: Any) -> Any:
    return plain_text(cell) if isinstance(cell, str) else cell


def _text(column: Column, typed: Any, values: Mapping[str, Any]) -> str:
    text = _written(typed)
    if len(text) > column.longest:
        words = {"most": column.longest, "n": len(text)}
        raise _wrong(column, _("At most %(most)d characters; these are %(n)d.") % words)
    return text


def _code(column: Column, typed: Any, values: Mapping[str, Any]) -> str:
    if isinstance(typed, int | float) and abs(typed) >= EXACT:
        raise _wrong(column, _("Excel has rounded this long number; set the cell to text and type it again."))
    return _text(column, unicodedata.normalize("NFKC", _written(typed)).replace(" ", ""), values)


def _number(column: Column, typed: Any, values: Mapping[str, Any]) -> Decimal:
    text = unicodedata.normalize("NFKC", str(typed)).replace(",", "").replace(" ", "").removesuffix("%")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or isinstance(typed, bool | date):
        raise _wrong(column, _("“%(typed)s” is not a number.") % {"typed": _written(typed)})
    if abs(number) >= EXACT:
        raise _wrong(column, _("This number is too large."))
    return number


def _money(column: Column, typed: Any, values: Mapping[str, Any]) -> Decimal:
    amount = _number(column, typed, values)
    rounded = amount.quantize(CENT)
    # What a spreadsheet reckons is a hair beside the cent; what people type has at most two places.
    if abs(amount - rounded) > Decimal("0.000001"):
        raise _wrong(column, _("An amount has at most two decimal places."))
    return rounded


def _date(column: Column, typed: Any, values: Mapping[str, Any]) -> date:
    if isinstance(typed, datetime):
        return typed.date()
    if isinstance(typed, date):
        return typed
    parts = DAY.match(unicodedata.normalize("NFKC", _written(typed)).replace(" ", ""))
    try:
        if parts is not None:
            return date(*(int(part) for part in parts.groups()))
    except ValueError:
        pass
    words = {"typed": _written(typed)}
    raise _wrong(column, _("“%(typed)s” is not a day; write it as 2026-05-10.") % words)


def _choice(column: Column, typed: Any, values: Mapping[str, Any]) -> Any:
    text = _written(typed)
    if text in values:
        return values[text]
    offered = list(values)
    some = _(", ").join(offered[:8]) + ("…" if len(offered) > 8 else "")
    raise _wrong(column, _("“%(typed)s” is none of the choices: %(some)s.") % {"typed": text, "some": some})


def _written(typed: Any) -> str:
    """A cell as people see it: 5.0 is 5, a day is 2026-05-10."""
    if isinstance(typed, float) and typed.is_integer() and abs(typed) < EXACT:
        return str(int(typed))
    if isinstance(typed, datetime) and not (typed.hour or typed.minute or typed.second):
        return f"{typed:%Y-%m-%d}"
    return str(typed)


def _wrong(column: Column, sentence: str) -> Invalid:
    return Invalid(fields={column.key: [sentence]})


_READERS: Mapping[Kind, Callable[[Column, Any, Mapping[str, Any]], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
}
