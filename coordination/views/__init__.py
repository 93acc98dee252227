"""Pages of the plan: the doors for people."""
