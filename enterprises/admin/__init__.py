"""What staff keep in the admin."""

from . import applications, assessments, cabinet, calls, classification, ladder, registry, rules, support

__all__ = [
    "applications",
    "assessments",
    "cabinet",
    "calls",
    "classification",
    "ladder",
    "registry",
    "rules",
    "support",
]
