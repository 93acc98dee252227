"""Two entries of one firm become one: planned with a preview, carried out in one transaction, nothing lost."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.activity.models import Tracked
from kernel.activity.services import advance, amend, notify, record, require
from kernel.common.errors import DomainError, Invalid

from ..models import Contact, Enterprise, FormerName, Membership, Merge
from ..queries.merges import Relation, gaps, relations_of
from ..queries.people import people_of, stronger
from ..workflow import EnterpriseStatus, MembershipStatus, MergeStatus
from ..workflow.registry import MANAGE

LIVE = (EnterpriseStatus.UNCLAIMED, EnterpriseStatus.ACTIVE)


class NotMergeable(DomainError):
    """One of the entries is no longer there to be merged."""

    code = "not_mergeable"


@transaction.atomic
def plan_merge(kept: Enterprise, dropped: Enterprise, *, actor: User, now: datetime) -> Merge:
    """Note that two entries are one firm; nothing moves yet. Planned twice it is one plan."""
    require(actor, MANAGE)
    if kept.pk == dropped.pk:
        raise Invalid(fields={"dropped": [_("Choose two different entries.")]})
    _require_live(kept, dropped)
    Enterprise.objects.select_for_update().order_by().get(pk=dropped.pk)
    there = Merge.objects.filter(dropped=dropped, status=MergeStatus.PLANNED).first()
    if there is not None and there.kept_id != kept.pk:
        words = {"name": dropped, "kept": there.kept}
        raise NotMergeable(_("%(name)s is to be merged already, into %(kept)s.") % words)
    if there is not None:
        return there
    merge = Merge.objects.create(kept=kept, dropped=dropped, planned_by=actor, planned_at=now)
    record(merge, "plan", actor=actor, target=merge.status)
    return merge


@transaction.atomic
def carry_out(merge: Merge, *, note: str, actor: User, now: datetime, today: date) -> Merge:
    """Move everything to the entry that stays; what it was is kept in `moved`. NotMergeable (409)."""
    require(actor, MANAGE)
    held = Enterprise.objects.select_for_update().order_by("pk").in_bulk([merge.kept_id, merge.dropped_id])
    kept, dropped = held[merge.kept_id], held[merge.dropped_id]
    _require_live(kept, dropped)
    moved = [_move(relation, kept, note, now) for relation in relations_of(dropped, kept)]
    kept = _complete(kept, dropped, actor, note, today)
    advance(dropped, "merge", actor=actor, note=note, merged_into=kept)
    row = advance(merge, "carry_out", actor=actor, note=note, moved=moved)
    words: dict[str, Any] = {"name": kept.name, "dropped": f"{dropped.name} {dropped.uscc}"}
    notify(people_of(kept), "enterprise_merged", about=kept, dedupe_key=f"enterprise_merged:{row.pk}", **words)
    return row


def abandon_merge(merge: Merge, *, actor: User) -> Merge:
    """They are two firms after all."""
    return advance(merge, "abandon", actor=actor)


def _require_live(*firms: Enterprise) -> None:
    for firm in firms:
        if firm.status not in LIVE:
            words = {"name": firm.name, "status": firm.get_status_display()}
            raise NotMergeable(_("%(name)s is %(status)s and cannot be merged.") % words)


def _move(relation: Relation, kept: Enterprise, note: str, now: datetime) -> dict[str, Any]:
    """Hang the rows of one kind on the entry that stays; what may not stand beside a row of its is settled first."""
    moving, staying = list(relation.moving), list(relation.meeting)
    if relation.model is Contact:
        Contact.objects.filter(pk__in=staying).update(is_main=False)
        moving, staying = moving + staying, []
    elif relation.model is Membership:
        _unite_seats(staying, kept, note, now)
        moving, staying = moving + staying, []
    changes: dict[str, Any] = {relation.link: kept}
    if issubclass(relation.model, Tracked):
        changes["version"] = F("version") + 1  # whoever has it open meets the change
    rows: models.QuerySet[Any] = relation.model._base_manager.filter(pk__in=moving)
    rows.update(**changes)
    return {
        "model": relation.model._meta.label, "field": relation.link, "moved": moving, "stayed": staying,
    }  # fmt: skip


def _unite_seats(seats: list[Any], kept: Enterprise, note: str, now: datetime) -> None:
    """Of a person's two seats the one with the entry that stays gets the stronger role, the other ends."""
    for seat in Membership.objects.filter(pk__in=seats).order_by("pk"):
        other = Membership.objects.get(
            enterprise=kept, user=seat.user_id, status__in=(MembershipStatus.REQUESTED, MembershipStatus.ACTIVE)
        )
        active = [row.role for row in (seat, other) if row.status == MembershipStatus.ACTIVE]
        if active and other.status == MembershipStatus.REQUESTED:
            advance(other, "admit", actor=None, note=note, role=stronger(active), decided_at=now)
        elif active:
            amend(other, actor=None, permission=MANAGE, note=note, role=stronger(active))
        advance(seat, "end", actor=None, note=note, decided_at=now)


def _complete(kept: Enterprise, dropped: Enterprise, actor: User, note: str, today: date) -> Enterprise:
    """The entry that stays takes over what it did not know, the other's name, and its being registered."""
    if dropped.name != kept.name:
        FormerName.objects.get_or_create(enterprise=kept, name=dropped.name, defaults={"until": today})
    known = gaps(kept, dropped)
    if kept.status == EnterpriseStatus.UNCLAIMED and dropped.status == EnterpriseStatus.ACTIVE:
        return advance(kept, "claim", actor=actor, registered_on=dropped.registered_on, note=note, **known)
    return amend(kept, actor=actor, permission=MANAGE, note=note, **known) if known else kept
