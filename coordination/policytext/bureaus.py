"""Find a bureau by the name a text gives it, and suggest one by the words that are its business."""

import re
from collections.abc import Iterator, Sequence

from coordination.policytext.brackets import Span, outermost
from coordination.policytext.model import Bureau
from coordination.policytext.numerals import half_width

Suggestion = tuple[str, tuple[str, ...]]
NO_SUGGESTION: Suggestion = ("", ())

_ENDS_AS_ORGAN = re.compile(r"(?:[局委办部院会府关厅司行站所署社园区县市]|办公室|中心|公司|集团|单位|部门|大学)$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}?[市区县州省]")
_LEVEL = re.compile(r"(?:市委|市政府|[市区县省])")
_GOVERNMENT = re.compile(r"(?:人民政府|政府|管委)$")
_AND_SO_ON = re.compile(r"等(?:市级|市直)?(?:有关|相关)?(?:部门|单位)?$")
_SEPARATOR = re.compile(r"[、，,;/\s]+|会同|以及|[和及与]")
_TO_DO = re.compile(r"要|应|牵头|负责|会同|统筹")


class Bureaus:
    """The bureaus of one import, indexed by name and by keyword."""

    def __init__(self, bureaus: Sequence[Bureau]) -> None:
        self._exact: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        self._keywords: dict[str, list[str]] = {}
        for bureau in bureaus:
            for name in bureau.names:
                self._exact.setdefault(_key(name), bureau.code)
            for keyword in bureau.keywords:
                self._keywords.setdefault(half_width(keyword), []).append(bureau.code)
        for bureau in bureaus:
            for name in bureau.names:
                for form in _shortened(_key(name)):
                    self._loose.setdefault(form, bureau.code)
        names = {half_width(name) for bureau in bureaus for name in bureau.names}
        self._name = _any_of(names | {name[1:] for name in names if name[:1] == "市" and len(name) > 3})
        self._keyword = _any_of(set(self._keywords))

    def code_of(self, written: str) -> str:
        """The code of the bureau written so, or "". 石湖区商务局 is 石湖区's, 云江市商务局 is the city's."""
        key = _key(written)
        if key in self._exact:
            return self._exact[key]
        for form in _shortened(key):
            code = self._exact.get(form) or self._loose.get(form)
            if code:
                return code
        place = _PLACE.match(key)
        if place is None:
            return ""
        rest = key[place.end() :]
        if place[0] in self._exact:
            return self._exact[place[0]] if _ENDS_AS_ORGAN.search(rest) else ""
        return self._exact.get(rest) or self._loose.get(rest, "") if len(rest) > 1 else ""

    def names_in(self, written: str) -> tuple[str, ...]:
        """The names of a list, as written. A 和 inside a bureau's name does not part it."""
        text = half_width(written)
        whole = [Span(name.start(), name.end()) for name in self._name.finditer(text)]
        whole = sorted(whole + outermost(text, Span(0, len(text))))
        parts, start, at = [], 0, 0
        for separator in _SEPARATOR.finditer(text):
            while at < len(whole) and whole[at].end <= separator.start():
                at += 1
            inside = at < len(whole) and whole[at].start <= separator.start()
            left = text[start : separator.start()]
            if inside or (separator[0] in "和及与" and not _ENDS_AS_ORGAN.search(left)):
                continue
            parts.append(written[start : separator.start()])
            start = separator.end()
        parts.append(written[start:])
        return tuple(name for part in parts if (name := _AND_SO_ON.sub("", part.strip()).strip("。")))

    def looks_like_list(self, names: Sequence[str]) -> bool:
        """At least one of the names is a known bureau or ends as an organ's name does."""
        return any(self.code_of(name) or _ENDS_AS_ORGAN.search(half_width(name)) for name in names)

    def suggest(self, text: str, title: str = "") -> Suggestion:
        """The bureau the sentence commands, or whose keywords weigh most; a silent text leaves it to its title."""
        text = half_width(text)
        for name in self._name.finditer(text):
            if name.start() <= 1 or _TO_DO.match(text, name.end()):
                return self.code_of(name[0]), (name[0],)
        return self._by_keywords(text) if self._keyword.search(text) else self._by_keywords(half_width(title))

    def _by_keywords(self, text: str) -> Suggestion:
        """A longer word says more, so it weighs more; the bureau named first wins a tie."""
        words = dict.fromkeys(found[0] for found in self._keyword.finditer(text))
        weights: dict[str, int] = {}
        for word in words:
            for code in self._keywords[word]:
                weights[code] = weights.get(code, 0) + len(word)
        if not weights:
            return NO_SUGGESTION
        best = max(weights, key=lambda code: weights[code])
        return best, tuple(word for word in words if best in self._keywords[word])


def _any_of(words: set[str]) -> re.Pattern[str]:
    """Any of the words, the longest that fits."""
    longest_first = sorted(filter(None, words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def _key(name: str) -> str:
    """委员会 and 委, 住房和城乡建设 and 住房城乡建设, full and half width are the same name."""
    key = re.sub(r"\s", "", half_width(name)).removeprefix("中共")
    return key.replace("委员会", "委").replace("办公室", "办").replace("和", "").replace("与", "")


def _shortened(key: str) -> Iterator[str]:
    """The name without what another writer may leave out: a bracket, 市 or 市委, 政府."""
    key = re.sub(r"\([^()]*\)$", "", key)
    yield key
    level = _LEVEL.match(key)
    forms = [key, key.removeprefix("市"), key[level.end() :] if level else key]
    for form in forms:
        for short in (form, _GOVERNMENT.sub("", form)):
            if len(short) > 1:
                yield short
