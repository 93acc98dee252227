"""The geometry of charts, and the marks of a comparison: numbers in, places in percent out; the parts draw them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_LONGEST = 4000  # characters compared piece by piece; longer texts are shown whole, old and new
_PIECES = re.compile(r"[A-Za-z0-9.%]+|\s+|.", re.DOTALL)


@register.simple_tag
def bar_rows(rows: Sequence[Mapping[str, Any]], most: float | None = None) -> list[dict[str, Any]]:
    """Rows of {"label", "value", "target"?} with `width` and `mark` in percent of the longest bar; zero is the base."""
    longest = most or max((float(n) for row in rows for n in (row["value"], row.get("target") or 0)), default=0) or 1
    return [{**row, "width": _share(row["value"], longest), "mark": _share(row.get("target"), longest)} for row in rows]


@register.simple_tag
def spark_points(values: Sequence[float], width: int = 120, height: int = 30) -> dict[str, Any]:
    """The points of a small line, its last point, and first and last value. Two values at least."""
    low, high = min(values), max(values)
    step, span = width / max(len(values) - 1, 1), float(high - low) or 1.0
    points = [
        (round(i * step, 1), round(height - 3 - (float(v - low) / span) * (height - 6), 1))
        for i, v in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    return {"line": line, "x": points[-1][0], "y": points[-1][1], "first": values[0], "last": values[-1]}


@dataclass(frozen=True)
class Gantt:
    months: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    today: str


@register.simple_tag
def gantt_chart(rows: Iterable[Mapping[str, Any]], start: date, end: date, today: date) -> Gantt:
    """Rows of {"start", "end", "progress"} placed between two days; months are the quarter marks of its head."""
    span = max((end - start).days, 1)

    def place(day: date) -> float:
        return round(min(max((day - start).days / span * 100, 0), 100), 2)

    drawn = []
    for row in rows:
        left, right = place(row["start"]), place(row["end"] + timedelta(days=1))
        width = round(max(right - left, 0.5), 2)
        done = round(width * min(max(float(row.get("progress") or 0), 0), 100) / 100, 2)
        drawn.append({**row, "x": f"{left}%", "width": f"{width}%", "done": f"{done}%"})
    quarters = [date(y, m, 1) for y in range(start.year, end.year + 1) for m in (1, 4, 7, 10)]
    months = [{"day": day, "x": f"{place(day)}%"} for day in quarters if start <= day < end]
    return Gantt(months, drawn, f"{place(today)}%" if start <= today <= end else "")


@register.simple_tag
def marked(old: Any, new: Any, side: str) -> SafeString:
    """One side of a comparison ("old" or "new"), with what went as <del> and what came as <ins>."""
    before, after = _text(old), _text(new)
    if before == after:
        return escape(before)
    if max(len(before), len(after)) > _LONGEST:
        return format_html("<del>{}</del>", before) if side == "old" else format_html("<ins>{}</ins>", after)
    a, b = _PIECES.findall(before), _PIECES.findall(after)
    steps = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return format_html_join("", "{}", ((_piece(step, a, b, side),) for step in steps))


def _piece(step: tuple[str, int, int, int, int], a: list[str], b: list[str], side: str) -> SafeString:
    kind, i, j, k, m = step
    text = "".join(a[i:j] if side == "old" else b[k:m])
    if kind == "equal" or not text:
        return escape(text)
    return format_html("<del>{}</del>" if side == "old" else "<ins>{}</ins>", text)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _share(value: Any, whole: float) -> str:
    return "" if value is None or value == "" else f"{min(max(float(value) / whole * 100, 0), 100):.2f}%"
