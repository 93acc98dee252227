"""The stages of a call and its award tiers, written as a whole while the call is prepared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.services import keep, record
from kernel.common.errors import Invalid

from ..models import AwardTier, Call, Stage
from ..workflow import CallStatus
from .calls import CallStands, edit_call
from .schemes import SWITCHES, require_runner

STAGE_FIELDS = ("working_days", "starts_on", "ends_on", *SWITCHES)


@transaction.atomic
def set_stages(call: Call, stages: Mapping[str, Mapping[str, Any]], *, actor: User | None) -> Call:
    """Write the stages by kind, in the order of Stage.Kind; a kind left out does not take place.

    Each holds `working_days`, `starts_on`, `ends_on` and the switches. Raises CallStands (409), StaleVersion (412).
    """
    row = open_call_for_edit(call, actor)
    wrong = {
        kind: [_("“%(stage)s” ends before it begins.") % {"stage": Stage.Kind(kind).label}]
        for kind, about in stages.items()
        if about.get("starts_on") and about.get("ends_on") and about["ends_on"] < about["starts_on"]
    }
    if wrong:
        raise Invalid(fields=wrong)
    before = _said(row)
    row.stages.exclude(kind__in=stages).delete()
    for order, kind in enumerate((kind for kind in Stage.Kind.values if kind in stages), start=1):
        values = {name: stages[kind].get(name, False if name in SWITCHES else None) for name in STAGE_FIELDS}
        Stage.objects.update_or_create(call=row, kind=kind, defaults={"order": order, **values})
    record(row, "set_stages", actor=actor, before={"stages": before}, after={"stages": _said(row)})
    return row


@transaction.atomic
def set_tiers(call: Call, tiers: Sequence[Mapping[str, Any]], *, actor: User | None) -> Call:
    """Write the tiers, the highest first: `name`, `quota`, `pass_line`, `money`; all of them at once."""
    row = open_call_for_edit(call, actor)
    names = [tier["name"] for tier in tiers]
    if len(set(names)) < len(names):
        raise Invalid(fields={"tiers": [_("Two tiers have the same name.")]})
    before = [str(tier) for tier in row.tiers.all()]
    row.tiers.all().delete()
    AwardTier.objects.bulk_create(
        AwardTier(call=row, order=order * 10, **tier) for order, tier in enumerate(tiers, start=1)
    )
    record(row, "set_tiers", actor=actor, before={"tiers": before}, after={"tiers": names})
    return row


@transaction.atomic
def set_awards(call: Call, tiers: Sequence[Mapping[str, Any]], *, actor: User | None, **rules: Any) -> Call:
    """Tiers and award rules of a call in preparation in one go: both are written, or neither."""
    row = set_tiers(call, tiers, actor=actor)
    return edit_call(row, actor=actor, **rules)


def open_call_for_edit(call: Call, actor: User | None) -> Call:
    """The locked row of a call in preparation, its version counted on: CallStands (409), StaleVersion (412)."""
    require_runner(call.scheme, actor)
    row = keep(call)
    require_preparation(row)
    return row


def require_preparation(call: Call) -> None:
    """CallStands (409) unless the call is still being prepared."""
    if call.status != CallStatus.DRAFT:
        raise CallStands(_("The call is %(status)s; this no longer changes.") % {"status": call.get_status_display()})


def _said(call: Call) -> list[str]:
    return [f"{stage} {stage.working_days or '–'}" for stage in call.stages.all()]
