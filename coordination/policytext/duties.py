"""Who leads and who takes part: 牵头单位：…；责任单位：… and 市商务局牵头，市文旅局配合."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coordination.policytext.bureaus import Bureaus
from coordination.policytext.numerals import half_width

LONGEST = 400  # characters; no bracket of bureaus is longer, and it keeps the search linear

_LEAD, _SHARED, _PARTNER = "lead", "shared", "partner"
_LABEL = re.compile(
    r"(?:(?:牵头|责任|主办|主责|主管|承办|落实|实施|负责|完成|配合|协办|协同|参与|参加|协作|支持|协助)(?:及[\u4e00-\u9fff]{2})?"
    r"(?:单位|部门|主体|机关|地区)\s*:?|[\u4e00-\u9fff]{2,8}\s*:)\s*"
)
_LEADS = re.compile(r"牵头|主办|主责|主管|承办")
_SHARES = re.compile(r"责任|落实|实施|负责|完成")
_HELPS = re.compile(r"配合|协办|协同|参与|参加|协作|支持|协助")
_NO_BUREAU = re.compile(r"人\s*:|人员\s*:|领导\s*:|[处科]室\s*:|(?:时限|时间|期限)\s*:")
_VERB = re.compile(
    r"(?P<lead>牵头(?:负责|落实|组织|实施|推进)?)"
    r"|(?P<shared>(?:按照?|根据)?(?:各自|部门)?(?:职责|职能)?(?:分工|分别|共同|具体)?(?:负责|组织实施|落实)(?:落实|实施)?)"
    r"|(?P<partner>(?:协助|协同)?配合(?:落实|实施|做好)?|协办|参与|参加|协助|支持)"
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A lead ("" when only partners are named) and its partners, as written."""

    lead: str
    partners: tuple[str, ...] = ()

    def and_also(self, later: "Duty") -> "Duty":
        """Both: the first lead stays the lead."""
        lead = self.lead or later.lead
        named = dict.fromkeys((*self.partners, later.lead, *later.partners))
        return Duty(lead, tuple(name for name in named if name and name != lead))

    def __bool__(self) -> bool:
        return bool(self.lead or self.partners)


def duty_in(content: str, bureaus: Bureaus, *, bare: bool = False) -> Duty | None:
    """The duty that the whole content states, None when it is about something else; empty if it names only persons.

    `bare` also takes a plain list of known bureaus. The first of several leads, or of several
    responsible bureaus of which none leads, is the lead; the others are partners.
    """
    content = content.strip(" \t\u3000。;；,，*")
    if not content or len(content) > LONGEST:
        return None
    text = half_width(content)
    if _LABEL.match(text):
        return _combined(_labelled(content, text, bureaus)) or (Duty("") if _NO_BUREAU.search(text) else None)
    stated = list(_by_verbs(content, text, bureaus))
    if stated:
        return _combined(iter(stated))
    names = bureaus.names_in(content) if bare else ()
    return Duty(names[0], names[1:]) if names and all(map(bureaus.code_of, names)) else None


def _labelled(content: str, text: str, bureaus: Bureaus) -> Iterator[tuple[str, tuple[str, ...]]]:
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        names = bureaus.names_in(content[label.end() : end].strip(" 。;；,，、"))
        if _NO_BUREAU.search(label[0]) or not names:
            continue
        for role, says in ((_LEAD, _LEADS), (_SHARED, _SHARES), (_PARTNER, _HELPS)):
            if says.search(label[0]):
                yield role, names
                break


def _by_verbs(content: str, text: str, bureaus: Bureaus) -> Iterator[tuple[str, tuple[str, ...]]]:
    start, parts = 0, list[tuple[str, tuple[str, ...]]]()
    for verb in _VERB.finditer(text):
        listed = content[start : verb.start()].strip(" ,，;；、。").removeprefix("由")
        names = bureaus.names_in(listed) if listed else ()
        if names and not parts and not bureaus.looks_like_list(names):
            return
        if names:
            parts.append((verb.lastgroup or _SHARED, names))
        start = verb.end()
    known = any(role != _PARTNER or any(map(bureaus.code_of, names)) for role, names in parts)
    if known and not text[start:].strip(" ,，;。等"):
        yield from parts


def _combined(stated: Iterator[tuple[str, tuple[str, ...]]]) -> Duty | None:
    leads: list[str] = []
    shared: list[str] = []
    partners: list[str] = []
    for role, names in stated:
        {_LEAD: leads, _SHARED: shared, _PARTNER: partners}[role].extend(names)
    ordered = list(dict.fromkeys(leads + shared))
    if not ordered and not partners:
        return None
    lead = ordered[0] if ordered else ""
    return Duty(lead, tuple(name for name in dict.fromkeys(ordered[1:] + partners) if name != lead))
