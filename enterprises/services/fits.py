"""Firms are told when a policy fits them: each person once for a policy, however often the work is cut short."""

from datetime import date
from typing import Any

import structlog
from django.db.models import Exists, OuterRef

from kernel.accounts.models import User
from kernel.activity.services import notify

from ..models import Membership, Policy
from ..queries.eligibility import firms_that_fit
from ..workflow import EnterpriseStatus
from .seats import WRITERS

log = structlog.get_logger(__name__)
BATCH = 500


def tell_fits(policy: Policy, *, today: date, batch: int = BATCH) -> int:
    """Tell the owners and fillers of every firm that fits; returns how many firms there are. Constant memory.

    Each batch is written by itself, and the message's key keeps it from reaching a person twice: whatever cuts this
    short, the next run goes on with those who have not been told.
    """
    if not policy.is_in_force(today):
        return 0
    seats = Membership.objects.active().filter(role__in=WRITERS)
    fitting = firms_that_fit(policy.rules.all(), today).filter(status=EnterpriseStatus.ACTIVE).order_by("pk")
    reached = fitting.filter(Exists(seats.filter(enterprise=OuterRef("pk")))).values_list("pk", flat=True)
    last, count = 0, 0
    while firms := list(reached.filter(pk__gt=last)[:batch]):
        people = User.objects.filter(is_active=True, pk__in=seats.filter(enterprise__in=firms).values("user"))
        notify(people, "policy_fits", about=policy, dedupe_key=f"policy_fits:{policy.pk}", **_words(policy))
        last, count = firms[-1], count + len(firms)
    return count


def tell_all_fits(*, today: date) -> int:
    """The same for every policy in force, for firms whose data have come to fit; returns how many policies were told.

    A policy that fails is logged and stops no other; an ExceptionGroup at the end names all of them.
    """
    told, broken = 0, list[Exception]()
    for policy in Policy.objects.in_force(today).select_related("department").order_by("pk"):
        try:
            tell_fits(policy, today=today)
            told += 1
        except Exception as error:
            error.add_note(f"policy {policy.pk}")
            log.exception("policy_not_told", policy=policy.pk)
            broken.append(error)
    if broken:
        raise ExceptionGroup("policies that not everybody was told of", broken)
    return told


def _words(policy: Policy) -> dict[str, Any]:
    department = policy.department.short_name
    return {"policy": policy.title, "benefit": policy.benefit.rstrip("。. "), "department": department}
