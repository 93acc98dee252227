"""The numerals that Word draws in front of numbered paragraphs and that are not in their text."""

import re
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from coordination.policytext.word_numerals import written

_LONGEST_CHAIN = 20  # of styles based on styles; a circle ends here


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restarts_after: int | None = None  # w:lvlRestart: 0 never, n when level n has been used
    all_decimal: bool = False
    style: str = ""


class Numbering:
    """Counts along a document: ask for the label of every paragraph, in order."""

    def __init__(self, document: Document) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iterfind(qn("w:style"))}
        root = _numbering_root(document)
        kinds = [] if root is None else list(root.iterfind(qn("w:abstractNum")))
        instances = [] if root is None else list(root.iterfind(qn("w:num")))
        abstracts = {item.get(qn("w:abstractNumId")): item for item in kinds}
        self._abstract_of = {num.get(qn("w:numId")): _value(num, "w:abstractNumId") for num in instances}
        self._levels = {key: _levels(item) for key, item in abstracts.items()}
        for key, item in abstracts.items():  # a list may only point to a numbering style
            linked = self._style_number(_value(item, "w:numStyleLink"))
            if linked:
                self._levels[key] = self._levels.get(self._abstract_of.get(linked, ""), {})
        self._own_levels = {num.get(qn("w:numId")): _overrides(num) for num in instances}
        self._starts = {num.get(qn("w:numId")): _start_overrides(num) for num in instances}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Any) -> str:
        """一、 or 1. or （三）, with a blank behind it where the text would run into it; "" without numbering."""
        number, depth = self._place(paragraph)
        abstract = self._abstract_of.get(number)
        if abstract is None:
            return ""
        levels = self._levels.get(abstract, {}) | self._own_levels[number]
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        self._count(number, depth, levels, counts)
        return _rendered(levels, depth, counts)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph, from itself or from its style and what that is based on."""
        properties = paragraph.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        number, depth = _value(own, "w:numId"), _value(own, "w:ilvl")
        style = _value(properties, "w:pStyle") or self._default_style()
        if not number:
            number, level, at = self._inherited(style)
            levels = self._levels.get(self._abstract_of.get(number, ""), {})
            linked = (deep for deep, one in levels.items() if one.style == at)
            depth = depth or level or str(next(linked, 0))
        return number, int(depth) if depth.isdigit() else 0

    def _inherited(self, style: str) -> tuple[str, str, str]:
        """numId, ilvl and the style that has them."""
        for _ in range(_LONGEST_CHAIN):
            element = self._styles.get(style)
            if element is None:
                break
            listed = element.find(qn("w:pPr") + "/" + qn("w:numPr"))
            if listed is not None and _value(listed, "w:numId"):
                return _value(listed, "w:numId"), _value(listed, "w:ilvl"), style
            style = _value(element, "w:basedOn")
        return "", "", ""

    def _style_number(self, style: str) -> str:
        return self._inherited(style)[0]

    def _default_style(self) -> str:
        for key, style in self._styles.items():
            if style.get(qn("w:default")) in ("1", "true") and style.get(qn("w:type")) == "paragraph":
                return str(key)
        return ""

    def _count(self, number: str, depth: int, levels: dict[int, Level], counts: dict[int, int]) -> None:
        start = self._starts[number].get(depth)
        if start is not None and (number, depth) not in self._begun:
            counts[depth] = start
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        self._begun.add((number, depth))
        for deeper in [one for one in counts if one > depth]:
            after = levels[deeper].restarts_after if deeper in levels else None
            if after is None or depth < after:
                del counts[deeper]


def _numbering_root(document: Document) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external:
            return getattr(relation.target_part, "element", None)
    return None


def _value(parent: Any, name: str) -> str:
    element = parent.find(qn(name)) if parent is not None else None
    return str(element.get(qn("w:val")) or "") if element is not None else ""


def _levels(parent: Any) -> dict[int, Level]:
    return {int(level.get(qn("w:ilvl")) or 0): _level(level) for level in parent.iterfind(qn("w:lvl"))}


def _level(element: Any) -> Level:
    start, restart = _value(element, "w:start"), _value(element, "w:lvlRestart")
    return Level(
        start=int(start) if start.isdigit() else 0,
        form=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText"),
        suffix=_value(element, "w:suff") or "tab",
        restarts_after=int(restart) if restart.isdigit() else None,
        all_decimal=element.find(qn("w:isLgl")) is not None,
        style=_value(element, "w:pStyle"),
    )


def _overrides(num: Any) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for override in num.iterfind(qn("w:lvlOverride")):
        found |= _levels(override)
    return found


def _start_overrides(num: Any) -> dict[int, int]:
    overrides = num.iterfind(qn("w:lvlOverride"))
    starts = {int(one.get(qn("w:ilvl")) or 0): _value(one, "w:startOverride") for one in overrides}
    return {depth: int(start) for depth, start in starts.items() if start.isdigit()}


def _rendered(levels: dict[int, Level], depth: int, counts: dict[int, int]) -> str:
    level = levels[depth]
    if level.form in ("bullet", "none"):
        return ""

    def numeral(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        shown = levels.get(at, Level())
        count = counts.get(at, shown.start)
        return str(count) if level.all_decimal else written(count, shown.form)

    label = re.sub(r"%([1-9])", numeral, level.text)
    runs_together = bool(label) and level.suffix != "nothing" and not label.endswith(("、", "）", ")", "．"))
    return label + (" " if runs_together or label.endswith(".") else "")
