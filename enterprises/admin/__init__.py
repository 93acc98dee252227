"""What staff keep in the admin."""

from . import classification, registry

__all__ = ["classification", "registry"]
