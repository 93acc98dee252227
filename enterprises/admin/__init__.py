"""What staff keep in the admin."""

from . import classification, registry, support

__all__ = ["classification", "registry", "support"]
