"""The conditions of a call or a policy in preparation: added, changed, moved, taken away, or written whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import keep, record
from kernel.common.errors import Invalid, StepRefused

from ..models import Call, EligibilityRule, Policy
from ..queries.rule_checks import MOST_RULES, wrong_rule, wrong_rules
from ..queries.rule_words import condition_of, conditions_of
from ..workflow import PolicyStatus
from .keepers import require_keeper
from .rows import move
from .stages import open_call_for_edit

Subject = TypeVar("Subject", Call, Policy)


@transaction.atomic
def set_rules(subject: Subject, rules: Sequence[Mapping[str, Any]], *, actor: User | None) -> Subject:
    """Give the call or policy exactly these conditions, in this order.

    Each has `fact`, `operator`, `wanted`, and may have `params`, `words`, `basis`. Invalid (400) says of each field of
    each rule what cannot be right, under `rules/N/field`. This and the other writers raise CallStands or StepRefused
    (409) once it is published, StaleVersion (412).
    """
    row = _open(subject, actor)
    if wrong := wrong_rules(rules):
        raise Invalid(fields=wrong)
    before = conditions_of(row.rules.all())
    row.rules.all().delete()
    made = EligibilityRule.objects.bulk_create(
        EligibilityRule(**_of(row), **_kept(about), order=order * 10) for order, about in enumerate(rules, start=1)
    )
    record(row, "set_rules", actor=actor, before={"rules": before}, after={"rules": conditions_of(made)})
    return row


@transaction.atomic
def set_rule(
    subject: Subject, about: Mapping[str, Any], *, actor: User | None, rule: EligibilityRule | None = None
) -> Subject:
    """Add a condition at the end, or change the one given; Invalid (400) at the field or detail that is wrong."""
    row = _open(subject, actor)
    wrong = wrong_rule(about)
    if rule is None and row.rules.count() >= MOST_RULES:
        wrong["fact"] = _("At most %(n)d conditions.") % {"n": MOST_RULES}
    if wrong:
        raise Invalid(fields={name: [sentence] for name, sentence in wrong.items()})
    before = condition_of(rule) if rule else ""
    kept = rule or EligibilityRule(**_of(row), order=_last(row) + 10)
    for name, value in _kept(about).items():
        setattr(kept, name, value)
    kept.save()
    step = "change_rule" if rule else "add_rule"
    record(row, step, actor=actor, before={"rules": before}, after={"rules": condition_of(kept)})
    return row


@transaction.atomic
def remove_rule(subject: Subject, rule: EligibilityRule, *, actor: User | None) -> Subject:
    """Take a condition out."""
    row = _open(subject, actor)
    record(row, "remove_rule", actor=actor, before={"rules": condition_of(rule)})
    rule.delete()
    return row


@transaction.atomic
def move_rule(subject: Subject, rule: EligibilityRule, *, up: bool, actor: User | None) -> Subject:
    """Ask a condition earlier or later."""
    row = _open(subject, actor)
    move(rule, list(row.rules.all()), up=up)
    return row


def require_draft(policy: Policy) -> None:
    """StepRefused (409) once the policy is published: firms rely on its conditions."""
    if policy.status != PolicyStatus.DRAFT:
        raise StepRefused(_("What is published keeps its conditions; take it back first."))


def _open(subject: Subject, actor: User | None) -> Subject:
    """The locked row of what is still in preparation, its version counted on."""
    if isinstance(subject, Call):
        return open_call_for_edit(subject, actor)
    require_keeper(subject, actor=actor)
    row = keep(subject)
    require_draft(row)
    return row


def _of(subject: Call | Policy) -> dict[str, Any]:
    return {"call" if isinstance(subject, Call) else "policy": subject}


def _kept(about: Mapping[str, Any]) -> dict[str, Any]:
    """A condition as it is kept: numbers plain, what is empty left out."""
    wanted, params = about["wanted"], about.get("params") or {}
    if isinstance(wanted, Decimal | float | int) and not isinstance(wanted, bool):
        number = Decimal(str(wanted))
        wanted = int(number) if number == number.to_integral_value() else float(number)
    return {
        "fact": about["fact"], "operator": about["operator"], "wanted": wanted,
        "params": {name: value for name, value in params.items() if value not in (None, "")},
        "words": str(about.get("words") or "").strip(), "basis": str(about.get("basis") or "").strip(),
    }  # fmt: skip


def _last(subject: Call | Policy) -> int:
    last = subject.rules.order_by("order").last()
    return last.order if last else 0
