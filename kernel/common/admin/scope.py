"""Only rows that the person may see: in lists, in pickers, and among the filters at a list's side."""

from typing import Any

from django.http import HttpRequest


def scoped(rows: Any, request: HttpRequest) -> Any:
    """The rows that the person may see, where their kind knows the difference."""
    visible_to = getattr(rows, "visible_to", None)
    return visible_to(request.user) if visible_to else rows
