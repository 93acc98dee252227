"""Support policies: written and published by the department that runs them, taken back, ended."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import advance, amend, record, require
from kernel.common.errors import Invalid, NoteMissing, StepRefused

from ..models import Policy
from ..workflow import PolicyStatus
from ..workflow.support import MANAGE_POLICY
from .keepers import require_department, require_keeper

NEEDED = ("title", "department", "starts_on")
OWED: dict[str, Callable[[], str]] = {  # what a policy says before it is published
    "summary": lambda: _("Say in one sentence what it is for."),
    "text": lambda: _("Say in plain sentences whom it supports with what."),
    "benefit": lambda: _("Say what a firm gets."),
    "how_to_apply": lambda: _("Say how a firm gets it."),
}
WRITTEN = frozenset(
    {
        "title", "document_number", "department", "summary", "text", "benefit", "most_amount", "how_to_apply", "call",
        "starts_on", "ends_on", "remind_days",
    }
)  # fmt: skip


@transaction.atomic
def create_policy(*, actor: User | None, **about: Any) -> Policy:
    """A policy in preparation, of a department the actor acts for; Invalid (400) lists what cannot be right."""
    require(actor, MANAGE_POLICY)
    _refuse_unknown(about)
    missing = {name: [_("This cannot be empty.")] for name in NEEDED if not about.get(name)}
    if missing:
        raise Invalid(fields=missing)
    require_department(about["department"].pk, actor)
    row = Policy(**about)
    _check(row)
    row.save()
    record(row, "create", actor=actor, target=row.status, after={"title": row.title})
    return row


@transaction.atomic
def edit_policy(policy: Policy, *, actor: User | None, note: str = "", **changes: Any) -> Policy:
    """Change what it says. One that is published is changed for a reason (400); one that has ended stays (409)."""
    require_keeper(policy, actor=actor)
    _refuse_unknown(changes)
    if policy.status == PolicyStatus.ENDED:
        raise StepRefused(_("A policy that has ended is kept as it was."))
    if policy.status == PolicyStatus.PUBLISHED and not note.strip():
        raise NoteMissing(fields={"note": [_("Firms rely on it: give the reason of the change.")]})
    if changes.get("department"):
        require_department(changes["department"].pk, actor)
    wanted = Policy.objects.get(pk=policy.pk)
    for name, value in changes.items():
        setattr(wanted, name, value)
    _check(wanted)
    if policy.status == PolicyStatus.PUBLISHED:
        _require_whole(wanted)
    return amend(policy, actor=actor, permission=MANAGE_POLICY, note=note, **changes)


@transaction.atomic
def publish_policy(policy: Policy, *, actor: User | None, today: date) -> Policy:
    """Let firms see it and be told; Invalid (400) lists all that it does not say yet."""
    require_keeper(policy, actor=actor)
    _require_whole(policy)
    if policy.ends_on is not None and policy.ends_on < today:
        raise Invalid(fields={"ends_on": [_("This day is over.")]})
    return advance(policy, "publish", actor=actor)


@transaction.atomic
def unpublish_policy(policy: Policy, *, actor: User | None, note: str) -> Policy:
    """Back into preparation; StepRefused (409) once money was agreed by it."""
    require_keeper(policy, actor=actor)
    row = advance(policy, "unpublish", actor=actor, note=note)
    if row.grants.exists():
        raise StepRefused(_("Grants were agreed by this policy: end it instead."))
    return row


@transaction.atomic
def end_policy(policy: Policy, *, actor: User | None, note: str, today: date) -> Policy:
    """No firm gets it any more; its grants go on to their end."""
    require_keeper(policy, actor=actor)
    last = max(today, policy.starts_on)
    ends_on = last if policy.ends_on is None else min(policy.ends_on, last)
    return advance(policy, "end", actor=actor, note=note, ends_on=ends_on)


def missing_words(policy: Policy) -> dict[str, str]:
    """What the policy does not say yet, by field, in sentences."""
    return {name: sentence() for name, sentence in OWED.items() if not str(getattr(policy, name)).strip()}


def _refuse_unknown(about: dict[str, Any]) -> None:
    unknown = sorted(set(about) - WRITTEN)
    if unknown:
        raise Invalid(fields={name: [_("This cannot be changed here.")] for name in unknown})


def _require_whole(policy: Policy) -> None:
    missing = missing_words(policy)
    if missing:
        raise Invalid(fields={name: [sentence] for name, sentence in missing.items()})


def _check(policy: Policy) -> None:
    wrong: dict[str, list[str]] = {}
    if policy.ends_on is not None and policy.starts_on is not None and policy.ends_on < policy.starts_on:
        wrong["ends_on"] = [_("It ends before it begins.")]
    amount = policy.most_amount
    if amount is not None and not (0 < amount < Decimal(10) ** 8 and amount == round(amount, 4)):
        wrong["most_amount"] = [_("An amount above 0 and below 100,000,000 (10,000 CNY), with at most four decimals.")]
    for name in NEEDED:
        if not getattr(policy, f"{name}_id" if name == "department" else name):
            wrong[name] = [_("This cannot be empty.")]
    if wrong:
        raise Invalid(fields=wrong)
