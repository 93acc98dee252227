"""Numbers as Chinese texts write them: to read (12万, 三十) and to write (一百零三)."""

import re
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
NUMERAL = "零〇○一二两俩三四五六七八九十百千"

_DIGIT_VALUES = {character: value for value, character in enumerate(DIGITS)} | {"〇": 0, "○": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG_UNITS = {"万": 10_000, "亿": 100_000_000}
_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != 0xFF0C} | {0x3000: 0x20, 0xA0: 0x20}


def half_width(text: str) -> str:
    """The text with full-width letters, digits and signs made half-width; as long as before, so offsets hold.

    ， stays: it parts clauses, where a half-width comma may part thousands.
    """
    return text.translate(_FULL_WIDTH)


def read_number(written: str) -> Decimal:
    """The value of 1,200 or 1.5亿 or 三十 or 二〇二八; raises ValueError for anything else."""
    written = half_width(written)
    arabic = _ARABIC.match(written)
    if arabic:
        return Decimal(arabic[1].replace(",", "")) * _multiplier(written[arabic.end() :])
    if not written or not set(written) <= _DIGIT_VALUES.keys() | _UNITS.keys() | _BIG_UNITS.keys():
        raise ValueError(f"not a number: {written}")
    if len(written) > 1 and set(written) <= _DIGIT_VALUES.keys():
        return Decimal("".join(str(_DIGIT_VALUES[character]) for character in written))
    return Decimal(_counted(written))


def counting(number: int) -> str:
    """十, 二十一, 一百零三: how headings count; from 10000 on, digit by digit."""
    if not 0 < number < 10_000:
        return digit_by_digit(number)
    written, gap = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            written += (DIGITS[0] if gap and written else "") + DIGITS[digit] + unit
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written


def digit_by_digit(number: int) -> str:
    """一〇三 for 103."""
    return "".join("〇" if digit == "0" else DIGITS[int(digit)] for digit in str(number))


def _multiplier(signs: str) -> Decimal:
    value = Decimal(1)
    for sign in signs:
        times = _UNITS.get(sign) or _BIG_UNITS.get(sign)
        if times is None:
            raise ValueError(f"not a number: {signs}")
        value *= times
    return value


def _counted(written: str) -> int:
    """Sections of at most four digits, each closed by 万 or 亿."""
    total = section = digit = 0
    for character in written:
        if character in _DIGIT_VALUES:
            digit = _DIGIT_VALUES[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            unit, part = _BIG_UNITS[character], section + digit
            total = total + part * unit if total >= unit else (total + part or 1) * unit
            section = digit = 0
    return total + section + digit
