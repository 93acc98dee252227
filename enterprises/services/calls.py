"""A scheme's yearly call: prepared, published with its form and rubric frozen, taken back, closed, cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, amend, notify, record
from kernel.common.errors import DomainError, Invalid, NoteMissing

from ..models import Application, Call, FormVersion, Membership, Rubric, Scheme, Stage
from ..queries.readiness import missing_parts
from ..workflow import ApplicationStatus, CallStatus, VersionStatus
from ..workflow.calls import MANAGE
from .rubrics import copy_rubric
from .schemes import require_runner
from .sheets import first_form_version, new_form_version

# What may still be said better once firms read the call; the closing may only move back.
OPEN_TO_CHANGE = frozenset({"introduction", "contact", "minutes_needed", "closes_at"})
LIVE = (ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED, ApplicationStatus.ACCEPTED)


class CallStands(DomainError):
    """The call is published: what firms rely on no longer changes."""

    code = "call_published"


class FirmsHaveBegun(DomainError):
    """Somebody has begun an application, so the call cannot be taken back."""

    code = "firms_have_begun"


class NotYetOver(DomainError):
    """The call closes by itself when its time is over, not before."""

    code = "call_still_open"


class YearTaken(DomainError):
    """The scheme has a call in that year already."""

    code = "year_taken"


@transaction.atomic
def create_call(
    scheme: Scheme, *, year: int, title: str, opens_at: datetime, closes_at: datetime, actor: User | None, **fields: Any
) -> Call:
    """A call in preparation, with the scheme's latest form and all stages, their lengths still to be given."""
    require_runner(scheme, actor)
    refuse_taken_year(scheme, year)
    _refuse_wrong_times(opens_at, closes_at)
    call = Call.objects.create(
        scheme=scheme, year=year, title=title, opens_at=opens_at, closes_at=closes_at,
        form=scheme.form_versions.first(), **fields,
    )  # fmt: skip
    Stage.objects.bulk_create(
        Stage(call=call, kind=kind, order=order) for order, kind in enumerate(Stage.Kind.values, start=1)
    )
    record(call, "create", actor=actor, after={"year": year, "title": title})
    return call


def edit_call(call: Call, *, actor: User | None, note: str = "", **changes: Any) -> Call:
    """Change a call in preparation; of a published one its words, and its closing to a later time with a reason.

    Raises CallStands (409) for everything else, NoteMissing (400) for a closing moved without a reason.
    """
    require_runner(call.scheme, actor)
    moved = {name for name, value in changes.items() if getattr(call, name) != value}
    if call.status != CallStatus.DRAFT:
        _refuse_standing(call, moved, changes, note)
    if "year" in moved:
        refuse_taken_year(call.scheme, changes["year"])
    if changes.get("form") and changes["form"].scheme_id != call.scheme_id:
        raise Invalid(fields={"form": [_("This is another scheme's form.")]})
    _refuse_wrong_times(changes.get("opens_at", call.opens_at), changes.get("closes_at", call.closes_at))
    before = call.closes_at
    row = amend(call, actor=actor, permission=MANAGE, note=note, **changes)
    if call.status == CallStatus.PUBLISHED and row.closes_at != before:
        _tell_applicants(row, "call_extended", note)
    return row


@transaction.atomic
def publish_call(call: Call, *, actor: User | None, now: datetime) -> Call:
    """Make the call public; its form and rubric are frozen with it. Invalid (400) lists all that is missing at once."""
    require_runner(call.scheme, actor)
    Call.workflow.step("publish", call.status)
    missing = missing_parts(call, now)
    if missing:
        raise Invalid(
            _("The call is not complete."),
            fields={part: [str(sentence) for sentence in sentences] for part, sentences in missing.items()},
        )
    for version in (call.form, call.rubric):
        _freeze(version, actor)
    return advance(call, "publish", actor=actor)


@transaction.atomic
def unpublish_call(call: Call, *, actor: User | None, note: str) -> Call:
    """Take a call back into preparation while no firm has begun: FirmsHaveBegun (409) otherwise."""
    require_runner(call.scheme, actor)
    row = advance(call, "unpublish", actor=actor, note=note)
    # After the row is locked: who begins an application now waits for it, and finds the call closed.
    if Application.objects.filter(call=row).exists():
        raise FirmsHaveBegun(_("A firm has begun an application; move the closing or cancel the call instead."))
    return row


def close_call(call: Call, *, actor: User | None, now: datetime) -> Call:
    """Note that a call whose time is over takes no more applications; NotYetOver (409) before."""
    require_runner(call.scheme, actor)
    if call.status == CallStatus.PUBLISHED and now < call.closes_at:
        raise NotYetOver(
            _("It is open until %(closes)s.") % {"closes": f"{timezone.localtime(call.closes_at):%Y-%m-%d %H:%M}"}
        )
    return advance(call, "close", actor=actor)


@transaction.atomic
def take_new_form(call: Call, *, actor: User | None) -> Call:
    """Let a call in preparation ask by a new draft: copied from its form, or empty when it has none."""
    require_runner(call.scheme, actor)
    if call.status != CallStatus.DRAFT:
        raise CallStands(_("The call is %(status)s; this no longer changes.") % {"status": call.get_status_display()})
    remark = _("for the call of %(year)d") % {"year": call.year}
    if call.form is None:
        form = first_form_version(call.scheme, actor=actor, remark=remark)
    else:
        form = new_form_version(call.form, actor=actor, remark=remark)
    return amend(call, actor=actor, permission=MANAGE, form=form)


@transaction.atomic
def take_new_rubric(call: Call, *, actor: User | None) -> Call:
    """Let a call in preparation be scored by a draft copied from its rubric."""
    require_runner(call.scheme, actor)
    if call.status != CallStatus.DRAFT or call.rubric is None:
        raise CallStands(_("The call is %(status)s; this no longer changes.") % {"status": call.get_status_display()})
    return amend(call, actor=actor, permission=MANAGE, rubric=copy_rubric(call.rubric, actor=actor))


@transaction.atomic
def cancel_call(call: Call, *, actor: User | None, note: str) -> Call:
    """The call will not take place; every firm that has begun is told why."""
    require_runner(call.scheme, actor)
    row = advance(call, "cancel", actor=actor, note=note)
    _tell_applicants(row, "call_cancelled", note)
    return row


def refuse_taken_year(scheme: Scheme, year: int) -> None:
    """YearTaken (409) when the scheme has a call in that year that was not cancelled."""
    known = scheme.calls.filter(year=year).exclude(status=CallStatus.CANCELLED).first()
    if known is not None:
        words = {"year": year, "call": known}
        raise YearTaken(_("There is a call of %(year)d already: %(call)s.") % words, call=known.pk)


def _refuse_wrong_times(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise Invalid(fields={"closes_at": [_("It must close after it opens.")]})


def _refuse_standing(call: Call, moved: set[str], changes: dict[str, Any], note: str) -> None:
    if call.status != CallStatus.PUBLISHED or moved - OPEN_TO_CHANGE:
        words = {"status": call.get_status_display()}
        raise CallStands(_("The call is %(status)s; this no longer changes.") % words, fields_fixed=sorted(moved))
    if "closes_at" not in moved:
        return
    if changes["closes_at"] < call.closes_at:
        raise Invalid(fields={"closes_at": [_("Firms rely on this time; it can only be moved to a later one.")]})
    if not note.strip():
        raise NoteMissing(fields={"note": [_("Say why the closing is moved; the applicants read it.")]})


def _freeze(version: FormVersion | Rubric | None, actor: User | None) -> None:
    if version is not None and version.status == VersionStatus.DRAFT:
        advance(version, "freeze", actor=actor)


def _tell_applicants(call: Call, verb: str, note: str) -> None:
    firms = Application.objects.filter(call=call, status__in=LIVE).values("enterprise")
    seats = Membership.objects.active().filter(enterprise__in=firms).select_related("user")
    people = {seat.user for seat in seats}
    key = f"{verb}:{call.pk}:{call.version}"
    closes = f"{timezone.localtime(call.closes_at):%Y-%m-%d %H:%M}"
    notify(people, verb, about=call, dedupe_key=key, call=call.title, note=note, closes=closes)
