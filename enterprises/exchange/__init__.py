"""The tables of this app that go out to Excel or come in from it."""

from .applications import APPLICATIONS
from .calls import CALLS
from .enterprises import ENTERPRISES

__all__ = ["APPLICATIONS", "CALLS", "ENTERPRISES"]
