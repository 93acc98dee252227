"""The three-year plan, its tasks, their reports and the readings."""

from .policy import Action, DutyKeyword, Measure, Pillar, Plan, PolicyText, SupervisionRule
from .readings import Indicator, Reading
from .reports import ProgressReport, ReportedValue, ReportState
from .tasks import AnnualGoal, Duty, LightChange, Milestone, Target, Task

__all__ = [
    "Action",
    "AnnualGoal",
    "Duty",
    "DutyKeyword",
    "Indicator",
    "LightChange",
    "Measure",
    "Milestone",
    "Pillar",
    "Plan",
    "PolicyText",
    "ProgressReport",
    "Reading",
    "ReportState",
    "ReportedValue",
    "SupervisionRule",
    "Target",
    "Task",
]
