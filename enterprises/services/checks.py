"""The formal check: each document and answer looked at, one notice with everything missing, accepted or rejected."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.accounts.models import User
from kernel.activity import clock
from kernel.activity.models import AuditEntry
from kernel.activity.services import advance, notify, require, withdraw
from kernel.common.errors import Invalid, NotPermitted, NotThere, StepRefused

from ..models import Application, CheckItem, CheckRule, Stage, Submission
from ..queries.check_sheet import WHOLE, listed, sheet_of
from ..queries.people import people_of
from ..queries.sheets import fields_of, materials_of
from ..workflow import ApplicationStatus
from ..workflow.applications import CHECK
from . import clocks

Finding = CheckItem.Finding
ACCEPTED = "application_accepted"
LONGEST_REMARK = CheckItem._meta.get_field("remark").max_length or 0


@transaction.atomic
def record_findings(
    application: Application, findings: Mapping[str, tuple[str, str]], *, actor: User, now: datetime
) -> Submission:
    """Keep what the check found: finding and remark by path (`section.field`, `material.<key>`, empty for the whole).

    What was found before stays unless it is named again. Invalid (400) for a path that the form does not have, or
    for something not in order that is not explained.
    """
    submission = _last_submission(_hold(application, actor))
    places = _places(application)
    wrong = {path: [_("There is no such question in this call.")] for path in findings if path not in places}
    for path, (finding, remark) in findings.items():
        if finding not in Finding.values:
            wrong[path] = [_("Say whether it is in order, missing or not in order.")]
        elif finding == Finding.WRONG and not remark.strip():
            wrong[path] = [_("Say what is missing or wrong.")]
        elif len(remark.strip()) > LONGEST_REMARK:
            wrong[path] = [_("At most %(most)d characters.") % {"most": LONGEST_REMARK}]
    if wrong:
        raise Invalid(fields=wrong)
    for path, (finding, remark) in findings.items():
        words = {"finding": finding, "remark": remark.strip(), "checked_by": actor, "checked_at": now}
        CheckItem.objects.update_or_create(submission=submission, **places[path], defaults=words)
    return submission


@transaction.atomic
def pass_remaining(application: Application, *, actor: User, now: datetime) -> int:
    """Find in order all that nobody has looked at yet; returns how much that was."""
    submission, sheet = _last_submission(_hold(application, actor)), sheet_of(application)
    places = _places(application)
    left = [place.path for place in sheet.waiting if place.path in places] if sheet else []
    CheckItem.objects.bulk_create(
        CheckItem(
            submission=submission, finding=Finding.IN_ORDER, checked_by=actor, checked_at=now, **places[path]
        ) for path in left
    )  # fmt: skip
    return len(left)


@transaction.atomic
def return_application(application: Application, *, actor: User, note: str, today: date) -> Application:
    """Send it back once with everything that is missing; only that opens again, and the check's clock stands still."""
    row = _hold(application, actor)
    objections = _objections(row)
    if not objections:
        raise StepRefused(_("Mark first what is missing or not in order."))
    require_return_left(row)
    clocks.halt(row, Stage.Kind.FORMAL_CHECK, today=today)
    begun = clocks.begin(row, Stage.Kind.SUPPLEMENT, today=today, round=row.returns + 1)
    row = advance(application, "return", actor=actor, note=note, returns=row.returns + 1, due_on=begun.due_on)
    _tell(row, "application_returned", note=note, due=str(row.due_on), items=listed(objections))
    return row


@transaction.atomic
def accept_application(application: Application, *, actor: User, today: date, note: str = "") -> Application:
    """The formal check is passed; StepRefused (409) while something is marked as missing or not in order."""
    row = _hold(application, actor)
    if row.status == ApplicationStatus.ACCEPTED:
        return row
    objections = _objections(row) if row.status == ApplicationStatus.SUBMITTED else []
    if objections:
        raise StepRefused(_("Still marked as not in order: %(items)s.") % {"items": listed(objections)})
    clocks.finish(row, today=today)
    row = advance(application, "accept", actor=actor, note=note, due_on=None, decided_on=today, decision_note=note)
    final = clock.now() + timedelta(seconds=CheckRule.objects.on(today).undo_seconds)
    _tell(row, ACCEPTED, not_before=final)
    return row


@transaction.atomic
def reconsider_acceptance(application: Application, *, actor: User, now: datetime, today: date) -> Application:
    """Take one's own acceptance back: all is as before it, its clock too, and the firm never hears of it.

    NotPermitted (403) for somebody else's; StepRefused (409) when the rule's `undo_seconds` are over; StaleVersion
    (412) when the application was written since.
    """
    _hold(application, actor)
    decision = AuditEntry.objects.of(application).filter(step="accept").first()
    if decision is not None and decision.actor_id != actor.pk:
        raise NotPermitted(_("Somebody else has accepted it; only they can take that back."))
    due_on = _day(decision.before["due_on"]) if decision else None
    row = advance(
        application, "reconsider", actor=actor, due_on=due_on, decided_on=None, decision_note="",
    )  # fmt: skip
    limit = timedelta(seconds=CheckRule.objects.on(today).undo_seconds)
    if decision is None or now > decision.at + limit:
        raise StepRefused(_("Too late to take it back: the firm may have been told."))
    if not withdraw(_key(row, ACCEPTED, row.version - 1), now=now):
        raise StepRefused(_("The firm has been told already; the acceptance stands."))
    clocks.reopen(row, Stage.Kind.FORMAL_CHECK, since=today, due_on=due_on)
    return row


@transaction.atomic
def reject_application(application: Application, *, actor: User, note: str, today: date) -> Application:
    """The application does not go on; the firm is told why."""
    row = _hold(application, actor)
    clocks.finish(row, today=today)
    row = advance(application, "reject", actor=actor, note=note, due_on=None, decided_on=today, decision_note=note)
    _tell(row, "application_rejected", note=note)
    return row


def require_checker(application: Application, actor: User) -> None:
    """NotPermitted (403) unless the actor checks applications and the scheme is run by one of their departments."""
    require(actor, CHECK)
    scope = actor.scope
    if not scope.everything and application.call.scheme.department_id not in scope.departments:
        raise NotPermitted(_("Another department runs this scheme."))


def require_return_left(application: Application) -> None:
    """StepRefused (409) when the application was returned as often as its call allows."""
    n = application.returns
    if n >= application.call.most_returns:
        said = ngettext(
            "It was returned %(n)d time, as often as the call allows; accept or reject it.",
            "It was returned %(n)d times, as often as the call allows; accept or reject it.", n,
        )  # fmt: skip
        raise StepRefused(said % {"n": n})


def _hold(application: Application, actor: User) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__scheme", "enterprise")
    row = rows.filter(pk=application.pk).first()
    if row is None:
        raise NotThere(_("This record is no longer there."))
    require_checker(row, actor)
    return row


def _last_submission(row: Application) -> Submission:
    if row.status != ApplicationStatus.SUBMITTED:
        raise StepRefused(_("An application that is %(status)s is not checked.") % {"status": row.get_status_display()})
    last = row.submissions.last()
    if last is None:
        raise StepRefused(_("Nothing was sent yet."))
    return last


def _places(application: Application) -> dict[str, dict[str, Any]]:
    """Each path of the form, and the columns that say it in a check item."""
    places: dict[str, dict[str, Any]] = {WHOLE: {"field": None, "material": None}}
    places |= {path: {"field": field, "material": None} for path, field in fields_of(application.call).items()}
    for key, material in materials_of(application.call).items():
        places[f"material.{key}"] = {"field": None, "material": material}
    return places


def _objections(row: Application) -> list[CheckItem]:
    items = _last_submission(row).check_items.exclude(finding=Finding.IN_ORDER)
    return list(items.select_related("field", "material"))


def _tell(row: Application, verb: str, **more: Any) -> None:
    words: dict[str, Any] = {"call": row.call.title, "number": row.number, **more}
    notify(people_of(row.enterprise), verb, about=row, dedupe_key=_key(row, verb, row.version), **words)


def _key(row: Application, verb: str, version: int) -> str:
    return f"{verb}:{row.pk}:{version}"


def _day(kept: Any) -> date | None:
    """A day as the audit keeps it."""
    return date.fromisoformat(str(kept)) if kept else None
