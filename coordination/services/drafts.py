"""The office works on a draft: leads, wording, splitting, merging and dropping, before anything is issued."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import Department, User
from kernel.activity.services import amend, keep, record, require
from kernel.common.errors import DomainError, Invalid

from ..models import Action, Plan, Target
from ..workflow import MANAGE, PlanStatus


class NoLongerDraft(DomainError):
    """The plan is in force: its actions stand."""

    code = "plan_not_draft"


@transaction.atomic
def change_action(
    action: Action, *, actor: User | None, partners: Sequence[Department] | None = None, **changes: Any
) -> Action:
    """Change `lead`, `text` or the partners of a drafted action; a chosen lead is no suggestion any more."""
    _require_draft(action, actor)
    if "text" in changes and not changes["text"].strip():
        raise Invalid(fields={"text": [_("An action needs words.")]})
    if "lead" in changes:
        changes["lead_suggested"] = False
    row = amend(action, actor=actor, permission=MANAGE, **changes)
    if partners is not None and {p.pk for p in partners} - {row.lead_id} != {p.pk for p in row.partners.all()}:
        row = keep(row)
        _set_partners(row, partners, actor)
    return row


@transaction.atomic
def split_action(action: Action, *, at: int, actor: User | None) -> tuple[Action, Action]:
    """Cut an action in two before the character `at` of its text; both keep lead and partners, offsets stay true."""
    plan = _require_draft(action, actor)
    source = plan.policy.text[action.start : action.end]
    if not 0 < at < len(source) or not source[:at].strip() or not source[at:].strip():
        raise Invalid(fields={"at": [_("Cut inside the sentence, with words on both sides.")]})
    if action.merged.exists():
        raise Invalid(fields={"at": [_("Take the merged sentences out again before you cut this one.")]})
    second = Action.objects.create(
        measure=action.measure, order=action.order, start=action.start + at, end=action.end, text=source[at:].strip(),
        lead=action.lead, lead_text=action.lead_text, partners_text=action.partners_text,
        lead_suggested=action.lead_suggested, why=action.why,
    )  # fmt: skip
    second.partners.set(action.partners.all())
    first = amend(action, actor=actor, permission=MANAGE, step="split", end=action.start + at, text=source[:at].strip())
    for target in action.targets.all():
        if target.text not in first.text and target.text in second.text:
            Target.objects.filter(pk=target.pk).update(action=second)
    record(second, "split_from", actor=actor, after={"from": action.pk})
    return first, second


@transaction.atomic
def merge_actions(actions: Sequence[Action], *, actor: User | None) -> Action:
    """Make one action of several of one measure: the first absorbs the others, whose sentences still point at it."""
    rows = sorted(actions, key=lambda action: action.start)
    if len(rows) < 2 or len({row.measure_id for row in rows}) > 1:
        raise Invalid(fields={"actions": [_("Choose two or more actions of one measure.")]})
    first, *others = rows
    for row in rows:
        _require_draft(row, actor)
        if row.dropped or row.merged_into_id:
            raise Invalid(fields={"actions": [_("A dropped action cannot be merged.")]})
    partners = {p.pk: p for row in rows for p in row.partners.all()}
    partners |= {row.lead.pk: row.lead for row in others if row.lead and row.lead_id != first.lead_id}
    merged = amend(first, actor=actor, permission=MANAGE, step="merge", text="".join(row.text for row in rows))
    for row in others:
        amend(row, actor=actor, permission=MANAGE, step="merge_into", merged_into=merged)
        Action.objects.filter(merged_into=row).update(merged_into=merged)
        Target.objects.filter(action=row).update(action=merged)
    _set_partners(merged, list(partners.values()), actor)
    return merged


def drop_action(action: Action, *, actor: User | None) -> Action:
    """No task shall grow from this sentence; it stays, grey, in the policy."""
    _require_draft(action, actor)
    return amend(action, actor=actor, permission=MANAGE, step="drop", dropped=True)


@transaction.atomic
def restore_action(action: Action, *, actor: User | None) -> Action:
    """Take a dropped or merged action up again; a merged one takes its words and figures back with it."""
    plan = _require_draft(action, actor)
    text = plan.policy.text[action.start : action.end].strip() if action.merged_into_id else action.text
    if action.merged_into is not None:
        _give_back(action.merged_into, action, text, actor)
    return amend(action, actor=actor, permission=MANAGE, step="restore", dropped=False, merged_into=None, text=text)


@transaction.atomic
def set_target(
    action: Action, *, actor: User | None, value: Decimal, unit: str, text: str, by: date | None, kind: str = "total",
    target: Target | None = None,
) -> Target:  # fmt: skip
    """Add a target to a drafted action, or change the one given; StaleVersion when the action was written since."""
    _require_draft(action, actor)
    keep(action)
    row = target or Target(action=action)
    row.value, row.unit, row.text, row.by, row.kind = value, unit, text, by, kind
    row.save()
    record(action, "set_target", actor=actor, after={"text": text, "value": value, "unit": unit, "by": by})
    return row


@transaction.atomic
def remove_target(target: Target, *, actor: User | None) -> None:
    """Take a figure that was read wrongly out of the draft."""
    _require_draft(target.action, actor)
    keep(target.action)
    record(target.action, "remove_target", actor=actor, before={"text": target.text})
    target.delete()


def _require_draft(action: Action, actor: User | None) -> Plan:
    require(actor, MANAGE)
    plan = Plan.objects.select_related("policy").select_for_update(of=("self",)).get(pillars__measures__actions=action)
    if plan.status != PlanStatus.DRAFT:
        raise NoLongerDraft(_("The plan is in force; its sentences can no longer be changed."))
    return plan


def _give_back(merged: Action, action: Action, text: str, actor: User | None) -> None:
    """What `action` brought into the merged one leaves it: its words where they still stand, its figures."""
    left = merged.text.replace(text, "", 1).strip()
    if left:
        amend(merged, actor=actor, permission=MANAGE, step="take_out", text=left)
    for target in merged.targets.all():
        if target.text in text and target.text not in left:
            Target.objects.filter(pk=target.pk).update(action=action)


def _set_partners(action: Action, partners: Sequence[Department], actor: User | None) -> None:
    chosen = [department for department in partners if department.pk != action.lead_id]
    before = [str(row) for row in action.partners.all()]
    action.partners.set(chosen)
    after = [str(row) for row in action.partners.all()]
    if before != after:
        record(action, "set_partners", actor=actor, before={"partners": before}, after={"partners": after})
