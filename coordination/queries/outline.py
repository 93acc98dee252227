"""What everybody may read of the plan: its name, its years, its pillars and measures, as the policy was published."""

from django.db.models import Prefetch

from ..models import Measure, Pillar, Plan
from ..workflow import PlanStatus


def published_plan() -> Plan | None:
    """The plan in force, the latest of several, with its pillars and the measures that have a title; three queries."""
    titled = Measure.objects.exclude(title="").order_by("order")
    pillars = Pillar.objects.order_by("order").prefetch_related(Prefetch("measures", titled))
    plans = Plan.objects.filter(status=PlanStatus.ACTIVE).prefetch_related(Prefetch("pillars", pillars))
    return plans.order_by("-confirmed_on", "-pk").first()
