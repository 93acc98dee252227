"""From a policy's text to its outline."""

import re
from collections.abc import Sequence
from itertools import islice

from coordination.policytext.brackets import Span, outermost, sentences, trimmed
from coordination.policytext.bureaus import NO_SUGGESTION, Bureaus
from coordination.policytext.dates import PlanYears
from coordination.policytext.drafts import Draft, MeasureDraft, read_item, read_sentences, without_duties
from coordination.policytext.duties import Duty
from coordination.policytext.levels import LONGEST_TITLE, Role, roles_of
from coordination.policytext.model import Action, Bureau, Measure, Outline, Pillar, TextRefused
from coordination.policytext.segments import Segment, segments, title_of
from coordination.policytext.targets import targets_in

LONGEST_POLICY = 300_000  # characters; a city's whole five-year plan has a third of that
MOST_ACTIONS = 5_000
MOST_PARTS = 20_000  # headings, items and paragraphs

_LONGEST_TITLE_BEFORE_COLON = 20
_DIRECTIVE = re.compile(
    "推进|推动|加强|开展|支持|鼓励|培育|完善|引导|促进|实施|打造|提升|提高|健全|落实|强化|深化|举办|建立|建设|加快|扩大"
    "|发挥|营造|制定|优化|构建|规范|组织|创新|拓展|推广|加大|统筹|坚持|贯彻|保护|弘扬|建成|创建|探索|严厉打击"
)
_DIRECTIVE_SHARE = 5  # one action in five must speak as a policy does


def outline(
    text: str, bureaus: Sequence[Bureau], *, years: PlanYears | None = None, default_title: str = ""
) -> Outline:
    """Draft the outline of a policy's text.

    `years` are the first and last of the plan, for deadlines such as 三年内; `default_title` is used when the
    text names none. Raises TextRefused: empty, too_large, not_policy.
    """
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise TextRefused("empty", "There is no text in it.")
    if len(text) > LONGEST_POLICY:
        raise TextRefused("too_large", "The text is too long: at most 300,000 characters can be imported.")
    reader = _Reader(text, Bureaus(bureaus))
    reader.read()
    drafts = [pillar for pillar in reader.pillars if pillar.number or pillar.measures]
    pillars = tuple(_finished(text, pillar, reader.bureaus, years) for pillar in drafts)
    result = Outline(title_of(text) or default_title, pillars)
    _refuse_what_is_no_policy(result)
    return result


class _PillarDraft:
    def __init__(self, number: str, title: str, heading: Span, duty: Duty | None = None) -> None:
        self.number, self.title, self.heading, self.duty = number, title, heading, duty
        self.measures: list[MeasureDraft] = []

    def untitled_measure(self, at: int) -> MeasureDraft:
        """Sentences directly under a pillar form a measure without title."""
        self.measures.append(MeasureDraft("", "", Span(at, at), self.duty))
        return self.measures[-1]


class _Reader:
    """Walks the segments once; knows the pillar and the measure it stands in."""

    def __init__(self, text: str, bureaus: Bureaus) -> None:
        self.text = text
        self.bureaus = bureaus
        self.pillars: list[_PillarDraft] = []
        self._measure: MeasureDraft | None = None
        self._has_pillars = False
        self._in_annex = False
        self._count = 0

    def read(self) -> None:
        found = list(islice(segments(self.text), MOST_PARTS + 1))
        if len(found) > MOST_PARTS:
            raise TextRefused("too_large", "The text has more sentences than any policy.")
        roles = roles_of(self.text, found)
        self._has_pillars = Role.PILLAR in roles
        at = 0
        while at < len(found):
            following = roles[at + 1] if at + 1 < len(found) else None
            at += self._take(found, at, roles[at], following)
            if self._count > MOST_ACTIONS:
                raise TextRefused("too_large", "The text has more sentences than any policy.")
        self._close_measure()

    def _take(self, found: list[Segment], at: int, role: Role, following: Role | None) -> int:
        """Read one segment; the number of segments used up."""
        segment = found[at]
        if segment.is_annex:
            self._in_annex = True
        elif role is Role.PILLAR:
            self._open_pillar(segment)
        elif role is Role.MEASURE:
            self._open_measure(segment)
        elif self._in_annex or not self._may_read(role):
            pass
        elif role is Role.ITEM:
            return self._read_item(found, at, following)
        else:
            self._read_text(segment.span, following)
        return 1

    def _may_read(self, role: Role) -> bool:
        """What stands before the first heading is a preamble; but a text may be nothing except items."""
        if not self.pillars and role is Role.ITEM and not self._has_pillars:
            self.pillars.append(_PillarDraft("", "", Span(0, 0)))
        return bool(self.pillars)

    def _open_pillar(self, segment: Segment) -> None:
        self._close_measure()
        self._in_annex = False
        title, heading, body, duty = self._heading(segment)
        self.pillars.append(_PillarDraft(_number(segment), title, heading, duty))
        if body.start < body.end:
            self._read_text(body, None)

    def _open_measure(self, segment: Segment) -> None:
        self._close_measure()
        self._in_annex = False
        if not self.pillars:
            self.pillars.append(_PillarDraft("", "", Span(segment.span.start, segment.span.start)))
        title, heading, body, duty = self._heading(segment)
        self._measure = MeasureDraft(_number(segment), title, heading, duty or self.pillars[-1].duty)
        self.pillars[-1].measures.append(self._measure)
        if body.start < body.end:
            self._read_text(body, None)

    def _read_text(self, span: Span, following: Role | None) -> None:
        if following is Role.ITEM and self.text[span.end - 1 : span.end] in ("：", ":"):
            span = self._without_introduction(span)
        measure = self._measure or self.pillars[-1].untitled_measure(span.start)
        self._measure = measure
        before = len(measure.actions)
        read_sentences(self.text, span, self.bureaus, measure)
        self._count += len(measure.actions) - before

    def _without_introduction(self, span: Span) -> Span:
        """重点做好以下工作： only introduces the items under it."""
        *_, last = sentences(self.text, span)
        return Span(span.start, last.start)

    def _read_item(self, found: list[Segment], at: int, following: Role | None) -> int:
        span, used = found[at].span, 1
        ends = self.text[span.end - 1 : span.end]
        if ends in ("：", ":") and following is Role.ITEM:
            return 1
        if following is Role.TEXT and not found[at + 1].is_annex and ends not in tuple("。！？；;!?)）"):
            span, used = Span(span.start, found[at + 1].span.end), 2  # the item's title stands on a line of its own
        self._measure = self._measure or self.pillars[-1].untitled_measure(span.start)
        read_item(self.text, span, self.bureaus, self._measure)
        self._count += 1
        return used

    def _heading(self, segment: Segment) -> tuple[str, Span, Span, Duty | None]:
        """Title, the heading's place, the body that follows it in its line, and who is responsible for the whole."""
        span, start = segment.span, segment.mark.start if segment.mark else segment.span.start
        first = next(sentences(self.text, span), None)
        if first is None:
            return "", Span(start, span.end), Span(span.end, span.end), None
        title_end = _title_in_brackets(self.text, first) or _colon(self.text, first) or first.end
        named, duty = without_duties(self.text, Span(span.start, title_end), self.bureaus)
        title = named.of(self.text).strip("。！？：:｡*_# \u3000【】")
        if len(title) > LONGEST_TITLE:
            return "", Span(start, span.start), span, None
        return title, Span(start, title_end), trimmed(self.text, Span(title_end, span.end)), duty

    def _close_measure(self) -> None:
        measure, self._measure = self._measure, None
        if measure is None:
            return
        title = trimmed(self.text, measure.heading)
        if not measure.actions and measure.title and (measure.duty or _is_sentence(measure)):
            start = self.text.find(measure.title, title.start, title.end)
            action, duty = without_duties(self.text, Span(start, title.end), self.bureaus)
            measure.title = ""
            measure.add(Draft(action, duty))
        measure.close()


def _number(segment: Segment) -> str:
    return segment.mark.number if segment.mark else ""


def _title_in_brackets(text: str, sentence: Span) -> int | None:
    """第一条【目的】为加强…"""
    end = text.find("】", sentence.start, sentence.start + _LONGEST_TITLE_BEFORE_COLON)
    return end + 1 if text[sentence.start] == "【" and end >= 0 else None


def _colon(text: str, sentence: Span) -> int | None:
    """The end of a title that a colon parts from its sentence: （一）发展目标：到2028年…"""
    limit = min(sentence.start + _LONGEST_TITLE_BEFORE_COLON, sentence.end)
    at = min((found for sign in "：:" if (found := text.find(sign, sentence.start, limit)) >= 0), default=-1)
    if at < 0 or at + 1 >= sentence.end or set(text[sentence.start : at]) & set("，,；;"):
        return None
    nested = any(pair.start < at < pair.end for pair in outermost(text, sentence))
    return None if nested else at + 1


def _is_sentence(measure: MeasureDraft) -> bool:
    """A section with nothing under it whose heading says what to do; an article always does."""
    title = measure.title
    return measure.number.endswith("条") or bool(set(title) & set("，；,;") or targets_in(title))


def _finished(text: str, pillar: _PillarDraft, bureaus: Bureaus, years: PlanYears | None) -> Pillar:
    measures = tuple(
        Measure(
            measure.number,
            measure.title,
            measure.heading.start,
            measure.heading.end,
            tuple(_action(text, draft, measure.title, bureaus, years) for draft in measure.actions),
        )
        for measure in pillar.measures
        if measure.number or measure.actions
    )
    return Pillar(pillar.number, pillar.title, pillar.heading.start, pillar.heading.end, measures)


def _action(text: str, draft: Draft, title: str, bureaus: Bureaus, years: PlanYears | None) -> Action:
    written = draft.span.of(text)
    duty = draft.duty or Duty("")
    suggested, why = NO_SUGGESTION if duty.lead else bureaus.suggest(written, title)
    return Action(
        text=written,
        start=draft.span.start,
        end=draft.span.end,
        lead=duty.lead,
        lead_department=bureaus.code_of(duty.lead) if duty.lead else "",
        partners=duty.partners,
        partner_departments=tuple(map(bureaus.code_of, duty.partners)),
        suggested_lead=suggested,
        why=why,
        targets=targets_in(written, years),
    )


def _refuse_what_is_no_policy(found: Outline) -> None:
    actions = found.actions
    spoken = sum(bool(action.lead or _DIRECTIVE.search(action.text)) for action in actions)
    if not actions or spoken * _DIRECTIVE_SHARE < len(actions):
        raise TextRefused("not_policy", "This does not read as a policy: no numbered headings with actions under them.")
