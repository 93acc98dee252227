"""What staff keep in the admin."""

from . import assessments, cabinet, classification, ladder, registry

__all__ = ["assessments", "cabinet", "classification", "ladder", "registry"]
