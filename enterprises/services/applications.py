"""An application from its first question to its receipt: begun, put together, sent, withdrawn."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, notify, record, require
from kernel.common.errors import Invalid, NotThere, StepRefused

from ..models import (
    Answer,
    Application,
    Brand,
    Call,
    Enterprise,
    Stage,
    Submission,
)
from ..queries.completeness import problems_of
from ..queries.content import content_of
from ..queries.eligibility import check_call
from ..queries.people import checkers_of, people_of
from ..queries.prefill import prefilled
from ..rules import Outcome
from ..workflow import ApplicationStatus
from ..workflow.applications import APPLY
from . import clocks
from .answers import hold_open
from .late_codes import take_late_code
from .receipts import make_receipt
from .seats import WRITERS, require_seat

SENT = (ApplicationStatus.SUBMITTED, ApplicationStatus.ACCEPTED)


@transaction.atomic
def start_application(
    call: Call, enterprise: Enterprise, *, actor: User, now: datetime, brand: Brand | None = None, late_code: str = ""
) -> Application:
    """Begin an application with what the portal knows filled in; one that is begun already is gone on with.

    Raises StepRefused (409) when the call is not open and no valid late-entry code is given, or when the firm does not
    meet a rule: `extra["reasons"]` says each.
    """
    require(actor, APPLY)
    require_seat(enterprise, actor, *WRITERS)
    if brand is not None and brand.enterprise_id != enterprise.pk:
        raise Invalid(fields={"brand": [_("This is not a brand of your enterprise.")]})
    held = Call.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=call.pk)
    begun = Application.objects.live().filter(call=held, enterprise=enterprise)
    same = begun.filter(brand=brand).first()
    if same is not None:
        return same
    if begun.count() >= held.applications_each:
        raise StepRefused(_("Your enterprise has its %(n)d applications in this call already.") % {"n": begun.count()})
    code = None if held.is_open(now) else take_late_code(held, late_code, now=now)
    _require_eligible(held, enterprise, timezone.localdate(now))
    lapsed = held.applications.filter(
        enterprise=enterprise, brand=brand, status=ApplicationStatus.NOT_SUBMITTED
    ).first()
    if lapsed is not None:
        # What was filled in before the closing is gone on with.
        return advance(lapsed, "reopen", actor=actor, late_code=code)
    application = _create(call=held, enterprise=enterprise, brand=brand, late_code=code, begun_by=actor, begun_at=now)
    record(application, "begin", actor=actor, after={"call": held.title})
    _fill_in(application, now)
    return application


@transaction.atomic
def choose_brand(application: Application, brand: Brand | None, *, actor: User, now: datetime) -> Application:
    """Say for which brand the firm applies, while it is a draft; what is known of it is filled in where nothing is."""
    held = hold_open(application, actor=actor)
    if held.status != ApplicationStatus.DRAFT:
        raise StepRefused(_("The brand of an application that was sent cannot be changed."))
    if brand is not None and brand.enterprise_id != held.enterprise_id:
        raise Invalid(fields={"brand": [_("This is not a brand of your enterprise.")]})
    other = Application.objects.live().filter(call=held.call_id, enterprise=held.enterprise_id, brand=brand)
    if other.exclude(pk=held.pk).exists():
        raise Invalid(fields={"brand": [_("You apply for this brand in this call already.")]})
    held.brand = brand
    held.save(update_fields=["brand"])
    _fill_in(held, now)
    return held


@transaction.atomic
def submit_application(application: Application, *, actor: User, now: datetime) -> Application:
    """Send the application, or its supplement: it gets its receipt number once, and a PDF of what was sent.

    A second click finds it sent and changes nothing. Invalid (400) lists all that is missing at once; StepRefused (409)
    when the call has closed.
    """
    row = _hold(application)
    if row.status in SENT:
        require_seat(row.enterprise, actor)
        return row
    hold_open(row, actor=actor)
    first = row.status == ApplicationStatus.DRAFT
    if first:
        _require_time(row, now)
    _require_complete(row)
    today = timezone.localdate(now)
    clock = _turn_clocks(row, first=first, today=today)
    due_on = clock.due_on if clock else None
    sent = advance(
        application, "submit" if first else "supplement", actor=actor, due_on=due_on, submitted_by=actor,
        number=row.number or _next_number(row.call), submitted_at=row.submitted_at or now,
    )  # fmt: skip
    submission = Submission.objects.create(
        application=sent, round=sent.returns + 1, submitted_at=now, submitted_by=actor, content=_content(sent)
    )
    make_receipt(submission, actor=actor, now=now)
    _tell_sent(sent, first=first)
    return sent


@transaction.atomic
def withdraw_application(application: Application, *, actor: User, note: str, today: date) -> Application:
    """The firm takes its application back, at any time before the decision; what was sent stays on record."""
    row = _hold(application)
    require_seat(row.enterprise, actor, *WRITERS)
    clocks.finish(row, today=today)
    sent = row.submitted_at is not None
    row = advance(application, "withdraw", actor=actor, note=note, due_on=None, decided_on=today, decision_note=note)
    if sent:
        _tell_staff(row, "application_withdrawn", note=note)
    return row


def _content(application: Application) -> dict[str, Any]:
    """What was sent, kept in the language of the files, whatever the sender's pages are in."""
    with translation.override(settings.LANGUAGE_CODE):
        return content_of(application)


def _fill_in(application: Application, now: datetime) -> None:
    """Answer with what the portal knows, wherever there is no answer yet."""
    there = set(application.answers.values_list("field", flat=True))
    known = prefilled(application, timezone.localdate(now))
    Answer.objects.bulk_create(
        Answer(application=application, field=field, value=value, saved_by=None, saved_at=now)
        for field, value in known
        if field.pk not in there
    )


def _create(**fields: Any) -> Application:
    try:
        with transaction.atomic():
            return Application.objects.create(**fields)
    except IntegrityError:
        # Another window was quicker: that application is this one.
        same = {name: fields[name] for name in ("call", "enterprise", "brand")}
        return Application.objects.live().get(**same)


def _hold(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        "call__scheme", "enterprise__division", "brand"
    )
    row = rows.filter(pk=application.pk).first()
    if row is None:
        raise NotThere(_("This record is no longer there."))
    return row


def _require_eligible(call: Call, enterprise: Enterprise, today: date) -> None:
    eligibility = check_call(call, enterprise, today)
    if eligibility.outcome == Outcome.FAIL:
        failed = [answer for answer in eligibility.answers if answer.outcome == Outcome.FAIL]
        reasons = [f"{answer.condition} {answer.why}" for answer in failed]
        raise StepRefused(
            _("Your enterprise does not meet: %(reasons)s") % {"reasons": " ".join(reasons)}, reasons=reasons
        )


def _require_time(row: Application, now: datetime) -> None:
    """The closing instant itself is too late, unless a late-entry code that still counts was given."""
    if row.call.is_open(now):
        return
    if row.late_code is not None and row.late_code.expires_at > now and row.call.status in ("published", "closed"):
        return
    closed = timezone.localtime(row.call.closes_at)
    raise StepRefused(_("The call closed on %(at)s; your draft is kept.") % {"at": f"{closed:%Y-%m-%d %H:%M}"})


def _require_complete(row: Application) -> None:
    problems = problems_of(row)
    if problems:
        fields: dict[str, list[str]] = {}
        for problem in problems:
            fields.setdefault(problem.path, []).append(problem.sentence)
        raise Invalid(fields=fields)


def _next_number(call: Call) -> str:
    """The call's next receipt number; its row is held until the end, so that no number is given twice or left out."""
    held = Call.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=call.pk)
    Call.objects.filter(pk=call.pk).update(receipts=F("receipts") + 1)
    return f"{held.scheme.code.upper()}-{held.year}-{held.receipts + 1:04d}"


def _turn_clocks(row: Application, *, first: bool, today: date) -> Any:
    if first:
        return clocks.begin(row, Stage.Kind.FORMAL_CHECK, today=today)
    clocks.finish_stage(row, Stage.Kind.SUPPLEMENT, today=today)
    return clocks.resume(row, Stage.Kind.FORMAL_CHECK, today=today)


def _tell_sent(row: Application, *, first: bool) -> None:
    verb = "application_submitted" if first else "application_supplemented"
    words: dict[str, Any] = {"call": row.call.title, "number": row.number, "due": str(row.due_on or "")}
    notify(people_of(row.enterprise), verb, about=row, dedupe_key=f"{verb}:{row.pk}:{row.version}", **words)
    _tell_staff(row, "application_to_check")


def _tell_staff(row: Application, verb: str, **more: Any) -> None:
    words: dict[str, Any] = {
        "call": row.call.title,
        "number": row.number,
        "firm": row.enterprise.name,
        "due": str(row.due_on or ""),
        **more,
    }
    notify(checkers_of(row.call), verb, about=row, dedupe_key=f"{verb}:{row.pk}:{row.version}", **words)
