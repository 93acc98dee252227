"""Every write of the plan, its tasks and their reports."""
