"""Cut a text into its headings, items and plain paragraphs, and leave out what is no part of the policy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coordination.policytext.brackets import Span, trimmed
from coordination.policytext.marks import Kind, Mark, Sequence, inner_marks, mark_at, section_in_heading

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_DECORATION = re.compile(r"[\s\ufeff\u200b>#*_•●■◆▪○·-]*")
_CJK = re.compile(r"[\u3400-\u9fff]")
_NOISE = re.compile(
    r"[-—–－·\s]*\d{1,4}(?:\s?/\s?\d{1,4})?[-—–－·\s]*"  # — 3 —
    r"|第\s?\d{1,4}\s?页.{0,20}"
    r"|(?:20\d\d|二[〇零○][〇零○一二三四五六七八九]{2})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
    r"|(?:抄送|主送|联系人|联系电话|发布日期|来源)[：:].{0,200}"
    r"|[（(]此件.{0,30}[）)]"
    r"|(?!成立|设立|组建|建立)[^，。；：、\s]{2,22}(?:政府|办公室|委员会|领导小组)"  # who signs
)
_CONTENTS = re.compile(r"[^\t。]{1,80}?(?:\t|…|\.{3}|·{3})[\s.…·]{0,200}\d{1,4}")
_NARROWEST, _WIDEST, _RAGGED = 20, 60, 2  # characters of a line in a text that is wrapped
_ANNEX = re.compile(r"附\s?[件表录]\s?[\d一二三四五六七八九十]{0,2}\s?(?:[：:].*)?$")
_RESPONSIBLE = re.compile(r"牵头|责任|负责|配合|单位[：:]|协办")
_GENRE = re.compile(
    r"(?:方案|计划|意见|办法|规划|通知|措施|纲要|决定|规定|细则|要点|政策|条例|行动|清单|报告|讲话|政策文件)"
    r"(?:[（(][^（()）]{1,30}[）)]){0,3}$"
)
_PERIOD = re.compile(r"[（(][^（()）]{1,30}[）)]")
_NO_TITLE = re.compile(r"〔\d{4}〕|[。：:；;！？!?]$|文件$|^[（(]|^各|^\d")


@dataclass(frozen=True, slots=True)
class Segment:
    """A heading, item or paragraph; `span` is what follows the mark. An annex line has neither mark nor text."""

    mark: Mark | None
    span: Span
    is_annex: bool = False

    @property
    def kind(self) -> Kind | None:
        return self.mark.kind if self.mark else None


def segments(text: str) -> Iterator[Segment]:
    """The text's parts in order, without page numbers, contents, signature and Markdown headings of no number."""
    held: Segment | None = None
    width = _wrapped_at(text)
    for segment in _lines(text):
        if held and segment.mark is None and not segment.is_annex and _goes_on(text, held.span.end, width):
            held = Segment(held.mark, Span(held.span.start, segment.span.end), held.is_annex)
            continue
        if held:
            yield held
        held = segment
    if held:
        yield held


def title_of(text: str) -> str:
    """The policy's title, from the lines before its first heading; "" when none looks like one."""
    lines = list(_opening_lines(text))
    for at, line in enumerate(lines):
        if _GENRE.search(line):
            above = lines[at - 1] if at and not _GENRE.search(lines[at - 1]) and _continues(lines[at - 1]) else ""
            below = lines[at + 1] if at + 1 < len(lines) and _PERIOD.fullmatch(lines[at + 1]) else ""
            return above + line + below
    return lines[0] if lines else ""


def _lines(text: str) -> Iterator[Segment]:
    sequence = Sequence()
    for line in _LINE.finditer(text):
        span = trimmed(text, Span(line.start(), line.end()))
        written = text[span.start : min(span.end, span.start + 300)]
        if span.start == span.end or _CONTENTS.fullmatch(written):
            continue
        if _NOISE.fullmatch(written) and mark_at(text, span.start, span.end) is None:
            continue
        if _ANNEX.match(written):
            yield Segment(None, Span(span.end, span.end), is_annex=True)
            continue
        yield from _parts(text, span, sequence)


def _wrapped_at(text: str) -> int:
    """The line length of a text whose paragraphs are broken into equal lines, as copied from a PDF; 0 for others."""
    lengths = [len(line[0].rstrip()) for line in _LINE.finditer(text, 0, 50_000) if not line[0].isspace()]
    width = max(lengths, default=0)
    full = sum(length >= width - _RAGGED for length in lengths)
    return width if _NARROWEST <= width <= _WIDEST and len(lengths) >= 8 and 2 * full >= len(lengths) else 0


def _goes_on(text: str, end: int, width: int) -> bool:
    """Whether the line that ends here is unfinished: at a comma, or full in a wrapped text."""
    if text[end - 1] in "，、,":
        return True
    start = max(text.rfind(sign, max(0, end - _WIDEST - 1), end) for sign in "\r\n") + 1
    return 0 < width <= end - start + _RAGGED and text[end - 1] not in "。！？；：;:)）】"


def _continues(line: str) -> bool:
    return len(line) <= 30 and not line.endswith(("政府", "办公室", "委员会", "局"))


def _opening_lines(text: str) -> Iterator[str]:
    for line in _LINE.finditer(text, 0, 5000):
        start = _DECORATION.match(text, line.start(), line.end())
        span = trimmed(text, Span(start.end() if start else line.start(), line.end()))
        if mark_at(text, span.start, span.end):
            return
        written = span.of(text)
        if _PERIOD.fullmatch(written) or (
            len(written) <= 60 and _CJK.search(written) and not (_NO_TITLE.search(written) or _NOISE.fullmatch(written))
        ):
            yield written


def _parts(text: str, line: Span, sequence: Sequence) -> Iterator[Segment]:
    decoration = _DECORATION.match(text, line.start, line.end)
    start = decoration.end() if decoration else line.start
    opening = mark_at(text, start, line.end)
    if opening:
        sequence.take(opening)
    elif text[line.start] == "#":
        return
    marks = [opening] if opening else []
    if opening:
        marks += section_in_heading(text, opening, line.end, sequence)
    after = marks[-1].end if marks else start
    marks += inner_marks(text, after, line.end, sequence, lambda at: _closes_duty(text, at))
    ends = [mark.start for mark in marks] + [line.end]
    if ends[0] > start:
        yield Segment(None, trimmed(text, Span(start, ends[0])))
    for mark, end in zip(marks, ends[1:], strict=True):
        yield Segment(mark, trimmed(text, Span(mark.end, end)))


def _closes_duty(text: str, closing: int) -> bool:
    opening = max(text.rfind(sign, max(0, closing - 300), closing) for sign in "（(【")
    return opening >= 0 and _RESPONSIBLE.search(text, opening, closing) is not None
