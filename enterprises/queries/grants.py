"""Grants counted and added up, each number with the rows it was counted from; who may add files to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kernel.accounts.models import User

from ..models import Grant, Instalment, Membership
from ..models.policies import OWING
from ..workflow import GrantStatus
from ..workflow.support import ACT

PURPOSE = "grant_results"
MONEY: Any = DecimalField(max_digits=16, decimal_places=4)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many grants, the money agreed and paid in 10,000 CNY, and how many wait or are late."""

    grants: int = 0
    agreed: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    reported: int = 0
    overdue: int = 0


def with_paid(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """The grants, each with `paid`: what was paid of it, in 10,000 CNY."""
    parts = Instalment.objects.filter(grant=OuterRef("pk"), paid_on__isnull=False).order_by()
    summed = parts.values("grant").annotate(sum=Sum("amount")).values("sum")
    return rows.annotate(paid=Coalesce(Subquery(summed), Decimal(0), output_field=MONEY))


def totals_of(rows: QuerySet[Grant], today: date) -> Totals:
    """What these grants come to; revoked ones count with what was paid of them."""
    return _totals(rows.order_by().aggregate(**_sums(today)), _paid(rows, None).get(None))


def totals_by_policy(rows: QuerySet[Grant], policies: Iterable[int], today: date) -> dict[int, Totals]:
    """The same for each of these policies; two queries however many there are."""
    chosen = rows.filter(policy__in=list(policies)).order_by()
    paid = _paid(chosen, "grant__policy")
    lines: Any = chosen.values("policy").annotate(**_sums(today))
    return {line["policy"]: _totals(line, paid.get(line["policy"])) for line in lines}


def may_attach(grant: Grant, user: User) -> bool:
    """Whether `user` may add documents to the results, or take their own back, now: who writes for the firm."""
    seats = Membership.objects.active().filter(enterprise=grant.enterprise_id, user=user)
    writes = seats.filter(role__in=(Membership.Role.OWNER, Membership.Role.FILLER)).exists()
    return grant.status in OWING and user.has_perm(ACT) and writes


def _sums(today: date) -> dict[str, Any]:
    late = Q(status__in=OWING, results_due_on__lt=today)
    kept = ~Q(status=GrantStatus.REVOKED)
    return {
        "n": Count("pk"),
        "agreed": Coalesce(Sum("amount", filter=kept), Decimal(0), output_field=MONEY),
        "reported": Count("pk", filter=Q(status=GrantStatus.REPORTED)),
        "overdue": Count("pk", filter=late),
    }


def _paid(rows: QuerySet[Grant], by: str | None) -> dict[Any, Decimal]:
    parts = Instalment.objects.filter(grant__in=rows.values("pk"), paid_on__isnull=False).order_by()
    if by is None:
        return {None: parts.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)}
    return {line[by]: line["sum"] for line in parts.values(by).annotate(sum=Sum("amount"))}


def _totals(line: dict[str, Any], paid: Decimal | None) -> Totals:
    return Totals(line["n"], line["agreed"], paid or Decimal(0), line["reported"], line["overdue"])
