"""When a sentence wants a thing done: 到2028年底, 2027年6月底前, 三年内, 每年."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from coordination.policytext.model import TargetKind
from coordination.policytext.numerals import NUMERAL, read_number

PlanYears = tuple[int, int]

_YEAR = r"20\d\d|二[〇零○][〇零○一二三四五六七八九]{2}"
_DATED = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})\s?年度?"
    r"(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度"
    r"|(?P<month>\d{1,2})\s?月(?:(?P<day>\d{1,2})\s?日)?)?"
    r"(?P<late>底|末|年底|年末)?(?P<before>之?以?前)?(?P<since>起|以来|开始|为基)?"
)
_LATER_MONTH = re.compile(
    r"(?<![年\d])(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<late>底|末))?(?P<before>之?以?前)?"
)
_WITHIN = re.compile(
    rf"(?<![\d{NUMERAL}近去前第])(?P<count>\d{{1,2}}|[{NUMERAL}]{{1,3}})年(?:之?以?内|时间|累计|左右|共|吸引|举办|培育|新增|建成|投入|完成)"
)
_AT_PLANS_END = re.compile(r"(?:规划|行动|攻坚|计划|方案|实施)期末|(?:行动|攻坚)结束")
_PERIOD = re.compile(r"(?P<year>每年度?|逐年|每一年)|(?P<quarter>每个?季度?)|(?P<month>每个?月)")
_PERIODS = {"year": TargetKind.PER_YEAR, "quarter": TargetKind.PER_QUARTER, "month": TargetKind.PER_MONTH}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a period that a text names at an offset, and that governs what follows it."""

    at: int
    by: date | None
    period: TargetKind | None = None


def moments(text: str, years: PlanYears | None) -> list[Moment]:
    """Every deadline and period of the half-width text, in order. `years` are the plan's, for 三年内 and 期末."""
    dated = [found for found in _DATED.finditer(text) if not _is_baseline(text, found)]
    found = list(_dates(dated))
    found += _later_months(text, dated)
    found += [Moment(one.start(), None, _PERIODS[one.lastgroup or "year"]) for one in _PERIOD.finditer(text)]
    if years:
        found += [Moment(one.start(), _within(one["count"], years)) for one in _WITHIN.finditer(text)]
        found += [Moment(one.start(), date(years[1], 12, 31)) for one in _AT_PLANS_END.finditer(text)]
    return sorted(found, key=lambda moment: moment.at)


def _dates(found: list[re.Match[str]]) -> Iterator[Moment]:
    for one in found:
        by = _last_day(int(read_number(one["year"])), one)
        if by:
            yield Moment(one.start(), by)


def _later_months(text: str, dated: list[re.Match[str]]) -> Iterator[Moment]:
    """6月底前 behind 2027年 is of that year; a bare 5月 is a season, not a deadline."""
    at = 0
    for month in _LATER_MONTH.finditer(text):
        while at < len(dated) and dated[at].end() <= month.start():
            at += 1
        if at and (month["late"] or month["before"]) and text[month.start() - 1] not in "年每":
            by = _month_end(int(read_number(dated[at - 1]["year"])), month)
            if by:
                yield Moment(month.start(), by)


def _is_baseline(text: str, found: re.Match[str]) -> bool:
    """比2025年, 自2026年起, 在2025年基础上 say where counting starts, not when it must be done."""
    before, behind = text[max(0, found.start() - 2) : found.start()], text[found.end() : found.end() + 5]
    return bool(found["since"]) or before[-1:] in ("比", "较") or "基础上" in behind or "相比" in behind


def _last_day(year: int, found: re.Match[str]) -> date | None:
    if found["month"]:
        return _month_end(year, found)
    month = 12
    if found["half"]:
        month = 6 if found["half"] == "上" else 12
    elif found["quarter"]:
        month = 3 * int(read_number(found["quarter"]))
    elif found["before"] and not found["late"]:
        year -= 1  # 2028年前 ends with 2027
    return date(year, month, calendar.monthrange(year, month)[1])


def _month_end(year: int, found: re.Match[str]) -> date | None:
    month = int(found["month"])
    if not 1 <= month <= 12:
        return None
    if not found["day"] and found["before"] and not found["late"]:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)  # 6月前 ends with May
    last = calendar.monthrange(year, month)[1]
    day = int(found["day"] or last)
    return date(year, month, day) if 1 <= day <= last else None


def _within(count: str, years: PlanYears) -> date:
    """N years from the plan's first, and never beyond its last."""
    return date(min(years[0] + max(int(read_number(count)), 1) - 1, years[1]), 12, 31)
