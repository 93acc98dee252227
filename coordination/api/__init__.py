"""The plan by REST: what the liaisons' systems read and write."""

from .plans import ActionViewSet, MeasureViewSet, PillarViewSet, PlanViewSet, ReadingViewSet
from .reports import ProgressReportViewSet
from .tasks import TaskViewSet

__all__ = [
    "ActionViewSet",
    "MeasureViewSet",
    "PillarViewSet",
    "PlanViewSet",
    "ProgressReportViewSet",
    "ReadingViewSet",
    "TaskViewSet",
]
