"""The ladder read: how many brands stand on each rung, which, and what a brand has claimed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, Subquery

from kernel.accounts.models import User

from ..models import Brand, BrandStanding, Rung
from ..workflow import CONFIRM, StandingStatus

OPEN = (StandingStatus.CLAIMED, StandingStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Level:
    """A rung, how many brands stand on it, and which step of the stairs it is, the lowest first."""

    rung: Rung
    count: int
    step: int


def highest_rung(brand: Brand, on: date) -> Rung | None:
    """The highest rung on which the brand stands that day: confirmed, not lapsed, not run out."""
    standing = Q(standings__brand=brand, standings__status=StandingStatus.CONFIRMED)
    in_force = Q(standings__until=None) | Q(standings__until__gte=on)
    return Rung.objects.filter(standing & in_force).order_by("-order").first()


def levels(brands: QuerySet[Brand]) -> list[Level]:
    """The rungs, the highest first, with the brands among these that stand on each; two queries."""
    counts = dict(brands.order_by().values_list("rung").annotate(n=Count("pk")))
    rungs = list(Rung.objects.all())
    return [Level(rung, counts.get(rung.pk, 0), step) for step, rung in reversed(list(enumerate(rungs, start=1)))]


def with_rung_date(brands: QuerySet[Brand]) -> QuerySet[Brand]:
    """The brands with `rung_since`: the day since which each stands on its rung."""
    standing = BrandStanding.objects.filter(
        brand=OuterRef("pk"), rung=OuterRef("rung"), status=StandingStatus.CONFIRMED
    ).order_by("-reached_on")
    return brands.annotate(rung_since=Subquery(standing.values("reached_on")[:1], output_field=DateField()))


def open_rungs(brand: Brand) -> list[Rung]:
    """The rungs worth claiming now: above the one it stands on, and not claimed yet."""
    taken = brand.standings.filter(status__in=OPEN).values("rung")
    above = Rung.objects.filter(order__gt=brand.rung.order) if brand.rung else Rung.objects.all()
    return list(above.exclude(pk__in=taken).prefetch_related("criteria"))


def public_standings(brand: Brand) -> list[BrandStanding]:
    """What the public may read of the brand's way: every rung confirmed at some time, the latest first."""
    shown = (StandingStatus.CONFIRMED, StandingStatus.LAPSED)
    return list(brand.standings.filter(status__in=shown).select_related("rung"))


def confirmers() -> list[User]:
    """The people who confirm standings."""
    return list(User.objects.able_to(CONFIRM))
