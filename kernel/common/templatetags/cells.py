"""The cells of `parts/table.html`: a page has hundreds, so they are written here and not by a template each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime

from .words import days_left, days_tone, iso

register = template.Library()
NOTHING: Mapping[str, Any] = {}


@register.simple_tag
def table_cell(cell: Any, column: Mapping[str, Any]) -> SafeString:
    """A cell after the first: text, or {kind, …} as table.html says."""
    about = cell if isinstance(cell, Mapping) else NOTHING
    kind = about.get("kind", "")
    classes = [
        name
        for name, given in [
            ("num", column.get("num")),
            ("nowrap", column.get("keep")),
            ("wide-only", column.get("wide")),
            ("bar-cell", kind == "bar"),
            ("blank", cell == "" or _says_nothing(kind, about)),
        ]
        if given
    ]
    content = _CONTENTS[kind](about, column) if kind in _CONTENTS else _plain(cell)
    label = capfirst(column.get("label", ""))
    return format_html('<td class="{}" data-label="{}">{}</td>', " ".join(classes), label, content)


@register.simple_tag
def table_name(cell: Any, url: str = "") -> SafeString:
    """The first cell: the row's name, which leads to it."""
    about = cell if isinstance(cell, Mapping) else NOTHING
    name = _plain(about.get("text") or cell)
    if url:
        name = format_html('<a href="{}" data-open>{}</a>', url, name)
    sub = format_html('<span class="sub">{}</span>', _plain(about["sub"])) if about.get("sub") else ""
    return format_html('<th scope="row">{}{}</th>', name, sub)


def _says_nothing(kind: str, about: Mapping[str, Any]) -> bool:
    if kind == "days":
        return about.get("days") is None and not about.get("due_on")
    return kind == "day" and not about.get("text")


def _plain(value: Any) -> Any:
    """As a template writes a value: numbers and days in the reader's way."""
    if isinstance(value, str):
        return value
    return localize(localtime(value) if isinstance(value, datetime) else value)


def _part(part: str, **context: Any) -> str:
    return get_template(f"parts/{part}.html").render(context)


def _light(about: Mapping[str, Any], _column: Mapping[str, Any]) -> str:
    return _part("light", light=about.get("light"), reason=about.get("reason"))


def _bar(about: Mapping[str, Any], column: Mapping[str, Any]) -> str:
    given = {name: about.get(name) for name in ("value", "target", "tone")}
    return _part("progress_bar", **given, label=column.get("label"))


def _badge(about: Mapping[str, Any], _column: Mapping[str, Any]) -> str:
    return _part("badge", text=about.get("text"), tone=about.get("tone"))


def _days(about: Mapping[str, Any], _column: Mapping[str, Any]) -> SafeString:
    days, due_on = about.get("days"), about.get("due_on")
    tone = days_tone(days)
    day = format_html('<span class="sub">{}</span>', iso(due_on)) if due_on else ""
    classes = f"nowrap days-{tone}" if tone else "nowrap"
    return format_html('<span><span class="{}">{}</span>{}</span>', classes, days_left(days), day)


def _link(about: Mapping[str, Any], _column: Mapping[str, Any]) -> SafeString:
    return format_html('<a href="{}">{}</a>', about.get("url", ""), _plain(about.get("text", "")))


def _day(about: Mapping[str, Any], _column: Mapping[str, Any]) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', _plain(about.get("text", "")))


def _two(about: Mapping[str, Any], _column: Mapping[str, Any]) -> SafeString:
    text, sub = (_plain(about.get(name, "")) for name in ("text", "sub"))
    return format_html('<span>{}<span class="sub">{}</span></span>', text, sub)


_CONTENTS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str]] = {
    "light": _light,
    "badge": _badge,
    "bar": _bar,
    "days": _days,
    "link": _link,
    "day": _day,
    "two": _two,
}
