"""Grants: money agreed by a policy, paid in instalments, its results handed in by the firm and accepted."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, keep, notify, record, require
from kernel.common.errors import Invalid, NotThere, StepRefused
from kernel.files.models import Attachment
from kernel.files.services import attach_all

from ..models import Application, Enterprise, Grant, Instalment, Policy
from ..queries.grants import PURPOSE
from ..queries.people import people_of, staff_for
from ..queries.rule_words import plain
from ..workflow import EnterpriseStatus, GrantStatus, PolicyStatus
from ..workflow.support import MANAGE_GRANT
from .keepers import require_department
from .seats import WRITERS, require_seat

LARGEST = Decimal(10) ** 8
MOST_INSTALMENTS = 12


@transaction.atomic
def agree_grant(
    policy: Policy, enterprise: Enterprise, *, actor: User | None, amount: Decimal, purpose: str,
    instalments: Sequence[Mapping[str, Any]], agreed_on: date, today: date, results_due_on: date | None = None,
    application: Application | None = None,
) -> Grant:  # fmt: skip
    """Agree so much money, in 10,000 CNY, for a firm; `instalments` (amount, due_on, condition) sum exactly to it.

    Invalid (400) lists what cannot be right, StepRefused (409) for a policy in preparation or a firm that is gone.
    """
    require(actor, MANAGE_GRANT)
    require_department(policy.department_id, actor)
    if policy.status == PolicyStatus.DRAFT:
        raise StepRefused(_("The policy is in preparation: nothing is agreed by it yet."))
    if enterprise.status not in (EnterpriseStatus.ACTIVE, EnterpriseStatus.UNCLAIMED):
        words = {"name": enterprise.name, "status": enterprise.get_status_display()}
        raise StepRefused(_("%(name)s is %(status)s; nothing is agreed for it.") % words)
    terms = Grant(
        policy=policy, enterprise=enterprise, application=application, purpose=purpose.strip(), amount=amount,
        agreed_on=agreed_on, results_due_on=results_due_on,
    )  # fmt: skip
    wrong = _wrong_terms(terms, today) | _wrong_parts(amount, instalments)
    if application is not None and application.enterprise_id != enterprise.pk:
        wrong["application"] = [_("This application is another firm's.")]
    if wrong:
        raise Invalid(fields=wrong)
    grant = _with_parts(terms, instalments)
    record(grant, "agree", actor=actor, target=grant.status, after={"amount": amount, "instalments": len(instalments)})
    _tell_firm(grant, "grant_agreed", amount=plain(amount), due=str(results_due_on or "–"))
    return grant


@transaction.atomic
def pay_instalment(grant: Grant, number: int, *, actor: User | None, paid_on: date, today: date) -> Grant:
    """Note that an instalment was paid, one after the other; the first one sets the grant running.

    StepRefused (409) for one that is paid already, out of turn, or of a grant that was revoked.
    """
    require(actor, MANAGE_GRANT)
    require_department(grant.policy.department_id, actor)
    row = keep(grant)
    if row.status == GrantStatus.REVOKED:
        raise StepRefused(_("The grant was revoked: nothing more is paid."))
    part = _next_part(row, number)
    if not row.agreed_on <= paid_on <= today:
        raise Invalid(fields={"paid_on": [_("Between the day it was agreed and today.")]})
    Instalment.objects.filter(pk=part.pk).update(paid_on=paid_on)
    if row.status == GrantStatus.AGREED:
        row = advance(row, "start", actor=actor)
    record(row, "pay", actor=actor, after={"instalment": str(number), "amount": part.amount, "paid_on": paid_on})
    _tell_firm(row, "grant_paid", number=number, amount=plain(part.amount), paid=str(paid_on))
    return row


@transaction.atomic
def report_results(
    grant: Grant, *, actor: User, results: str, today: date, now: Any, uploads: Sequence[UploadedFile] = ()
) -> Grant:
    """The firm hands in what came of it, with at least one document, `uploads` or attached before."""
    require_seat(grant.enterprise, actor, *WRITERS)
    Grant.workflow.step("report", grant.status)
    wrong = {} if results.strip() else {"results": [_("Say what came of it.")]}
    if uploads:
        attach_all(grant, uploads, purpose=PURPOSE, actor=actor, now=now)
    if not Attachment.objects.of(grant).exists():
        wrong["file"] = [_("Add at least one document that shows the results.")]
    if wrong:
        raise Invalid(fields=wrong)
    row = advance(grant, "report", actor=actor, results=results.strip(), reported_on=today)
    _tell_staff(row, "grant_reported")
    return row


@transaction.atomic
def return_results(grant: Grant, *, actor: User | None, note: str) -> Grant:
    """Send the results back with the reason; the firm completes them."""
    require_department(grant.policy.department_id, actor)
    row = advance(grant, "return", actor=actor, note=note, reported_on=None)
    _tell_firm(row, "grant_returned", note=note.strip().rstrip("。."))
    return row


@transaction.atomic
def accept_results(grant: Grant, *, actor: User | None, note: str = "") -> Grant:
    """The results are in order; what is left to pay may still be paid."""
    require_department(grant.policy.department_id, actor)
    row = advance(grant, "complete", actor=actor, note=note)
    _tell_firm(row, "grant_completed")
    return row


@transaction.atomic
def revoke_grant(grant: Grant, *, actor: User | None, note: str) -> Grant:
    """Nothing more is paid, for the reason given; what was paid stays on record."""
    require_department(grant.policy.department_id, actor)
    row = advance(grant, "revoke", actor=actor, note=note)
    _tell_firm(row, "grant_revoked", note=note.strip())
    return row


def _with_parts(grant: Grant, instalments: Sequence[Mapping[str, Any]]) -> Grant:
    grant.save()
    Instalment.objects.bulk_create(
        Instalment(
            grant=grant, number=number, amount=part["amount"], due_on=part.get("due_on"),
            condition=str(part.get("condition") or "").strip(),
        )
        for number, part in enumerate(instalments, start=1)
    )  # fmt: skip
    return grant


def _wrong_terms(grant: Grant, today: date) -> dict[str, list[str]]:
    wrong, most = {}, grant.policy.most_amount
    if not grant.purpose:
        wrong["purpose"] = [_("Say what the money is for.")]
    if not _is_amount(grant.amount):
        wrong["amount"] = [_("An amount above 0 and below 100,000,000 (10,000 CNY), with at most four decimals.")]
    elif most is not None and grant.amount > most:
        wrong["amount"] = [_("The policy gives at most %(most)s.") % {"most": plain(most)}]
    if grant.agreed_on > today:
        wrong["agreed_on"] = [_("This day is still to come.")]
    elif grant.agreed_on < grant.policy.starts_on:
        wrong["agreed_on"] = [_("The policy was not in force then.")]
    if grant.results_due_on is not None and grant.results_due_on <= grant.agreed_on:
        wrong["results_due_on"] = [_("Results are due after the day it was agreed.")]
    return wrong


def _wrong_parts(amount: Decimal, parts: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    if not 1 <= len(parts) <= MOST_INSTALMENTS:
        return {"instalments": [_("Between 1 and %(n)d instalments.") % {"n": MOST_INSTALMENTS}]}
    wrong = {
        f"instalments.{n}.amount": [_("Give an amount above 0 with at most four decimals.")]
        for n, part in enumerate(parts)
        if not _is_amount(part["amount"])
    }
    total = sum((part["amount"] for part in parts), Decimal(0))
    if not wrong and _is_amount(amount) and total != amount:
        words = {"total": plain(total), "amount": plain(amount)}
        wrong["instalments"] = [_("The instalments come to %(total)s, the grant to %(amount)s.") % words]
    return wrong


def _is_amount(value: Decimal) -> bool:
    return value.is_finite() and 0 < value < LARGEST and value == round(value, 4)


def _next_part(grant: Grant, number: int) -> Instalment:
    parts = list(grant.instalments.all())
    part = next((part for part in parts if part.number == number), None)
    if part is None:
        raise NotThere(_("The grant has no such instalment."))
    if part.paid_on is not None:
        raise StepRefused(_("Instalment %(number)d was paid on %(on)s.") % {"number": number, "on": part.paid_on})
    first = next(part for part in parts if part.paid_on is None)
    if first.number != number:
        raise StepRefused(_("Instalment %(number)d comes first.") % {"number": first.number})
    return part


def _tell_firm(grant: Grant, verb: str, **more: Any) -> None:
    people = people_of(grant.enterprise, *WRITERS)
    notify(people, verb, about=grant, dedupe_key=f"{verb}:{grant.pk}:{grant.version}", **_words(grant), **more)


def _tell_staff(grant: Grant, verb: str) -> None:
    people = staff_for(MANAGE_GRANT, grant.policy.department_id)
    notify(people, verb, about=grant, dedupe_key=f"{verb}:{grant.pk}:{grant.version}", **_words(grant))


def _words(grant: Grant) -> dict[str, Any]:
    return {"policy": grant.policy.title, "firm": grant.enterprise.name, "purpose": grant.purpose}
