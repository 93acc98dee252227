"""The left rail: what a person's work begins with, at most eight entries, the parts of the one they are in below it."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from kernel.accounts.models import User

STAFF = "staff"  # not a permission: whoever may enter the admin


@dataclass(frozen=True, slots=True)
class Entry:
    """A page work begins with, for those who have the permission; one with `parts` leads to the first it may open."""

    label: str
    page: str = ""
    icon: str = ""
    permission: str = ""
    parts: tuple["Entry", ...] = field(default_factory=tuple)


FIRM = "enterprises.act_for_enterprise"
ENTRIES = (
    Entry(_noop("My to-do"), "workbench", "todo"),
    Entry(_noop("My enterprise"), "enterprises:home", "flag", FIRM),
    Entry(_noop("Our applications"), "enterprises:application-list", "file", FIRM),
    Entry(_noop("Open calls"), "enterprises:call-list", "report", FIRM),
    Entry(_noop("Policies that fit"), "enterprises:policy-list", "book", FIRM),
    Entry(_noop("Plan"), "coordination:plan-list", "chart", "coordination.view_plan"),
    Entry(_noop("Tasks"), "coordination:task-list", "tasks", "coordination.view_task"),
    Entry(_noop("Reports"), "coordination:report-list", "report", "coordination.view_progressreport"),
    Entry(_noop("Firms"), icon="flag", parts=(
        Entry(_noop("Registrations"), "enterprises:registration-list", permission="enterprises.approve_registration"),
        Entry(_noop("Registry"), "enterprises:enterprise-list", permission="enterprises.approve_registration"),
        Entry(_noop("Standings of brands"), "enterprises:standing-list", permission="enterprises.confirm_standing"),
        Entry(_noop("Merge double entries"), "enterprises:merge-list", permission="enterprises.manage_enterprise"),
    )),
    Entry(_noop("Applications"), "enterprises:check-list", "file", "enterprises.check_application"),
    Entry(_noop("Calls and support"), icon="calendar", parts=(
        Entry(_noop("Calls to prepare"), "enterprises:call-manage", permission="enterprises.manage_call"),
        Entry(_noop("Policies"), "enterprises:policy-manage", permission="enterprises.manage_policy"),
        Entry(_noop("Grants"), "enterprises:grant-list", permission="enterprises.manage_grant"),
    )),
    Entry(_noop("Messages"), "inbox", "bell", FIRM),
    Entry(_noop("API tokens"), "token-list", "key", "coordination.report_progress"),
    Entry(_noop("Administration"), "admin:index", "settings", STAFF),
)  # fmt: skip


def rail_of(user: User, path: str) -> list[dict[str, Any]]:
    """The entries this person's work has; the one they are in is marked, or its parts below it are."""
    found = []
    for entry in ENTRIES:
        pages = [part for part in entry.parts or (entry,) if _may(user, part.permission) and address(part.page)]
        if pages:
            found.append((entry, pages))
    here = _nearest(path, [address(page.page) for _entry, pages in found for page in pages])
    entries = []
    for entry, pages in found:
        inside = any(address(page.page) == here for page in pages)
        parts = [_item(page, path, here) for page in pages] if entry.parts and inside and len(pages) > 1 else []
        item = _item(entry, path, here, pages[0].page)
        if parts:
            item["current"] = ""
        entries.append({**item, "parts": parts, "inside": inside})
    return entries


@cache
def address(page: str) -> str:
    """Where a page is; empty for one that is not there."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


def _nearest(path: str, urls: list[str]) -> str:
    """The page that the open one is or lies below: the longest beginning of its address; empty for none."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def _item(entry: Entry, path: str, here: str, page: str = "") -> dict[str, Any]:
    """`current` as screen readers are told it: this very page, or one that lies below it."""
    url = address(page or entry.page)
    current = "" if url != here else "page" if path == url else "true"
    return {"label": _(entry.label), "url": url, "icon": entry.icon, "current": current}


def _may(user: User, permission: str) -> bool:
    return user.is_staff if permission == STAFF else not permission or user.has_perm(permission)
