"""The admin of what happened and who hears of it, and the base for every tracked row."""

from . import audit, messages, schedules
from .tracked import TrackedAdmin, TrackedForm

__all__ = ["TrackedAdmin", "TrackedForm", "audit", "messages", "schedules"]
