"""What staff keep in the admin."""

from . import applications, classification, registry

__all__ = ["applications", "classification", "registry"]
