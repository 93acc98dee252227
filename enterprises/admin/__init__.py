"""What staff keep in the admin."""

from . import calls, classification, registry

__all__ = ["calls", "classification", "registry"]
