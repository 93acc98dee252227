"""The REST resources of firms, one module a noun."""

from typing import Any

RESOURCES: dict[str, Any] = {}
