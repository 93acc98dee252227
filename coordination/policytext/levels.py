"""Decide what each numbered part is: a pillar, a measure or an item.

第一章 and 一、 are always pillars (一、 are measures inside chapters); 第一节 and 第一条 are measures inside
them. （一）, and 1. where there is no （一）, are measures when they have a title and something under it, and
items when they are plain sentences. Without chapters the outermost kind is the pillars if there are measures
inside it, else the measures of a single pillar without title.
"""

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from coordination.policytext.brackets import Span, sentences
from coordination.policytext.marks import Kind
from coordination.policytext.segments import Segment

LONGEST_TITLE = 40
_LONGEST_DIGIT_TITLE = 20


class Role(Enum):
    PILLAR = auto()
    MEASURE = auto()
    ITEM = auto()
    TEXT = auto()


def roles_of(text: str, segments: Sequence[Segment]) -> list[Role]:
    """One role for each segment."""
    kinds = [segment.kind for segment in segments if segment.kind is not None]
    if not kinds:
        return [Role.TEXT] * len(segments)
    top = min(kinds)
    starts = [at for at, segment in enumerate(segments) if segment.kind is top]
    ends = [*starts[1:], len(segments)]
    parts = [range(start + 1, end) for start, end in zip(starts, ends, strict=True)]
    sections = [_section_kind(text, segments, part) for part in parts]
    if top > Kind.SECTION and top is not Kind.CHINESE and not any(kind is not None for kind in sections):
        whole = range(len(segments))
        return list(_roles(segments, whole, _section_kind(text, segments, whole)))
    roles = list(_roles(segments, range(starts[0]), _section_kind(text, segments, range(starts[0]))))
    for part, kind in zip(parts, sections, strict=True):
        roles.append(Role.PILLAR)
        roles += _roles(segments, part, kind)
    return roles


def _roles(segments: Sequence[Segment], part: range, measures: Kind | None) -> Iterator[Role]:
    for at in part:
        kind = segments[at].kind
        if kind is None:
            yield Role.TEXT
        else:
            yield Role.MEASURE if kind is measures else Role.ITEM


def _section_kind(text: str, segments: Sequence[Segment], part: range) -> Kind | None:
    """The outermost kind in the part, if its members are sections."""
    marked = [(at, kind) for at in part if (kind := segments[at].kind) is not None]
    if not marked:
        return None
    outer = min(kind for _, kind in marked)
    members = [at for at, kind in marked if kind is outer]
    return outer if _are_sections(text, segments, outer, members) else None


def _are_sections(text: str, segments: Sequence[Segment], kind: Kind, members: list[int]) -> bool:
    if kind <= Kind.ARTICLE:
        return True
    if kind is Kind.DIGIT:  # a numbered item may well have several sentences, so most must look like sections
        return 2 * sum(_is_strong_section(text, segments, at) for at in members) > len(members)
    return any(_is_section(text, segments, at) for at in members)


def _is_section(text: str, segments: Sequence[Segment], at: int) -> bool:
    title, more = _opening(text, segments[at].span)
    if len(title) > LONGEST_TITLE:
        return False
    return more > 0 or _has_body_below(segments, at) or not set(title) & set("，；。")


def _is_strong_section(text: str, segments: Sequence[Segment], at: int) -> bool:
    title, more = _opening(text, segments[at].span)
    if not title or len(title) > _LONGEST_DIGIT_TITLE or set(title) & set("，；"):
        return False
    return more > 1 or (more == 0 and "。" not in title and _has_body_below(segments, at))


def _opening(text: str, span: Span) -> tuple[str, int]:
    """The first sentence, and how many follow it (as far as matters)."""
    found = sentences(text, span)
    first = next(found, None)
    if first is None:
        return "", 0
    return first.of(text).strip(), sum(1 for _, _ in zip(found, range(2), strict=False))


def _has_body_below(segments: Sequence[Segment], at: int) -> bool:
    if at + 1 >= len(segments) or segments[at + 1].is_annex:
        return False
    kind, below = segments[at].kind, segments[at + 1].kind
    return below is None or (kind is not None and below > kind)
