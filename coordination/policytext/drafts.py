"""Collect the actions of one measure and share out the brackets that say who is responsible."""

import re
from dataclasses import dataclass, field

from coordination.policytext.brackets import DUTY_SIGNS, Span, outermost, sentences, trimmed
from coordination.policytext.bureaus import Bureaus
from coordination.policytext.duties import LONGEST, Duty, duty_in

_STOPS = "。！？!?｡"
_ITEM_ENDS = "；;"
_SAYS_SOMETHING = re.compile(r"\w")


@dataclass(slots=True)
class Draft:
    """An action's place, and its duty as far as it is known."""

    span: Span
    duty: Duty | None = None


@dataclass(slots=True)
class MeasureDraft:
    """A measure while it is read. `duty` is what its heading says, for actions that nothing else assigns."""

    number: str
    title: str
    heading: Span
    duty: Duty | None = None
    actions: list[Draft] = field(default_factory=list)
    _waiting: list[Draft] = field(default_factory=list)
    _last: list[Draft] = field(default_factory=list)
    _assigned_just_now: bool = False

    def add(self, draft: Draft) -> None:
        self.actions.append(draft)
        self._assigned_just_now = False
        if draft.duty:
            self._last = [draft]
        else:
            self._waiting.append(draft)

    def assign(self, duty: Duty) -> None:
        """A bracket behind a full stop or on its own line: for every action before it that has none.

        A second bracket right behind the first adds to it, and so does one that names only partners.
        """
        if not self.actions:
            self.duty = self.duty.and_also(duty) if self.duty else duty
            return
        if self._waiting:
            self._last, self._waiting = self._waiting, []
        elif duty.lead and not self._assigned_just_now:
            return
        self._assigned_just_now = True
        for draft in self._last:
            draft.duty = draft.duty.and_also(duty) if draft.duty else duty

    def close(self) -> None:
        for draft in self._waiting:
            draft.duty = self.duty
        self._waiting = []


def read_sentences(text: str, span: Span, bureaus: Bureaus, measure: MeasureDraft) -> None:
    """Add each sentence of a paragraph to the measure."""
    for sentence in sentences(text, span):
        rest, duties = _without_opening_duties(text, trimmed(text, sentence), bureaus)
        whole = _whole_duty(text, rest, bureaus)
        for duty in filter(None, [*duties, whole]):
            measure.assign(duty)
        if whole is not None:
            continue
        action, duty_found = without_duties(text, rest, bureaus)
        if _SAYS_SOMETHING.search(text, action.start, action.end):
            measure.add(Draft(action, duty_found))


def read_item(text: str, span: Span, bureaus: Bureaus, measure: MeasureDraft) -> None:
    """Add a numbered item: one action, however many sentences, and the brackets in it are its own."""
    end, duty = span.start, None
    for sentence in sentences(text, span):
        rest, opening = _without_opening_duties(text, trimmed(text, sentence), bureaus)
        whole = _whole_duty(text, rest, bureaus)
        if whole is not None:
            rest = Span(rest.end, rest.end)
        action, own = without_duties(text, rest, bureaus)
        for found in filter(None, [*opening, whole, own]):
            duty = duty.and_also(found) if duty else found
        if _SAYS_SOMETHING.search(text, action.start, action.end):
            end = action.end
    action = trimmed(text, Span(span.start, end), _ITEM_ENDS)
    if _SAYS_SOMETHING.search(text, action.start, action.end):
        measure.add(Draft(action, duty))


def without_duties(text: str, span: Span, bureaus: Bureaus) -> tuple[Span, Duty | None]:
    """The sentence without the bracket that closes it, and the duty its brackets state."""
    duty, end = None, span.end
    for pair in outermost(text, span):
        if text[pair.start] not in DUTY_SIGNS or pair.end - pair.start > LONGEST:
            continue
        found = duty_in(text[pair.start + 1 : pair.end - 1], bureaus)
        if found is not None:
            duty = duty.and_also(found) if duty else found
            if not text[pair.end : span.end].strip(" \u3000*" + _STOPS + _ITEM_ENDS):
                end = pair.start
    return trimmed(text, Span(span.start, end)), duty or None


def _whole_duty(text: str, span: Span, bureaus: Bureaus) -> Duty | None:
    """The duty of a sentence that states nothing else; without a label it must name a lead: 各部门配合 is no duty."""
    if span.end - span.start > LONGEST:
        return None
    duty = duty_in(span.of(text), bureaus)
    return duty if duty is not None and (duty.lead or re.search("[：:]", span.of(text))) else None


def _without_opening_duties(text: str, span: Span, bureaus: Bureaus) -> tuple[Span, list[Duty]]:
    """A bracket behind the full stop opens what is cut as the next sentence; it belongs to what stands before."""
    duties: list[Duty] = []
    for pair in outermost(text, span):
        if pair.start != span.start or text[pair.start] not in DUTY_SIGNS or pair.end - pair.start > LONGEST:
            break
        duty = duty_in(text[pair.start + 1 : pair.end - 1], bureaus, bare=True)
        if duty is None:
            break
        duties.append(duty)
        span = trimmed(text, Span(pair.end, span.end))
    return span, duties
