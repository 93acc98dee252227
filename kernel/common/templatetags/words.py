"""How dates, numbers, days and lights read on a page; a builtin of the template engine, so no page loads it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext, pgettext

from ..requests import request_id

register = template.Library()

_WEEKDAYS = "一二三四五六日"
# From where a number is said in a unit (what would round up to it included), the unit's size and its sign.
_BIG_ZH = ((10**8 - 500, 10**8, "亿"), (10**4, 10**4, "万"))
_BIG_EN = ((10**9 - 50_000, 10**9, "B"), (10**6 - 50, 10**6, "M"), (10**5, 10**3, "K"))
# Signs in a User-Agent, the tell-tale ones first (Edge and WeChat also say Chrome, Android also says Linux).
_BROWSERS = ("MicroMessenger", "DingTalk", "Edg", "OPR", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
_KNOWN_AS = {"MicroMessenger": "WeChat", "Edg": "Edge", "OPR": "Opera", "Mac OS": "macOS"}
_TONES = {
    "ok": ("green", "done", "accepted", "approved", "completed", "recognised", "closed", "success", "clean", "active"),
    "warn": ("yellow", "returned", "supplement", "extended", "disputed", "warning", "checking"),
    "due": ("red", "overdue", "rejected", "refused", "expired", "revoked", "error", "infected", "danger"),
    "brand": ("submitted", "reviewing", "running", "in_progress", "issued", "open", "info", "primary"),
}
_TONE_OF = {status: tone for tone, statuses in _TONES.items() for status in statuses}


@register.filter(expects_localtime=True)
def long_date(day: date | None) -> str:
    """A day as running text has it: 2026年5月10日 (周日), or 10 May 2026 (Sun)."""
    if not day:
        return ""
    if _chinese():
        return f"{day.year}年{day.month}月{day.day}日 (周{_WEEKDAYS[day.weekday()]})"
    return f"{day.day} {day:%b} {day.year} ({day:%a})"


@register.filter(expects_localtime=True)
def short_date(day: date | None) -> str:
    """A day whose year is plain from its neighbours: 5月10日, or 10 May."""
    if not day:
        return ""
    return f"{day.month}月{day.day}日" if _chinese() else f"{day.day} {day:%b}"


@register.filter(expects_localtime=True)
def near_date(day: date | None) -> str:
    """A day of this year without it, of another year with it: 5月10日, 2027年5月10日."""
    if not day or day.year == localtime().year:
        return short_date(day)
    return f"{day.year}年{day.month}月{day.day}日" if _chinese() else f"{day.day} {day:%b} {day.year}"


@register.filter
def month_word(day: date | None) -> str:
    """The month of a day as a heading has it: 5月, or May."""
    if not day:
        return ""
    return f"{day.month}月" if _chinese() else f"{day:%b}"


@register.filter(expects_localtime=True)
def iso(moment: date | None) -> str:
    """A day or an instant as tables have it: 2026-05-10, or 2026-05-10 14:30."""
    if not moment:
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


@register.filter
def big(number: Decimal | float | str | None) -> str:
    """A number in the units people say: 8,640, 12.3万, 1.2亿; in English 8,640, 123.4K, 1.2M."""
    if number is None or number == "":
        return ""
    value = Decimal(str(number))
    for threshold, scale, unit in _BIG_ZH if _chinese() else _BIG_EN:
        if abs(value) >= threshold:
            return f"{_plain(value / scale, 1)}{unit}"
    return _plain(value, 2)


@register.filter
def days_left(days: int | None) -> str:
    """Working days from today to the due day, as people ask for them; below zero it is late."""
    if not isinstance(days, int):
        return ""
    if days == 0:
        return gettext("Due today")
    if days > 0:
        return ngettext("%(days)d working day left", "%(days)d working days left", days) % {"days": days}
    return ngettext("%(days)d working day late", "%(days)d working days late", -days) % {"days": -days}


@register.filter
def days_tone(days: int | None) -> str:
    """`late` when due or past, `soon` within five working days, else empty: the class `days-…`."""
    if not isinstance(days, int) or days > 5:
        return ""
    return "late" if days <= 0 else "soon"


@register.filter
def light_word(colour: str) -> str:
    """What a light says, so that it never says it by colour alone."""
    words = {
        "green": pgettext("light", "On schedule"),
        "yellow": pgettext("light", "Behind"),
        "red": pgettext("light", "Late"),
        "grey": pgettext("light", "Not under way"),
    }
    return words.get(str(colour), "")


@register.filter
def tone(status: str) -> str:
    """The tone of a status or a light: ok, warn, due, brand, or quiet for what asks nothing of anybody."""
    return _TONE_OF.get(str(status), "quiet")


@register.filter
def full_figure(amount_in_10k: Decimal | float | str | None) -> str:
    """Money held in 10,000 CNY, written out: 12.5 -> ¥125,000; nothing for what is no number, as in a draft."""
    if amount_in_10k is None or amount_in_10k == "":
        return ""
    try:
        amount = Decimal(str(amount_in_10k)) * 10_000
        return f"{'-' if amount < 0 else ''}¥{_plain(abs(amount), 2)}"
    except InvalidOperation:
        return ""


@register.filter
def item(things: Sequence[Any], index: int) -> Any:
    """The thing at a place that a loop counted; empty beyond the end."""
    return things[index] if index < len(things) else ""


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """The page numbers to show around this one; 0 stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in numbers]


@register.filter
def undo_url(message: Any) -> str:
    """Where a message's undo is posted: `messages.success(request, text, extra_tags="undo=/path/")`."""
    for tag in str(getattr(message, "extra_tags", "") or "").split():
        if tag.startswith("undo=/") and not tag.startswith("undo=//"):
            return tag.removeprefix("undo=")
    return ""


@register.filter
def undo_seconds(message: Any) -> int:
    """How long that undo is open: `extra_tags="undo=/path/ seconds=30"`."""
    tags = str(getattr(message, "extra_tags", "") or "").split()
    return next((int(tag[8:]) for tag in tags if tag.startswith("seconds=") and tag[8:].isdecimal()), 30)


@register.filter
def browser(user_agent: str) -> str:
    """A User-Agent as a person knows it: "Chrome · Windows"; the raw text when it is unknown."""
    found = [next((sign for sign in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(_KNOWN_AS.get(sign, sign) for sign in found if sign) or user_agent[:60]


@register.filter
def same_site(address: str, request: HttpRequest) -> str:
    """The address when it is one of ours (a Referer to go back to), else the first page."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else "/"


@register.filter(expects_localtime=True)
def from_now(length: timedelta | None) -> datetime | None:
    """The instant that lies so far ahead of now."""
    return localtime() + length if length else None


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from static/img/icons.svg; it only repeats a word that stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("img/icons.svg"), name
    )


@register.simple_tag
def request_number() -> str:
    """The number to quote when asking for help, also where no context reaches (the 500 page)."""
    return request_id()


@register.inclusion_tag("parts/field.html")
def field(
    bound: BoundField, *, label: str = "", unit: str = "", hint: str = "", beside: str = "", money: bool = False
) -> dict[str, Any]:
    """A form's field in full: label, hint, error, control, its unit inside, a remark beside.

    `money=True`: the field is in 10,000 CNY and the full figure stands beside it.
    """
    return {
        "field": bound,
        "label": label or bound.label,
        "unit": unit or (gettext("10,000 CNY") if money else ""),
        "hint": hint or bound.help_text,
        "beside": beside or _beside(bound, money),
        "money": money,
        "kind": bound.widget_type,
    }


@register.inclusion_tag("parts/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """All that is wrong with the forms in one list, each with a link to its field; nothing when all is right."""
    wrong = [form for form in forms if form and form.errors]
    return {"forms": wrong, "fields": [field for form in wrong for field in form if field.errors]}


def _beside(bound: BoundField, money: bool) -> str:
    """What stands beside the control: the full figure of money, or what the field itself says of its value."""
    if money:
        return "" if bound.errors else full_figure(bound.value())
    says = getattr(bound.field, "beside", None)
    return str(says(bound.value())) if says else ""


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _plain(value: Decimal, places: int) -> str:
    """With separators, rounded half up, without idle noughts after the point."""
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
