"""The office's door to the plan, its tasks and their reports."""

from . import bureaus, plans, readings, reports, rules, tasks

__all__ = ["bureaus", "plans", "readings", "reports", "rules", "tasks"]
