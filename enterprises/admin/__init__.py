"""What staff keep in the admin."""

from . import applications, assessments, cabinet, classification, ladder, registry

__all__ = ["applications", "assessments", "cabinet", "classification", "ladder", "registry"]
