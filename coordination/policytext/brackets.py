"""Brackets and quotation marks, and the sentences outside them; every scan is linear in the text's length."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CLOSES = {
    "”": "“",
    "’": "‘",
    "」": "「",
    "』": "『",
    "》": "《",
    "〉": "〈",
    "）": "(",
    ")": "(",
    "】": "【",
    "]": "[",
    "〕": "〔",
    "］": "[",
}
_OPENS = dict.fromkeys("“‘「『《〈【〔", "") | {"（": "(", "(": "(", "[": "[", "［": "["}
DUTY_SIGNS = "（(【[［〔"  # brackets that may say who is responsible

_SIGN = re.compile("[" + re.escape("".join({*_OPENS, *_CLOSES})) + '"]')
_STOP = re.compile(r"[。！？｡]+|[!?]+(?=\s|$|[\u4e00-\u9fff])")


class Span(NamedTuple):
    """A stretch of the original text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def outermost(text: str, within: Span) -> list[Span]:
    """The matched pairs that stand in no other pair, signs included; a sign without its partner counts for nothing."""
    pairs: list[Span] = []
    opened: list[tuple[str, int]] = []
    waiting = dict.fromkeys([*_OPENS.values(), *_OPENS, '"'], 0)
    for found in _SIGN.finditer(text, within.start, within.end):
        sign = found[0]
        closes = _CLOSES.get(sign) or ('"' if sign == '"' and waiting['"'] else "")
        if not closes:
            kind = _OPENS.get(sign) or sign
            opened.append((kind, found.start()))
            waiting[kind] += 1
        elif waiting[closes]:
            start = _pop(opened, waiting, closes)
            while pairs and pairs[-1].start > start:
                pairs.pop()
            pairs.append(Span(start, found.end()))
    return pairs


def sentences(text: str, within: Span) -> Iterator[Span]:
    """Cut after 。！？ outside brackets and quotation marks; the stop belongs to its sentence, ； cuts nothing."""
    pairs, at, start = outermost(text, within), 0, within.start
    for stop in _STOP.finditer(text, within.start, within.end):
        while at < len(pairs) and pairs[at].end <= stop.start():
            at += 1
        if at < len(pairs) and pairs[at].start < stop.start():
            continue
        yield Span(start, stop.end())
        start = stop.end()
    if start < within.end:
        yield Span(start, within.end)


def trimmed(text: str, span: Span, signs: str = "") -> Span:
    """The span without white space, Markdown's emphasis, and the given signs, at either end."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in "\ufeff\u200b*_" or text[start] in signs):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\ufeff\u200b*_" or text[end - 1] in signs):
        end -= 1
    return Span(start, end)


def _pop(opened: list[tuple[str, int]], waiting: dict[str, int], closes: str) -> int:
    while True:
        kind, start = opened.pop()
        waiting[kind] -= 1
        if kind == closes:
            return start
