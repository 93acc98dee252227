"""The marks that number headings and items: 第一章, 一、, 第一条, （一）, 1., （1）, ①."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from coordination.policytext.brackets import Span, outermost
from coordination.policytext.numerals import read_number

_CHINESE = "一二三四五六七八九十百零〇○"
_ORDINAL = rf"(?:[{_CHINESE}]{{1,6}}|\d{{1,3}})"


class Kind(IntEnum):
    """Kinds of mark, outermost first."""

    CHAPTER = 0
    SECTION = 1
    CHINESE = 2
    ARTICLE = 3
    CHINESE_PAREN = 4
    DIGIT = 5
    DIGIT_PAREN = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A numeral that opens a heading or an item; `number` is the numeral without its punctuation."""

    kind: Kind
    number: str
    ordinal: int
    start: int
    end: int


_PATTERNS = (
    (Kind.CHAPTER, re.compile(rf"(第\s?{_ORDINAL}\s?(?:章|篇|部分))")),
    (Kind.SECTION, re.compile(rf"(第\s?{_ORDINAL}\s?节)(?![能约日庆水目])")),
    # Not 第三条规定… (a reference) nor 第一条例.
    (Kind.ARTICLE, re.compile(rf"(第\s?{_ORDINAL}\s?条)(?![例款规所第之的至和、])")),
    (Kind.CHINESE, re.compile(rf"([{_CHINESE}]{{1,6}})\s?[、．.]")),
    (Kind.CHINESE_PAREN, re.compile(rf"[（(]\s?([{_CHINESE}]{{1,6}})\s?[）)][、．.]?|([㈠-㈩])[、．.]?")),
    # Not 1.5万 nor 2、3月.
    (Kind.DIGIT, re.compile(r"(\d{1,3})\s?[.．、](?!\d)|(\d{1,3})[）)]、?|([⒈-⒛])")),
    (Kind.DIGIT_PAREN, re.compile(r"[（(]\s?(\d{1,3})\s?[）)]、?|([①-⑳⑴-⒇])、?")),
)
# 二、三产业 and 三、四线城市 are lists, not the headings 二、 and 三、.
_LIST_GOES_ON = re.compile(rf"\s?([{_CHINESE}]{{1,3}})[、产线级类次季年流]")
_FIRST_SECTION = re.compile(r"[（(]\s?一\s?[）)]")
_INNER = re.compile(rf"[。！？；：;:）)】]\s{{0,4}}(?=[（(第\d①-⑳⑴-⒛㈠-㈩{_CHINESE}])")


def mark_at(text: str, start: int, end: int) -> Mark | None:
    """The mark that opens text[start:end], if one does."""
    for kind, pattern in _PATTERNS:
        found = pattern.match(text, start, end)
        if found:
            number = unicodedata.normalize("NFKC", next(group for group in found.groups() if group))
            ordinal = _ordinal(number)
            if ordinal is None or (kind is Kind.CHINESE and _is_list(text, found.end(), end, ordinal)):
                return None
            return Mark(kind, number.strip("().").replace(" ", ""), ordinal, start, found.end())
    return None


class Sequence:
    """Where each kind of mark has got to: inside a line only the next numeral, or the first, is a mark."""

    def __init__(self) -> None:
        self._last: dict[Kind, int] = {}

    def take(self, mark: Mark) -> None:
        self._last = {kind: last for kind, last in self._last.items() if kind < mark.kind} | {mark.kind: mark.ordinal}

    def continues_with(self, mark: Mark) -> bool:
        return mark.ordinal in (1, self._last.get(mark.kind, 0) + 1)


def inner_marks(text: str, start: int, end: int, sequence: Sequence, closes_duty: Callable[[int], bool]) -> list[Mark]:
    """Marks inside a line and outside brackets: behind a full stop, or a bracket that names who is responsible.

    1. and （1） also open an item behind ； and ：.
    """
    marks: list[Mark] = []
    pairs, at = outermost(text, Span(start, end)), 0
    for place in _INNER.finditer(text, start, end):
        while at < len(pairs) and pairs[at].end <= place.end():
            at += 1
        mark = mark_at(text, place.end(), end)
        if mark is None or not sequence.continues_with(mark) or (at < len(pairs) and pairs[at].start < mark.start):
            continue
        sign = text[place.start()]
        if (sign in "）)】" and not closes_duty(place.start())) or (sign in "；：;:" and mark.kind < Kind.DIGIT):
            continue
        sequence.take(mark)
        marks.append(mark)
        marks += section_in_heading(text, mark, end, sequence)
    return marks


def section_in_heading(text: str, heading: Mark, end: int, sequence: Sequence) -> list[Mark]:
    """（一） right behind a heading that has no full stop: text pasted without its line breaks."""
    if heading.kind > Kind.CHINESE:
        return []
    found = _FIRST_SECTION.search(text, heading.end, min(end, heading.end + 42))
    if found is None or "。" in text[heading.end : found.start()] or found.start() == heading.end:
        return []
    mark = mark_at(text, found.start(), end)
    if mark:
        sequence.take(mark)
    return [mark] if mark else []


def _ordinal(number: str) -> int | None:
    try:
        return int(read_number(number.strip("()第章篇部分节条. \t\u3000")))
    except ValueError:
        return None


def _is_list(text: str, start: int, end: int, ordinal: int) -> bool:
    following = _LIST_GOES_ON.match(text, start, end)
    return following is not None and _ordinal(following[1]) == ordinal + 1
