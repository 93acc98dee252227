"""The plan by REST: what the liaisons' systems read and write."""

from .actions import ActionViewSet
from .plans import MeasureViewSet, PillarViewSet, PlanViewSet, ReadingViewSet, TargetViewSet
from .reports import ProgressReportViewSet
from .tasks import TaskViewSet

__all__ = [
    "ActionViewSet",
    "MeasureViewSet",
    "PillarViewSet",
    "PlanViewSet",
    "ProgressReportViewSet",
    "ReadingViewSet",
    "TargetViewSet",
    "TaskViewSet",
]
