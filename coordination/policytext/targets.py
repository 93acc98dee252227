"""Targets in words: 到2028年底，累计培育…30个以上; 年均增长8%; 每年不少于10场."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from coordination.policytext.brackets import Span, outermost, trimmed
from coordination.policytext.dates import Moment, PlanYears, moments
from coordination.policytext.model import Target, TargetKind
from coordination.policytext.numerals import NUMERAL, half_width, read_number

_COUNTED = (
    r"个百分点|个工作日|标准箱|平方公里|平方千米|平方米|立方米|公里|千米|公斤|公顷|学时|课时|人次|人天|家次|件次|户次|篇次|台次|批次|班次|车次|架次"
    r"|美元|欧元|港元|百分点|%|‰|元|吨|亩|倍|户|幅|艘|栋|宗|枚|册|株|辆|台(?!阶)|位(?![置数居])|处(?![理置])|座"
    r"|个(?!月|年|小时|季度|方面|环节|层面|维度)|件|家(?!庭)|项|场(?![所景地])|次(?![数级])|名(?![牌录单])|人(?![民大])"
    r"|条(?!例)|期(?![间末内])|套|部(?![门分委])|篇|所(?!有)|门(?![类店])|只(?!有)|支(?![持撑付])|间(?!隔)|款(?!项)"
    r"|起(?![来步草点])|份(?!额)|组(?!织)|对(?![标接外口])|班(?!列)|列(?![入为])|种(?![植业养])|集(?![中聚群成])|张|笔|块|头(?!部)|本(?![地市级])"
)
_VALUE = rf"\d{{1,12}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,6}})?[十百千万亿]{{0,3}}|[{NUMERAL}][{NUMERAL}万亿]{{0,11}}"
_QUANTITY = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?<![A-Za-z第{NUMERAL}])(?:(?P<value>{_VALUE})"
    rf"(?:\s?(?:%|元|美元)?[-—–~～至到]{{1,2}}\s?(?:{_VALUE}))?(?:[余多来](?P<times>[万亿])?)?\s?(?P<unit>{_COUNTED})"
    rf"|百分之(?P<percent>\d{{1,3}}(?:\.\d{{1,4}})?|[{NUMERAL}]{{1,5}}))"
)
_STOP = re.compile(r"[。!?;！？；]")
_CLAUSE = re.compile(r"[。!?;:！？；：，\n]|,(?!\d{3})")
_PART = re.compile(r"[、和及与]")
_UP = re.compile(r"增长|增幅|增速|提高|提升|上升|增加|递增|扩大|翻")
_DOWN = re.compile(r"下降|降低|降幅|减少|压减|压缩|缩短")
_UP_TO = re.compile(r"(?:至|到|达|为|超过|不低于|稳定在|保持在)$")
_SAYS_SO = re.compile(r"至少|不少于|不低于|不超过|累计|新增|建成|每[年季月区县市]|各|超过|达到?|举办|培育|建设|打造")
_ALREADY = re.compile(r"已(?:有|达到?|建成|培育)|现有|目前")
_OR_MORE = re.compile(r"及?以[上内下]|左右")
_RELATIVE = ("%", "‰", "百分点", "个百分点", "倍")
_MOST = 100  # targets of one action
_WINDOW = 14  # characters before a value in which the verb that tells growth from level stands


def targets_in(text: str, years: PlanYears | None = None) -> tuple[Target, ...]:
    """The targets an action's text states, in its order; what stands in quotation marks is a name, not a value."""
    plain = half_width(text)
    quoted = [span for span in outermost(text, Span(0, len(text))) if text[span.start] not in "（("]
    said = (one for one in _QUANTITY.finditer(plain) if _is_value(plain, one) and not _inside(quoted, one.start()))
    found = list(islice(said, _MOST))
    if not found:
        return ()
    when = [moment for moment in moments(plain, years) if not _inside(quoted, moment.at)]
    clauses = _Clauses(text, found)
    return tuple(_target(text, one, clauses.around(at), _governing(when, clauses, one)) for at, one in enumerate(found))


@dataclass(frozen=True, slots=True)
class _When:
    by: date | None
    period: TargetKind | None


class _Clauses:
    """Where clauses and sentences begin and end, looked up by bisection so that a long text stays quick."""

    def __init__(self, text: str, quantities: list[re.Match[str]]) -> None:
        self._text = text
        self._quantities = quantities
        self._cuts = [cut.start() for cut in _CLAUSE.finditer(text)]
        self._stops = [stop.start() for stop in _STOP.finditer(text)]
        self._parts = [part.start() for part in _PART.finditer(text)]

    def around(self, at: int) -> Span:
        """The clause of one quantity, without its neighbours' 、-parts when they have quantities of their own."""
        here = self._quantities[at]
        index = bisect_right(self._cuts, here.start())
        start = self._cuts[index - 1] + 1 if index else 0
        end = self._cuts[index] if index < len(self._cuts) else len(self._text)
        if at and self._quantities[at - 1].end() > start:
            start = self._part(self._quantities[at - 1].end(), here.start()) + 1
        if at + 1 < len(self._quantities) and self._quantities[at + 1].start() < end:
            end = max(self._part(here.end(), self._quantities[at + 1].start()), here.end())
        return trimmed(self._text, Span(start, end), "、,，")

    def same_sentence(self, one: int, other: int) -> bool:
        return bisect_left(self._stops, one) == bisect_left(self._stops, other)

    def _part(self, start: int, end: int) -> int:
        """The first 、 between two quantities of a clause."""
        index = bisect_left(self._parts, start)
        return self._parts[index] if index < len(self._parts) and self._parts[index] < end else start - 1


def _is_value(text: str, found: re.Match[str]) -> bool:
    """一个 and 三项 are mostly manner of speaking: below ten, a number in words needs a word that counts."""
    start, before = found.start(), text[max(0, found.start() - 6) : found.start()]
    if before[-1:] == "前" and before[-2:-1] not in ("底", "末", "月", "日", "年"):
        return False  # 前10位 is a rank
    if before[-1:] in ("由", "从") or _ALREADY.search(before):
        return False  # 由20%提高到30% starts there, 已有30家 is there
    value = found["value"]
    if value is None or value[0].isdigit():
        return True
    if len(value) > 1 or value in "十百千":
        return value[0] not in "零〇○"
    return bool(_SAYS_SO.search(text, max(0, start - 4), start) or _OR_MORE.match(text, found.end())) and (
        value != "一" or bool(_SAYS_SO.search(before[-4:]))
    )


def _inside(spans: list[Span], at: int) -> bool:
    index = bisect_right(spans, at, key=lambda span: span.start)
    return index > 0 and at < spans[index - 1].end


def _governing(when: list[Moment], clauses: _Clauses, found: re.Match[str]) -> _When:
    """The last date or period before the value; without one, the first date behind it in its sentence."""
    index = bisect_right(when, found.start(), key=lambda moment: moment.at)
    for moment in reversed(when[max(0, index - 8) : index]):
        if moment.period is None or clauses.same_sentence(moment.at, found.start()):
            return _When(moment.by, moment.period)
    for moment in when[index : index + 1]:
        if moment.by and clauses.same_sentence(moment.at, found.start()):
            return _When(moment.by, None)
    return _When(None, None)


def _target(text: str, found: re.Match[str], clause: Span, when: _When) -> Target:
    unit = found["unit"] or "%"
    value = read_number(found["value"] or found["percent"])
    if found["value"] and found["times"]:
        value *= read_number("1" + found["times"])
    before = text[max(clause.start, found.start() - _WINDOW) : found.start()]
    kind = _change(before) if unit in _RELATIVE else None
    if kind is None:
        kind = when.period or (TargetKind.PER_YEAR if "年均" in before else TargetKind.TOTAL)
    by = None if when.period or kind is TargetKind.PER_YEAR else when.by
    return Target(by, _plain(value), unit, clause.of(text), kind)


def _change(before: str) -> TargetKind | None:
    """Growth or reduction by so much; 提高到85% is a level."""
    if _UP_TO.search(before) and not re.search(r"(?:增长|增幅|下降|降幅)(?:超过|不低于|达到?)$", before):
        return None
    if _DOWN.search(before):
        return TargetKind.REDUCTION
    return TargetKind.GROWTH if _UP.search(before) else None


def _plain(value: Decimal) -> Decimal:
    """150000000, not 150000000.0."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()
