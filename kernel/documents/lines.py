"""Where a line of Chinese and Latin text may break: whole words, and GB/T 15834 for marks at its ends. Pure."""

from collections.abc import Callable, Iterator

# Marks that close stay with what they close, marks that open with what they open; numbers keep their sign and unit.
NEVER_FIRST = frozenset("，。、；：？！）》」』】〉〕］｝”’…—～·％‰℃°,.;:?!)]}%›»々ー")
NEVER_LAST = frozenset("（《「『【〈〔［｛“‘￥＄$([{‹«№§＃#")
WIDE_FROM = 0x2E80


def break_lines(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """The text in lines no wider than `width`; a word that is wider alone is cut. An empty text is one empty line."""
    return [line for paragraph in text.split("\n") for line in _fill(paragraph, width, width_of)]


def units(text: str) -> Iterator[str]:
    """What stays together, in order: words, single characters with the marks that cling to them, runs of spaces."""
    kept = ""
    for character in text:
        if kept and _may_break(kept[-1], character):
            yield kept
            kept = ""
        kept += character
    if kept:
        yield kept


def _may_break(before: str, after: str) -> bool:
    if after == " " or before == " ":
        return after != before
    if after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    """Whether it is set as a square by itself, so that a line may break beside it."""
    return ord(character) >= WIDE_FROM or character in "“”‘’…—"


def _fill(text: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    lines, line, room = [], "", width
    for unit in units(text):
        if width_of(unit) > room and line and not unit.isspace():
            lines.append(line.rstrip())
            line, room = "", width
        *full, last = _cut(unit, width, width_of)
        lines += full
        if line or not last.isspace() or not lines:
            line, room = line + last, room - width_of(last)
    return [*lines, line.rstrip()]


def _cut(unit: str, width: float, width_of: Callable[[str], float]) -> list[str]:
    """A unit that fits no line in pieces that do, at least a character in each; any other as it is."""
    if width_of(unit) <= width:
        return [unit]
    pieces, room = [""], width
    for character in unit:
        need = width_of(character)
        if need > room and pieces[-1]:
            pieces.append("")
            room = width
        pieces[-1] += character
        room -= need
    return pieces
